import VoxelCore
import VoxelKernels

extension SegmentedSlab {
    /// Segments a slab by a Markov random field that knows the system's blur.
    ///
    /// - Parameters:
    ///   - source: grey values.
    ///   - slab: the layers.
    ///   - interface: the surface they were laid along, in sub-voxel precision.
    ///   - response: how the system renders an edge; nil to look for it in the slab.
    ///   - fieldOfView: what was measured of every slice.
    ///   - na: the grey value half-way between Li and Na, or automatic to fit it.
    ///   - void: voxels of at most this grey are void, or automatic for Otsu's threshold; nil where none is looked for.
    ///   - threads: at most this many.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` of kind `data` where Li and Na cannot be told apart, and from reading.
    /// - Complexity: O(voxels of the slab) time and memory.
    package static func byRandomField(
        of source: any VolumeSource, slab: Slab, interface: Interface, response: EdgeResponse?,
        fieldOfView: FieldOfView, na: ThresholdRequest = .automatic, void: ThresholdRequest? = nil, threads: Int,
        progress: ProgressHandler? = nil
    ) throws -> SegmentedSlab {
        let voidThreshold: Double?
        switch void {
        case nil: voidThreshold = nil
        case .value(let grey): voidThreshold = grey
        case .automatic:
            let thresholds = try PhaseThresholds(na: na, void: .automatic) {
                try ElectrodePart(slab, fieldOfView: fieldOfView)
                    .histogram(of: source, threads: threads, progress: progress)
            }
            voidThreshold = thresholds.void
        }
        let read = { (margin: Int) in
            try StraightSlab(
                layersOf: slab, in: source, interface: interface, margin: margin, threads: threads, progress: progress)
        }
        var straight = try read(response.map { $0.fringe > 0 ? 7 : 0 } ?? 0)
        let seen = response ?? EdgeResponse(around: straight)
        if seen.fringe > 0 {
            // Undoing a fringe takes as much surroundings as the fringe is wide.
            if response == nil { straight = try read(7) }
            straight = try straight.withoutFringe(of: seen, threads: threads)
        }
        let drift = na == .automatic && void == nil ? GreyDrift(of: straight) : nil
        if let drift { straight = straight.withoutDrift(drift) }
        let model = try FieldModel(
            straight, layers: slab.layers, blur: SystemBlur(sigma: seen.blur), naThreshold: na,
            voidThreshold: voidThreshold.map { Float($0) }, threads: threads)
        guard let field = try model.fitted() else {
            throw SimstripError.data(
                "the slab has a single grey value: Li and Na cannot be told apart; check --interface and --electrode")
        }
        var levels = field.fit.levels
        (levels.blur, levels.fringe) = (seen.blur, seen.fringe)
        var posterior = try field.posterior(layers: slab.layers, offsets: slab.layerOffsets)
        if na == .automatic, !levels.showsSodium { posterior = posterior.withoutSodium(straight.layout) }
        let drifting = drift?.warning(rows: slab.layerStart.rows, columns: slab.layerStart.columns)
        return SegmentedSlab(
            phases: posterior.labelled(straight, slab: slab, shape: source.shape, void: voidThreshold),
            thresholds: PhaseThresholds(na: levels.threshold, void: voidThreshold), levels: levels,
            posterior: posterior, warnings: levels.warnings + seen.warnings + (drifting.map { [$0] } ?? []))
    }
}

extension Slab {
    /// From the first electrode voxel of every column to its first layer, in voxels into the electrode; 0 where a column is
    /// outside.
    fileprivate var layerOffsets: [Int32] {
        let step = Int32(geometry.electrode.step)
        return zip(layerStart.values, surfaceStart.values).map { layer, surface in
            surface == Slab.outside ? 0 : (layer - surface) * step
        }
    }
}

extension StraightSlab {
    /// Reads the layers of a slab and what a blur reaches beside them.
    ///
    /// - Parameter margin: so many voxels more at either end.
    fileprivate init(
        layersOf slab: Slab, in source: any VolumeSource, interface: Interface, margin: Int, threads: Int,
        progress: ProgressHandler?
    ) throws {
        // What lies outside the field of view has no column.
        var starts = slab.surfaceStart
        for column in 0..<starts.count where slab.layerStart.values[column] == Slab.outside {
            starts.values[column] = Slab.outside
        }
        let deepestStart = max(0, Int(slab.layerOffsets.max() ?? 0))
        try self.init(
            of: source, interface: interface, starts: starts, below: 6 + margin,
            above: slab.layers + deepestStart + 3 + margin, threads: threads, stage: "reading the slab",
            progress: progress)
    }
}
