import VoxelCore
import VoxelKernels

/// The phases of a slab by a Markov random field that knows the system's blur.
public struct MarkovSegmentation: Sendable {
    /// The grey levels that were found.
    public let levels: GreyLevels
    /// Codes of `Phase` over the slab's box.
    public let labels: MemoryVolume
    /// What a reader of the result has to know.
    public let warnings: [Warning]

    /// Segments a slab.
    ///
    /// - Parameters:
    ///   - source: grey values.
    ///   - slab: the layers.
    ///   - interface: the surface they were laid along, in sub-voxel precision.
    ///   - response: how the system renders an edge; nil to look for it in the slab.
    ///   - naThreshold: the grey value half-way between Li and Na, or automatic to fit it.
    ///   - voidThreshold: voxels of at most this grey are void; nil where none is looked for.
    ///   - threads: at most this many.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` of kind `data` where Li and Na cannot be told apart, and from reading.
    /// - Complexity: O(voxels of the slab) time and memory.
    public init(
        of source: any VolumeSource, slab: Slab, interface: Interface, response known: EdgeResponse?,
        naThreshold: ThresholdRequest = .automatic, voidThreshold: Double? = nil, threads: Int,
        progress: ProgressHandler? = nil
    ) throws {
        let step = Int32(slab.geometry.electrode.step)
        let offsets = zip(slab.layerStart.values, slab.surfaceStart.values).map { layer, surface in
            surface == Slab.outside ? 0 : (layer - surface) * step
        }
        let most = Int(offsets.max() ?? 0)
        // What lies outside the field of view has no column.
        var starts = slab.surfaceStart
        for column in 0..<starts.count where slab.layerStart.values[column] == Slab.outside {
            starts.values[column] = Slab.outside
        }
        let read = { [starts] (margin: Int) in
            try StraightSlab(
                of: source, interface: interface, starts: starts, below: 6 + margin,
                above: slab.layers + max(0, most) + 3 + margin, threads: threads, stage: "reading the slab",
                progress: progress)
        }
        var straight = try read(known.map { $0.fringe > 0 ? 7 : 0 } ?? 0)
        let response = known ?? EdgeResponse(around: straight)
        if response.fringe > 0 {
            // Undoing a fringe takes as much surroundings as the fringe is wide.
            if known == nil { straight = try read(7) }
            straight = try straight.withoutFringe(of: response, threads: threads)
        }
        let drift = naThreshold == .automatic && voidThreshold == nil ? GreyDrift(of: straight) : nil
        if let drift { straight = straight.withoutDrift(drift) }
        let model = try FieldModel(
            straight, layers: slab.layers, blur: SystemBlur(sigma: response.blur), naThreshold: naThreshold,
            voidThreshold: voidThreshold.map { Float($0) }, threads: threads)
        guard let field = try model.fitted() else {
            throw SimstripError.data(
                "the slab has a single grey value: Li and Na cannot be told apart; check --interface and --electrode")
        }
        var found = field.fit.levels
        (found.blur, found.fringe) = (response.blur, response.fringe)
        levels = found
        var posterior = try field.posterior(layers: slab.layers, offsets: offsets)
        if naThreshold == .automatic, !levels.showsSodium { posterior = posterior.withoutSodium(straight.layout) }
        warnings =
            levels.warnings + response.warnings
            + (drift.flatMap { $0.warning(rows: slab.layerStart.rows, columns: slab.layerStart.columns) }.map { [$0] }
                ?? [])
        labels = posterior.labelled(straight, slab: slab, shape: source.shape, void: voidThreshold)
    }
}
