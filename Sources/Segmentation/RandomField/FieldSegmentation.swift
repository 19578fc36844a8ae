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
    ///   - void: voxels of at most this grey are void; or automatic for what neighbourhoods show to be a class of its own
    ///     that is darker than Li, if there is one; nil where none is looked for.
    ///   - threads: at most this many.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` of kind `data` where Li and Na cannot be told apart, and from reading.
    /// - Complexity: O(voxels of the slab) time and memory.
    package static func byRandomField(
        of source: any VolumeSource, slab: Slab, interface: Interface, response: EdgeResponse?,
        fieldOfView: FieldOfView, na: ThresholdRequest = .automatic, void: ThresholdRequest? = nil, threads: Int,
        progress: ProgressHandler? = nil
    ) throws -> SegmentedSlab {
        let read = { (margin: Int) in
            try StraightSlab(
                layersOf: slab, in: source, interface: interface, margin: margin, greys: fieldOfView.greys,
                threads: threads,
                progress: progress)
        }
        var straight = try read(response.map { $0.fringe > 0 ? 7 : 0 } ?? 0)
        let seen = response ?? EdgeResponse(around: straight)
        if seen.fringe > 0 {
            // Undoing a fringe takes as much surroundings as the fringe is wide.
            if response == nil { straight = try read(7) }
            straight = try straight.withoutFringe(of: seen, threads: threads)
        }
        let outliers = straight.outliers(layers: slab.layers)
        var given: Double?
        if case .value(let grey) = void { given = grey }
        let pores = void == .automatic ? try VoidVoxels(in: straight, threads: threads) : nil
        if let pores { straight = pores.takenOut(of: straight) }
        let drift = na == .automatic && given == nil ? GreyDrift(of: straight) : nil
        if let drift { straight = straight.withoutDrift(drift) }
        let model = try FieldModel(
            straight, layers: slab.layers, blur: SystemBlur(BlurWidths(seen.blur)), naThreshold: na,
            voidThreshold: given.map { Float($0) }, threads: threads)
        guard let field = try model.fitted() else {
            throw SimstripError.data(
                "the slab has a single grey value: Li and Na cannot be told apart; check --interface and --electrode")
        }
        var levels = field.fit.levels
        (levels.blur, levels.fringe) = (field.fit.blur.depth, seen.fringe)
        let (b, c) = (field.fit.blur, field.fit.coupling)
        levels.detail = "blur \(rounded(b.depth, 2)) \(rounded(b.rows, 2)) \(rounded(b.columns, 2)) J \(rounded(c.lateral, 2)) \(rounded(c.axial, 2)) \(rounded(c.bias, 2)) fringe \(rounded(seen.fringe, 2))"
        var posterior = try field.posterior(layers: slab.layers, offsets: slab.layerOffsets)
        if na == .automatic, !levels.showsSodium { posterior = posterior.withoutSodium(straight.layout) }
        let strange = fieldOfView.greys.flatMap { greys in
            Warning(
                outliers: outliers, in: "voxels of the layers", beyond: greys,
                "they say nothing of a phase, which is decided by what is around them")
        }
        let drifting = drift?.warning(rows: slab.layerStart.rows, columns: slab.layerStart.columns)
        let noVoid = void == .automatic && pores == nil ? Warning.noVoid : nil
        return SegmentedSlab(
            phases: posterior.labelled(
                straight, slab: slab, shape: source.shape, void: pores == nil ? given : -.infinity),
            thresholds: PhaseThresholds(na: levels.threshold, void: pores?.threshold ?? given), levels: levels,
            posterior: posterior,
            warnings: levels.warnings + seen.warnings + [strange, drifting, noVoid].compactMap { $0 })
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
    /// How many of the voxels from the interface on are outliers.
    fileprivate func outliers(layers: Int) -> OutlierCount {
        var (count, total) = (0, 0)
        let depths = below..<min(layout.depth, below + layers)
        layout.forEachVoxel(ofRows: 0..<layout.rows, depths: depths) { voxel, _ in
            let value = grey.elements[voxel]
            total += value.isNaN ? 0 : 1
            count += value.isInfinite ? 1 : 0
        }
        return OutlierCount(count: count, total: total)
    }

    /// Reads the layers of a slab and what a blur reaches beside them.
    ///
    /// - Parameter margin: so many voxels more at either end.
    fileprivate init(
        layersOf slab: Slab, in source: any VolumeSource, interface: Interface, margin: Int,
        greys: ClosedRange<Double>?,
        threads: Int, progress: ProgressHandler?
    ) throws {
        // What lies outside the field of view has no column.
        var starts = slab.surfaceStart
        for column in 0..<starts.count where slab.layerStart.values[column] == Slab.outside {
            starts.values[column] = Slab.outside
        }
        let deepestStart = max(0, Int(slab.layerOffsets.max() ?? 0))
        try self.init(
            of: source, interface: interface, starts: starts, below: 6 + margin,
            above: slab.layers + deepestStart + 3 + margin, greys: greys, threads: threads, stage: "reading the slab",
            progress: progress)
    }
}
