import VoxelCore

/// Grains of the SSE: cells whose grey differs from one to the next.
struct ElectrolyteGrains: Sendable {
    /// The mean size of a grain, in voxels.
    static let edge = 7.0
    private let cells: VoronoiCells
    private let deviates: NormalDeviates

    /// The grains of a recipe; nil where they have no contrast.
    init?(_ recipe: PhantomRecipe) {
        guard recipe.electrolyteGrains > 0 else { return nil }
        cells = VoronoiCells(seed: recipe.seed, stream: .electrolyteGrains, edge: Self.edge)
        deviates = NormalDeviates(standardDeviation: recipe.electrolyteGrains)
    }

    /// Adds the contrast of the grains where labels at twice the resolution say SSE.
    ///
    /// - Parameters:
    ///   - box: of the labels, in halves of a voxel.
    func add(to levels: inout [Float], labels: [UInt8], box: CanonicalBox) {
        var start = 0
        box.forEachLine { level, row in
            let line = labels[start..<start + box.columns.count]
            if line.contains(Phase.electrolyte.truthCode) {
                cells.forEach(level: level, row: row, columns: box.columns, step: 0.5) { column, key in
                    let index = start + column - box.columns.lowerBound
                    if labels[index] == Phase.electrolyte.truthCode { levels[index] += deviates.deviate(key) }
                }
            }
            start += box.columns.count
        }
    }

    /// Adds the contrast of the grains to every voxel of a box.
    func add(to levels: inout [Float], box: CanonicalBox) {
        var start = 0
        box.forEachLine { level, row in
            cells.forEach(level: level, row: row, columns: box.columns, step: 1) { column, key in
                levels[start + column - box.columns.lowerBound] += deviates.deviate(key)
            }
            start += box.columns.count
        }
    }
}
