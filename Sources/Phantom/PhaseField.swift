import VoxelCore

/// What fills every voxel of the canonical frame, the margin beyond the volume included.
struct PhaseField: Sendable {
    let surface: InterfaceSurface
    private let grainField: GrainField?
    /// The lowest level of every column that a grain may fill; what reaches below is cut away.
    private let grainFloor: MarginMap<Int32>
    private let film: SodiumFilm?
    private let hasSheets: Bool

    init(_ recipe: PhantomRecipe, frame: ScanFrame, margin: Int) throws(SimstripError) {
        surface = try InterfaceSurface(recipe, frame: frame, margin: margin)
        grainField = recipe.grainField
        hasSheets = recipe.kind == .layers
        film = recipe.kind == .cycled ? SodiumFilm(seed: recipe.seed, surface: surface) : nil
        grainFloor =
            switch recipe.kind {
            // Two Li layers separate the grains of a fresh foil from the SSE.
            case .pristine: surface.first.map { $0 + 2 }
            case .cycled: film?.grainFloor ?? surface.first
            case .boolean, .layers: surface.first
            }
    }

    /// Writes the labels of a box, columns fastest, then rows, then levels.
    ///
    /// - Parameters:
    ///   - box: its rows and columns reach at most the margin beyond the volume.
    func fill(_ labels: inout [UInt8], box: CanonicalBox) {
        if labels.count < box.count { labels = Array(repeating: 0, count: box.count) }
        labels.withUnsafeMutableBufferPointer { labels in
            var start = 0
            for level in box.levels {
                for row in box.rows {
                    fillLine(labels.part(at: start, count: box.columns.count), level, row, box.columns)
                    start += box.columns.count
                }
            }
            grainField?.forEachGrain(touching: box) { fill($0, labels, box: box) }
        }
    }

    /// SSE below the surface, Li above, and the film or the sheets within.
    private func fillLine(
        _ labels: UnsafeMutableBufferPointer<UInt8>, _ level: Int, _ row: Int, _ columns: Range<Int>
    ) {
        let electrolyte = Phase.electrolyte.truthCode
        let lithium = Phase.lithium.truthCode
        let level = Int32(level)
        surface.first.withLine(row: row, columns: columns) { first in
            for i in 0..<labels.count { labels[i] = level < first[i] ? electrolyte : lithium }
            guard hasSheets else { return }
            for i in 0..<labels.count {
                let layer = Int(level - first[i]) + 1
                guard LayerSheets.isSodium(layer: layer, row: row, column: columns.lowerBound + i) else { continue }
                labels[i] = Phase.sodium.truthCode
            }
        }
        film?.firstLevels.withLine(row: row, columns: columns) { film in
            for i in 0..<labels.count where film[i] <= level && level - film[i] < SodiumFilm.thickness {
                labels[i] = Phase.sodium.truthCode
            }
        }
    }

    private func fill(_ grain: Grain, _ labels: UnsafeMutableBufferPointer<UInt8>, box: CanonicalBox) {
        let sodium = Phase.sodium.truthCode
        grain.forEachLine(in: box) { level, row, columns in
            let line = (level - box.levels.lowerBound) * box.rows.count + row - box.rows.lowerBound
            let start = line * box.columns.count + columns.lowerBound - box.columns.lowerBound
            let labels = labels.part(at: start, count: columns.count)
            let level = Int32(level)
            grainFloor.withLine(row: row, columns: columns) { floor in
                for i in 0..<labels.count { labels[i] = floor[i] <= level ? sodium : labels[i] }
            }
        }
    }
}
