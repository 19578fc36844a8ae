import VoxelCore

/// The codes of a phantom's truth labels.
public enum TruthLabel: UInt8, CaseIterable, Sendable {
    case void = 0
    case lithium = 1
    case sodium = 2
    case electrolyte = 3
}

/// What fills every voxel of the canonical frame, the margin beyond the volume included.
struct PhaseField: Sendable {
    let surface: InterfaceSurface
    private let grainField: GrainField?
    private let layout: SodiumLayout
    /// Grains fill no layer below this one; 1 cuts nothing away.
    private let firstGrainLayer: Int32

    init(_ recipe: PhantomRecipe, frame: ScanFrame, margin: Int) throws(SimstripError) {
        surface = try InterfaceSurface(recipe, frame: frame, margin: margin)
        switch recipe.kind {
        case .pristine:
            grainField = recipe.grainField
            layout = .none
            firstGrainLayer = 3
        case .cycled:
            grainField = recipe.grainField
            layout = .film(SodiumFilm.firstLevels(seed: recipe.seed, surface: surface))
            firstGrainLayer = 9
        case .boolean:
            grainField = recipe.grainField
            layout = .none
            firstGrainLayer = 1
        case .layers:
            grainField = nil
            layout = .sheets
            firstGrainLayer = 1
        }
    }

    /// The grains that may touch a box.
    func grains(touching box: CanonicalBox) -> [Grain] { grainField?.grains(touching: box) ?? [] }

    /// Writes the labels of a box, columns fastest, then rows, then levels.
    ///
    /// - Parameters:
    ///   - box: its rows and columns reach at most the margin beyond the volume.
    ///   - grains: all that may touch the box; others do no harm.
    func fill(_ labels: inout [UInt8], box: CanonicalBox, grains: [Grain]) {
        if labels.count < box.count { labels = Array(repeating: 0, count: box.count) }
        let width = box.columns.count
        let first = surface.first
        labels.withUnsafeMutableBufferPointer { labels in
            first.values.withUnsafeBufferPointer { firsts in
                var target = 0
                for level in box.levels {
                    for row in box.rows {
                        let start = first.start(ofRow: row) + box.columns.lowerBound
                        let level = Int32(level)
                        for i in 0..<width {
                            labels[target + i] =
                                level < firsts[start + i]
                                ? TruthLabel.electrolyte.rawValue : TruthLabel.lithium.rawValue
                        }
                        layoutSodium(labels, at: target, level: level, row: row, columns: box.columns, start: start)
                        target += width
                    }
                }
                for grain in grains {
                    grain.forEachLine(in: box) { level, row, columns, test in
                        let line = (level - box.levels.lowerBound) * box.rows.count + row - box.rows.lowerBound
                        let target = line * width - box.columns.lowerBound
                        let start = first.start(ofRow: row)
                        let deepest = Int32(level) + 1 - firstGrainLayer
                        for column in columns where test.contains(column) && firsts[start + column] <= deepest {
                            labels[target + column] = TruthLabel.sodium.rawValue
                        }
                    }
                }
            }
        }
    }

    /// Adds the film's or the sheets' part of one line.
    private func layoutSodium(
        _ labels: UnsafeMutableBufferPointer<UInt8>, at target: Int, level: Int32, row: Int, columns: Range<Int>,
        start: Int
    ) {
        switch layout {
        case .none: break
        case .film(let firstLevels):
            firstLevels.values.withUnsafeBufferPointer { film in
                for i in 0..<columns.count where film[start + i] <= level {
                    guard level - film[start + i] < SodiumFilm.thickness else { continue }
                    labels[target + i] = TruthLabel.sodium.rawValue
                }
            }
        case .sheets:
            for i in 0..<columns.count {
                let layer = Int(level - surface.first.values[start + i]) + 1
                if LayerSheets.isSodium(layer: layer, row: row, column: columns.lowerBound + i) {
                    labels[target + i] = TruthLabel.sodium.rawValue
                }
            }
        }
    }
}
