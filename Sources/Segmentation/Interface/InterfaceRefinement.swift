import VoxelCore
import VoxelKernels

extension Interface {
    /// The same interface, fitted anew column by column with its neighbours' help.
    ///
    /// Across the interface the grey falls from the SSE's level to that of Li like the blurred step
    /// `μ_Li + (μ_SSE − μ_Li) Φ(−δ / σ)`, δ the depth of a voxel's centre above h. h is moved by Gauss–Newton steps to
    /// where the step fits the voxels within 1.75 of it. The image of Na further up is taken away before, and fringes
    /// of phase contrast are undone. Numerator and denominator of a step are averaged over a Gaussian neighbourhood: a
    /// local likelihood (Tibshirani & Hastie 1987). Smoothing flattens what it smooths; steps from the smoothed heights,
    /// smoothed themselves, give that back (twicing, Tukey 1977). Residuals are capped.
    ///
    /// - Parameters:
    ///   - source: grey values.
    ///   - fieldOfView: says which of them are outliers.
    ///   - threads: at most this many.
    ///   - progress: told after every slice.
    /// - Returns: the interface itself, and no response, where the levels around it cannot be told apart.
    /// - Throws: `SimstripError` from reading.
    package func refined(
        in source: any VolumeSource, fieldOfView: FieldOfView = .everything, threads: Int,
        progress: ProgressHandler? = nil
    ) throws -> RefinedInterface {
        guard let plane else { return RefinedInterface(interface: self, response: nil) }
        let read = { (margin: Int) in
            try StraightSlab(
                of: source, interface: self, starts: firstElectrodeVoxels, below: margin, above: margin,
                greys: fieldOfView.greys, threads: threads, stage: "refining the interface", progress: progress)
        }
        var slab = try read(FieldMemory.surroundings / 2)
        var response = EdgeResponse(around: slab)
        // Undoing a fringe takes as much surroundings as the fringe is wide.
        if response.fringe > 0 { slab = try read(13) }
        if let drift = GreyDrift(of: slab) { slab = slab.withoutDrift(drift) }
        let coarse = slab.heights
        var heights = coarse
        for _ in 0..<4 {
            var sharp = response.fringe > 0 ? try slab.withoutFringe(of: response, threads: threads) : slab
            sharp.heights = heights
            guard let (image, levels) = try sharp.quickImage(blur: response.blur, threads: threads),
                levels.electrolyte > levels.lithium
            else { return RefinedInterface(interface: self, response: nil) }
            let contrast = Float(levels.sodium - levels.lithium)
            var rest = try sharp.less(image, times: contrast, threads: threads)
            let fit = StepFit(levels: levels, blur: response.blur)
            heights = try rest.heights(fitting: fit, from: coarse, on: self, plane: plane, threads: threads)
            // Without the image of Na, and with this interface, the response itself is seen more clearly.
            let before = response
            if response.fringe > 0 {
                rest = try slab.less(
                    response.fringed(image, slab.layout, threads: threads), times: contrast, threads: threads)
                rest.heights = heights
                response = EdgeResponse(below: rest, fall: levels.electrolyte - levels.lithium)
            } else {
                rest.heights = heights
                response = EdgeResponse(across: rest)
            }
            if response.fringe == 0, abs(response.blur - before.blur) < 0.05 { break }
        }
        return RefinedInterface(interface: moved(by: zip(heights, coarse).map { $0 - $1 }), response: response)
    }

    private func moved(by distances: [Float]) -> Interface {
        var result = Interface(method: "blurred step", geometry: geometry, region: region, heights: heights)
        let step = Float(geometry.electrode.step)
        for (index, height) in heights.values.enumerated() where height.isFinite {
            let height = height + step * distances[index]
            if region[geometry.axis].contains(geometry.firstElectrodeVoxel(height: Double(height))) {
                result.heights.values[index] = height
            }
        }
        return result
    }
}

extension EdgeResponse {
    /// What the fringe makes of a blurred image.
    fileprivate func fringed(
        _ image: SharedBuffer<Float>, _ layout: StraightLayout, threads: Int
    ) throws -> SharedBuffer<Float> {
        let broad = SharedBuffer<Float>(count: layout.count, repeating: 0)
        let scratch = SharedBuffer<Float>(count: layout.count, repeating: 0)
        try layout.blur(image, taps: SeparableTaps(fringeTaps), threads: threads, scratch: scratch, into: broad)
        let strength = Float(fringe)
        for voxel in 0..<layout.count {
            broad.elements[voxel] = (1 + strength) * image.elements[voxel] - strength * broad.elements[voxel]
        }
        return broad
    }
}

extension StraightSlab {
    /// The blurred image of the Na behind the first two layers, where it would take the place of the step that is being
    /// sought, and the levels; nil where the slab has a single grey.
    fileprivate func quickImage(blur: Double, threads: Int) throws -> (SharedBuffer<Float>, GreyLevels)? {
        var quick = FieldParameters()
        quick.rounds = 3
        quick.sweepsPerRound = 4
        quick.settlingSweeps = 2
        quick.fittingColumns = 15_000
        let model = try FieldModel(
            self, layers: 6, blur: SystemBlur(BlurWidths(blur)), firstMovable: 2, parameters: quick, threads: threads)
        guard let field = try model.fitted() else { return nil }
        return (field.sample.image, field.fit.levels)
    }

    fileprivate func less(
        _ image: SharedBuffer<Float>, times contrast: Float, threads: Int
    ) throws -> StraightSlab {
        let rest = SharedBuffer<Float>(count: layout.count, repeating: 0)
        try layout.forEachStrip(threads: threads) { rows in
            let row = layout.columns * layout.depth
            for voxel in rows.lowerBound * row..<rows.upperBound * row {
                rest.elements[voxel] = grey.elements[voxel] - contrast * image.elements[voxel]
            }
        }
        return StraightSlab(layout: layout, below: below, grey: rest, heights: heights)
    }

    /// The heights at which a step fits, each with its neighbours' help, none more than 3 voxels from the coarse ones.
    ///
    /// Heights are taken as departures from the plane, so that a tilt is no roughness.
    fileprivate func heights(
        fitting fit: StepFit, from coarse: [Float], on interface: Interface, plane: Plane, threads: Int
    ) throws -> [Float] {
        let step = Float(interface.geometry.electrode.step)
        var reference = interface.heights
        for row in 0..<layout.rows {
            for column in 0..<layout.columns {
                let departure = step * (reference[row, column] - Float(plane.height(row: row, column: column)))
                reference[row, column] = departure.isFinite ? departure : 0
            }
        }
        var departures = reference
        for _ in 0..<Self.passes {
            let heights = zip(departures.values, zip(coarse, reference.values)).map { $0 + $1.0 - $1.1 }
            let seen = try ColumnHeights(self, heights: heights, fitting: fit, threads: threads)
            var raw = departures
            for column in raw.values.indices { raw.values[column] += seen.moves.values[column] }
            guard
                let filter = SurfaceFilter(
                    total: try MapCovariance(raw, counting: seen.counts, threads: threads), noise: seen.noise)
            else { break }
            let smoothed = try filter(raw, counting: seen.counts, threads: threads)
            for column in raw.values.indices where smoothed.values[column].isFinite {
                let first = reference.values[column]
                departures.values[column] = min(first + 3, max(first - 3, smoothed.values[column]))
            }
        }
        return zip(departures.values, zip(coarse, reference.values)).map { $0 + $1.0 - $1.1 }
    }

    private static let passes = 4
}
