import VoxelCore

/// What the random field takes of memory.
package enum FieldMemory {
    /// Bytes a voxel of a tile at most: its grey value, what the field knows of it and what it tries.
    package static let bytesPerVoxel = 44
    /// Bytes a voxel of a map that is fitted on as a whole: a simulated scan and what is made of it besides.
    static let bytesPerVoxelOfWhole = 58
    /// Bytes a voxel of a band: its grey value.
    static let bytesPerVoxelOfBand = 4
    /// Columns around a tile that are computed with it: three times the reach of a voxel's say on its neighbours, so many
    /// that nothing of a tile's end is seen where the next begins.
    package static let haloOfField = 12
    /// The same where heights are filtered over 10 columns, twice.
    static let haloOfInterface = 20
    /// Voxels a column that are read around the interface, to refine it, at least.
    package static let surroundings = 16
    /// The same where a fringe is undone.
    static let surroundingsWithFringe = 26

    /// The least that the random field takes beside what is kept of the whole map, whichever part of the work is at hand.
    ///
    /// - Parameters:
    ///   - rows: of the map.
    ///   - columns: of the map.
    ///   - layers: that are stripped.
    package static func least(rows: Int, columns: Int, layers: Int) -> Int {
        largest(rows: rows, columns: columns, layers: layers) { BandPlan.least($0, depth: $1) }
    }

    /// The most that it takes, whatever it may: the map in a single band, and a tile for every thread.
    package static func most(rows: Int, columns: Int, layers: Int, threads: Int) -> Int {
        largest(rows: rows, columns: columns, layers: layers) { BandPlan.most($0, depth: $1, threads: threads) }
    }

    private static func largest(
        rows: Int, columns: Int, layers: Int, _ bytes: (_ grid: TileGrid, _ depth: Int) -> Int
    ) -> Int {
        [(surroundingsWithFringe, haloOfInterface), (layers + 24, haloOfField)].map { depth, halo in
            bytes(TileGrid(rows: rows, columns: columns, depth: depth, halo: halo), depth)
        }.max() ?? 0
    }
}

/// How many rows of tiles are held at once, and how many tiles are worked on. Neither changes a result.
package struct BandPlan: Sendable, Hashable {
    /// Rows of tiles in a band; the last band may have fewer.
    package let tileRows: Int
    /// Tiles that are worked on at once.
    package let threads: Int

    /// As many as memory allows, at least one of each.
    ///
    /// - Parameters:
    ///   - memory: bytes for a band and the tiles that are worked on.
    package init(_ grid: TileGrid, depth: Int, memory: Int, threads: Int) {
        let tile = Self.bytesOfTile(grid, depth: depth)
        let band = { (tileRows: Int) in Self.bytesOfBand(grid, depth: depth, tileRows: tileRows) }
        self.threads = max(1, min(threads, (memory - band(1)) / max(1, tile)))
        let room = memory - self.threads * tile
        // Bands of about the same height: a last one that is low keeps few threads busy.
        let most = (1...grid.tileRows).last { band($0) <= room } ?? 1
        let bands = (grid.tileRows + most - 1) / most
        tileRows = (grid.tileRows + bands - 1) / bands
    }

    /// What one tile in a band of one row of them takes, or looking at the map before, if that is more.
    static func least(_ grid: TileGrid, depth: Int) -> Int {
        guard !grid.isSingle else { return bytesOfTile(grid, depth: depth) }
        let survey = SurveyPlaces(grid, depth: depth).slabColumns * depth * FieldMemory.bytesPerVoxel
        return max(survey, bytesOfBand(grid, depth: depth, tileRows: 1) + bytesOfTile(grid, depth: depth))
    }

    /// What the map in one band takes, and a tile for every thread.
    static func most(_ grid: TileGrid, depth: Int, threads: Int) -> Int {
        let tiles = min(threads, grid.tileRows * grid.tileColumns) * bytesOfTile(grid, depth: depth)
        return max(least(grid, depth: depth), tiles + bytesOfBand(grid, depth: depth, tileRows: grid.tileRows))
    }

    private static func bytesOfTile(_ grid: TileGrid, depth: Int) -> Int {
        let voxel = grid.isSingle ? FieldMemory.bytesPerVoxelOfWhole : FieldMemory.bytesPerVoxel
        return grid.largestTile * (depth * voxel + 64)
    }

    private static func bytesOfBand(_ grid: TileGrid, depth: Int, tileRows: Int) -> Int {
        grid.rows(ofTileRows: tileRows) * grid.columns * (depth * FieldMemory.bytesPerVoxelOfBand + 12)
    }
}
