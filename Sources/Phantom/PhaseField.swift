import VoxelCore

/// What fills every voxel of the canonical frame, the margin beyond the volume included.
struct PhaseField: Sendable {
    let surface: InterfaceSurface
    private let grainField: GrainField?
    /// The lowest level of every column that a grain may fill; what reaches below is cut away.
    private let grainFloor: MarginMap<Int32>
    private let film: SodiumFilm?
    private let hasSheets: Bool
    /// The eighths of voxels, of the kinds drawn at twice the resolution.
    let fine: FineWorld?

    init(_ recipe: PhantomRecipe, frame: ScanFrame, margin: Int) throws(SimstripError) {
        let roughness = Roughness(recipe, frame: frame, margin: margin)
        surface = try InterfaceSurface(recipe, frame: frame, margin: margin, roughness: roughness)
        fine =
            recipe.kind.isFine
            ? FineWorld(
                recipe, surface: FineSurface(recipe, frame: frame, margin: margin, roughness: roughness)) : nil
        grainField = recipe.grainField
        hasSheets = recipe.kind == .layers
        film = recipe.kind == .cycled ? SodiumFilm(seed: recipe.seed, surface: surface) : nil
        grainFloor =
            switch recipe.kind {
            // Two Li layers separate the grains of a fresh foil from the SSE.
            case .pristine: surface.first.map { $0 + 2 }
            case .cycled: film?.grainFloor ?? surface.first
            case .boolean, .layers, .lamellae, .grains, .interpenetrating, .films, .crust: surface.first
            }
    }

    /// Writes the labels of a box, columns fastest, then rows, then levels.
    ///
    /// - Parameters:
    ///   - box: its rows and columns reach at most the margin beyond the volume.
    ///   - showsPores: whether pores of the SSE are void, as they look; else they are SSE, as it is defined. Those of the
    ///     electrode are void.
    func fill(_ labels: inout [UInt8], box: CanonicalBox, showsPores: Bool = false) {
        if labels.count < box.count { labels = Array(repeating: 0, count: box.count) }
        labels.withUnsafeMutableBufferPointer { labels in
            if let fine {
                var scratch = Eighths.Scratch()
                Eighths.fill(
                    labels, of: fine, first: surface.first, box: box, showsPores: showsPores, scratch: &scratch)
                return
            }
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

    /// Writes the labels of the halves of voxels of a kind of whole voxels: Na as its voxels are, SSE and Li by the height.
    ///
    /// - Parameters:
    ///   - box: in halves of a voxel, one level or one row thick.
    ///   - voxels: the voxels that it lies in.
    func fillHalves(_ labels: inout [UInt8], box: CanonicalBox, voxels: CanonicalBox) {
        var whole: [UInt8] = []
        fill(&whole, box: voxels)
        if labels.count < box.count { labels = Array(repeating: 0, count: box.count) }
        var target = 0
        box.forEachLine { level, row in
            let line =
                ((level >> 1) - voxels.levels.lowerBound) * voxels.rows.count + (row >> 1) - voxels.rows.lowerBound
            let centre = (2 * level + 1) * InterfaceSurface.quantum / 4
            surface.height.withLine(row: row >> 1, columns: voxels.columns) { heights in
                for i in 0..<box.columns.count {
                    let label = whole[line * heights.count + i >> 1]
                    let phase: Phase = centre < heights[i >> 1] ? .electrolyte : .lithium
                    labels[target] = label == Phase.sodium.truthCode ? label : phase.truthCode
                    target += 1
                }
            }
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
