import VoxelCore
import VoxelKernels

/// Where straightened slabs of parts of a map come from.
struct StraightReading: Sendable {
    let source: any VolumeSource
    /// Along which they are straightened.
    let interface: Interface
    /// The first electrode voxels of every column of some rows of the map.
    let starts: @Sendable (_ mapRows: Range<Int>) -> Map<Int32>
    /// Voxels before and from the first electrode voxel on.
    let below: Int
    let above: Int
    /// So many columns around a tile are computed with it.
    let halo: Int
    /// Grey values beyond are outliers; nil for none.
    let greys: ClosedRange<Double>?
    let threads: Int
    /// What progress is called while all is read at once, and while tiles are worked on.
    let stages: (reading: String, tiles: String)
    let progress: ProgressHandler?

    /// Voxels that are held of every column.
    var depth: Int { below + above }

    /// The tiles of the map.
    var grid: TileGrid {
        TileGrid(rows: interface.heights.rows, columns: interface.heights.columns, depth: depth, halo: halo)
    }

    /// Reads some rows of the map.
    func rows(_ rows: Range<Int>, memory: BufferPool, progress: ProgressHandler?) throws -> StraightSlab {
        try StraightSlab(
            of: source, interface: interface, starts: starts(rows), rows: rows, below: below, above: above,
            greys: greys, threads: threads, memory: memory, stage: stages.reading, progress: progress)
    }

    /// What is looked at for what holds for the whole map: all of it where it is a single tile, else places spread evenly
    /// over it.
    ///
    /// - Throws: `SimstripError` from reading, of kind `failed` where the memory is not there.
    /// - Complexity: O(voxels of some rows of the map).
    func survey() throws -> StraightSlab {
        let (grid, memory) = (grid, BufferPool())
        try checkMemory(BandPlan.least(grid, depth: depth), threads: threads, for: "the random field")
        guard !grid.isSingle else { return try rows(0..<grid.rows, memory: memory, progress: progress) }
        let squares = SurveyPlaces(grid, depth: depth).squares
        let bands = BufferPool()
        let cancellation = progress.map { progress in
            { @Sendable (event: ProgressEvent) in
                try progress(ProgressEvent(stage: event.stage, done: 0, total: event.total))
            }
        }
        var parts: [(slab: StraightSlab, part: MapPart)] = []
        var seen = Set<Range<Int>>()
        for rows in squares.map(\.rows) where seen.insert(rows).inserted {
            let band = try self.rows(rows, memory: bands, progress: cancellation)
            parts += squares.filter { $0.rows == rows }.map { (band.part($0, memory: memory), $0) }
        }
        return StraightSlab(joining: parts, gap: SurveyPlaces.gap, memory: memory)
    }

    /// Calls `body` with every tile of the map, several at once.
    ///
    /// The map is read in bands of whole rows of tiles, each once; a tile is a copy of its own, halo and all, and all that is
    /// made of it lies in memory that the next tile uses again.
    ///
    /// - Parameters:
    ///   - memory: bytes for a band and the tiles that are worked on; one row of tiles and one tile at least are.
    ///   - body: called with a tile and its halo, and with what of the map the tile itself is.
    /// - Throws: `SimstripError` from reading, of kind `failed` where the memory is not there; and what `body` throws.
    func forEachTile(memory: Int, _ body: @Sendable (_ tile: StraightSlab, _ core: MapPart) throws -> Void) throws {
        let grid = grid
        let plan = BandPlan(grid, depth: depth, memory: memory, threads: threads)
        try checkMemory(BandPlan.least(grid, depth: depth), threads: plan.threads, for: "the random field")
        let (bandMemory, idle) = (BufferPool(), Guarded<[BufferPool]>([]))
        let done = Guarded(0)
        @Sendable func tell(_ finished: Int) throws {
            let now = done.withLock { (done: inout Int) -> Int in
                done += finished
                return done
            }
            try progress?(ProgressEvent(stage: stages.tiles, done: now, total: grid.tileRows * grid.tileColumns))
        }
        for first in stride(from: 0, to: grid.tileRows, by: plan.tileRows) {
            let tiles = (first..<min(first + plan.tileRows, grid.tileRows)).flatMap { row in
                (0..<grid.tileColumns).map { grid.core(row: row, column: $0) }
            }
            let (top, bottom) = (tiles[0].rows.lowerBound, tiles[tiles.count - 1].rows.upperBound)
            let rows = (top - grid.halo..<bottom + grid.halo).clamped(to: 0..<grid.rows)
            let band = try self.rows(rows, memory: bandMemory, progress: { _ in try tell(0) })
            let pools = try concurrentAccumulate(
                taskCount: tiles.count, threads: plan.threads,
                makeAccumulator: { idle.withLock { $0.popLast() } ?? BufferPool() }
            ) { pool, task in
                try body(band.part(grid.withHalo(tiles[task]), memory: pool), tiles[task])
                try tell(1)
            }
            idle.withLock { $0 += pools }
        }
    }
}
