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
        var parameters = FieldParameters()
        parameters.blur = response.blur
        let sampler = try SodiumSampler(
            straight, layers: slab.layers, offsets: offsets, parameters: parameters,
            naThreshold: naThreshold, voidThreshold: voidThreshold, threads: threads)
        guard let posterior = try sampler.run() else {
            throw SimstripError.data(
                "the slab has a single grey value: Li and Na cannot be told apart; check --interface and --electrode")
        }
        var found = posterior.levels
        (found.blur, found.fringe) = (response.blur, response.fringe)
        levels = found
        warnings =
            posterior.levels.warnings + response.warnings
            + (drift.flatMap { $0.warning(rows: slab.layerStart.rows, columns: slab.layerStart.columns) }.map { [$0] }
                ?? [])
        if naThreshold == .automatic, !levels.showsSodium { posterior.clear() }
        labels = posterior.labelled(straight, slab: slab, shape: source.shape, void: voidThreshold)
    }
}

extension SodiumPosterior {
    /// Takes all Na away.
    fileprivate func clear() {
        first.elements.update(repeating: 0)
        sodium.elements.update(repeating: 0)
    }

    /// One labelling that stands for all samples: after every number of layers as many columns are Na as in the mean of
    /// the samples, namely those with the highest probability.
    fileprivate func firstNa(layers: Int, columns: Int) -> [UInt16] {
        var result = [UInt16](repeating: 0, count: columns)
        var reached = [UInt16](repeating: 0, count: columns)
        var chosen = 0
        for layer in 0..<layers {
            var total = 0
            var histogram = [Int](repeating: 0, count: samples + 1)
            for column in 0..<columns {
                reached[column] += UInt16(first.elements[column * layers + layer])
                total += Int(reached[column])
                if result[column] == 0 { histogram[Int(reached[column])] += 1 }
            }
            var wanted = (total + samples / 2) / samples - chosen
            guard wanted > 0 else { continue }
            // The probability that as many of the columns that are not Na yet exceed.
            var level = samples
            while level > 0, histogram[level] < wanted {
                wanted -= histogram[level]
                level -= 1
            }
            guard level > 0 else { continue }
            // Of equally probable columns, take evenly spread ones.
            let equal = histogram[level]
            var seen = 0
            for column in 0..<columns where result[column] == 0 {
                if Int(reached[column]) > level {
                    result[column] = UInt16(layer + 1)
                    chosen += 1
                } else if Int(reached[column]) == level {
                    if (seen + 1) * wanted / equal > seen * wanted / equal {
                        result[column] = UInt16(layer + 1)
                        chosen += 1
                    }
                    seen += 1
                }
            }
        }
        return result
    }

    fileprivate func labelled(
        _ straight: StraightSlab, slab: Slab, shape: VolumeShape, void: Double?
    ) -> MemoryVolume {
        let layout = straight.layout
        let box = slab.box
        let axis = slab.geometry.axis
        let step = slab.geometry.electrode.step
        let extents = box.shape
        var bytes = [UInt8](repeating: Phase.outside.rawValue, count: extents.count)
        let firstNa = firstNa(layers: slab.layers, columns: layout.starts.count)
        for row in 0..<layout.rows {
            for column in 0..<layout.columns {
                let index = row * layout.columns + column
                let surface = Int(slab.surfaceStart.values[index])
                guard surface != Int(Slab.outside) else { continue }
                let layerStart = Int(slab.layerStart.values[index])
                for layer in 1...slab.layers {
                    let position = layerStart + (layer - 1) * step
                    guard box[axis].contains(position) else { continue }
                    let k = straight.below + (position - surface) * step
                    let code: Phase
                    let grey = straight.grey.elements[index * layout.depth + k]
                    if k < straight.below {
                        code = .electrolyte
                    } else if layer == Int(firstNa[index]) {
                        code = .sodium
                    } else if let void, Double(grey) <= void {
                        code = .void
                    } else if Int(firstNa[index]) == 0 || layer < Int(firstNa[index]) {
                        code = .lithium
                    } else {
                        code = 2 * Int(sodium.elements[index * layout.depth + k]) >= samples ? .sodium : .lithium
                    }
                    let voxel =
                        switch axis {
                        case .z: ((position - box.slices.lowerBound) * extents.rows + row) * extents.columns + column
                        case .y: (row * extents.rows + position - box.rows.lowerBound) * extents.columns + column
                        case .x: (row * extents.rows + column) * extents.columns + position - box.columns.lowerBound
                        }
                    var label = code.rawValue
                    if !grey.isFinite, k >= straight.below {
                        label |= Phase.notFiniteMark
                    }
                    bytes[voxel] = label
                }
            }
        }
        return MemoryVolume(shape: shape, region: box, type: .uint8, bytes: bytes)
    }
}
