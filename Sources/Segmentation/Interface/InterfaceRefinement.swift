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
    /// A map hardly larger than a tile is fitted as a whole. Of a larger one some places are, and its tiles take the same
    /// steps under what was found there, each by itself.
    ///
    /// - Parameters:
    ///   - source: grey values.
    ///   - fieldOfView: says which of them are outliers.
    ///   - memory: bytes for what is held of the scan at once, beside the interface itself.
    ///   - threads: at most this many.
    ///   - progress: told after every slice, or tile.
    /// - Returns: the interface itself, and no response, where the levels around it cannot be told apart.
    /// - Throws: `SimstripError` from reading.
    package func refined(
        in source: any VolumeSource, fieldOfView: FieldOfView = .everything, memory: Int = .max, threads: Int,
        progress: ProgressHandler? = nil
    ) throws -> RefinedInterface {
        guard let plane else { return RefinedInterface(interface: self, response: nil) }
        guard
            let found = try look(
                in: source, fieldOfView: fieldOfView, plane: plane, threads: threads, progress: progress)
        else { return RefinedInterface(interface: self, response: nil) }
        let moved: Interface
        if let distances = found.distances {
            let layout = found.layout
            moved = self.moved { shared in
                let whole = MapPart(rows: 0..<self.heights.rows, columns: 0..<self.heights.columns)
                take(distances, of: layout, core: whole, into: shared)
            }
        } else {
            moved = try self.moved { shared in
                try found.tiles.forEachTile(memory: memory) { tile, core in
                    let distances = try found.survey.distances(in: tile, electrode: geometry.electrode)
                    take(distances, of: tile.layout, core: core, into: shared)
                }
            }
        }
        return RefinedInterface(interface: moved, response: found.response)
    }

    /// What looking at an interface shows.
    private struct Look {
        let survey: InterfaceSurvey
        /// How the system renders an edge.
        let response: EdgeResponse
        /// The tiles of the map.
        let tiles: StraightReading
        /// How far the interface lies from the coarse one, where all of the map was looked at.
        let distances: [Float]?
        let layout: StraightLayout
    }

    /// Fits the interface where it is looked at; nil where the levels around it cannot be told apart.
    private func look(
        in source: any VolumeSource, fieldOfView: FieldOfView, plane: Plane, threads: Int, progress: ProgressHandler?
    ) throws -> Look? {
        let reading = { (margin: Int) in
            StraightReading(
                source: source, interface: self, starts: { firstElectrodeVoxels(ofMapRows: $0) }, below: margin,
                above: margin, halo: FieldMemory.haloOfInterface, greys: fieldOfView.greys, threads: threads,
                stage: "refining the interface",
                progress: progress)
        }
        var tiles = reading(FieldMemory.surroundings / 2)
        var slab = try tiles.survey()
        var response = EdgeResponse(around: slab)
        // Undoing a fringe takes as much surroundings as the fringe is wide.
        if response.fringe > 0 {
            tiles = reading(FieldMemory.surroundingsWithFringe / 2)
            slab = try tiles.survey()
        }
        let drift = GreyDrift(of: slab)
        if let drift { slab = slab.withoutDrift(drift) }
        let coarse = slab.heights
        var heights = coarse
        var steps: [InterfaceSurvey.Step] = []
        for _ in 0..<4 {
            var sharp = response.fringe > 0 ? try slab.withoutFringe(of: response, threads: threads) : slab
            sharp.heights = heights
            guard let (image, fit) = try sharp.quickImage(blur: response.blur, threads: threads),
                fit.levels.electrolyte > fit.levels.lithium
            else { return nil }
            let levels = fit.levels
            steps.append(.init(response: response, fit: fit))
            let contrast = Float(levels.sodium - levels.lithium)
            var rest = try sharp.less(image, times: contrast, threads: threads)
            let stepFit = StepFit(levels: levels, blur: response.blur)
            heights = try rest.heights(
                fitting: stepFit, from: coarse, electrode: geometry.electrode, plane: plane, threads: threads)
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
        return Look(
            survey: InterfaceSurvey(drift: drift, plane: plane, steps: steps), response: response, tiles: tiles,
            distances: tiles.grid.isSingle ? zip(heights, coarse).map { $0 - $1 } : nil,
            layout: slab.layout.withoutMemory)
    }

    /// An interface like this one whose heights are changed in place.
    private func moved(_ body: (SharedHeights) throws -> Void) rethrows -> Interface {
        var result = Interface(method: "blurred step", geometry: geometry, region: region, heights: heights)
        try result.heights.values.withUnsafeMutableBufferPointer { try body(SharedHeights(elements: $0)) }
        return result
    }

    /// Moves the heights of a part of the map by what was found of it.
    ///
    /// - Parameter distances: into the electrode, a column of the slab after the other.
    private func take(
        _ distances: [Float], of layout: StraightLayout, core: MapPart, into result: SharedHeights
    ) {
        let step = Float(geometry.electrode.step)
        let corner = layout.place.corners[0]
        for row in core.rows {
            for column in core.columns {
                let place = row * heights.columns + column
                let height =
                    heights.values[place]
                    + step * distances[(row - corner.row) * layout.columns + column - corner.column]
                if height.isFinite,
                    region[geometry.axis].contains(geometry.firstElectrodeVoxel(height: Double(height)))
                {
                    result.elements[place] = height
                }
            }
        }
    }
}

/// The heights of a map while several threads write them, each its own part.
private struct SharedHeights: @unchecked Sendable {
    let elements: UnsafeMutableBufferPointer<Float>
}

/// What holds for all of an interface that is fitted anew: found where it was looked at, and all that a tile has to know of
/// the others.
struct InterfaceSurvey: Sendable, Codable {
    /// One fit of the heights.
    struct Step: Sendable, Codable {
        /// How the system was thought to render an edge.
        let response: EdgeResponse
        /// The levels and the layers' fields of the quick field.
        let fit: FieldFit
    }

    /// How the grey of the phases drifts across the map; nil where it does not.
    let drift: GreyDrift?
    /// The plane through the coarse interface.
    let plane: Plane
    /// What was done one after the other. The heights of a step begin where the coarse interface lies, so that those before
    /// the last two hardly matter, and are left out.
    let steps: [Step]

    /// How far a tile's interface lies from the coarse one, in voxels into the electrode, a column after the other.
    func distances(in tile: StraightSlab, electrode: ElectrodeSide) throws -> [Float] {
        let slab = drift.map { tile.withoutDrift($0) } ?? tile
        let coarse = slab.heights
        var heights = coarse
        for step in steps.suffix(2) {
            var sharp = step.response.fringe > 0 ? try slab.withoutFringe(of: step.response, threads: 1) : slab
            sharp.heights = heights
            let levels = step.fit.levels
            let image = try sharp.quickImage(blur: step.response.blur, under: step.fit)
            let rest = try sharp.less(image, times: Float(levels.sodium - levels.lithium), threads: 1)
            heights = try rest.heights(
                fitting: StepFit(levels: levels, blur: step.response.blur), from: coarse, electrode: electrode,
                plane: plane, threads: 1)
        }
        return zip(heights, coarse).map { $0 - $1 }
    }
}

extension EdgeResponse {
    /// What the fringe makes of a blurred image.
    fileprivate func fringed(
        _ image: SharedBuffer<Float>, _ layout: StraightLayout, threads: Int
    ) throws -> SharedBuffer<Float> {
        let broad: SharedBuffer<Float> = layout.buffer()
        try layout.blur(image, taps: fringeTaps, threads: threads, into: broad)
        let strength = Float(fringe)
        for voxel in 0..<layout.count {
            broad.elements[voxel] = (1 + strength) * image.elements[voxel] - strength * broad.elements[voxel]
        }
        return broad
    }
}

extension StraightSlab {
    /// The blurred image of the Na behind the first two layers, where it would take the place of the step that is being
    /// sought, and what was fitted for it; nil where the slab has a single grey.
    fileprivate func quickImage(blur: Double, threads: Int) throws -> (SharedBuffer<Float>, FieldFit)? {
        guard let field = try quickModel(blur: blur, threads: threads).fitted() else { return nil }
        return (field.sample.image, field.fit)
    }

    /// The same under a fit that was made elsewhere.
    fileprivate func quickImage(blur: Double, under fit: FieldFit) throws -> SharedBuffer<Float> {
        try quickModel(blur: blur, threads: 1).settled(under: fit).sample().image
    }

    private func quickModel(blur: Double, threads: Int) throws -> FieldModel {
        var quick = FieldParameters()
        quick.fittingSweeps = 8
        quick.settlingSweeps = 2
        quick.fittingColumns = 15_000
        return try FieldModel(
            self, layers: 6, blur: SystemBlur(sigma: blur), firstMovable: 2, parameters: quick, threads: threads)
    }

    fileprivate func less(
        _ image: SharedBuffer<Float>, times contrast: Float, threads: Int
    ) throws -> StraightSlab {
        let rest: SharedBuffer<Float> = layout.buffer()
        try layout.forEachStrip(threads: threads) { rows in
            let row = layout.columns * layout.depth
            for voxel in rows.lowerBound * row..<rows.upperBound * row {
                rest.elements[voxel] = grey.elements[voxel] - contrast * image.elements[voxel]
            }
        }
        return StraightSlab(layout: layout, below: below, grey: rest, heights: heights)
    }

    /// The heights at which a step fits, none more than 3 voxels from the coarse ones.
    ///
    /// Heights are smoothed as departures from the plane: a neighbourhood cut off by the map's edge is lopsided.
    fileprivate func heights(
        fitting fit: StepFit, from coarse: [Float], electrode: ElectrodeSide, plane: Plane, threads: Int
    ) throws -> [Float] {
        let step = Double(electrode.step)
        // On the low side the face of depth 0 is that of index 1.
        let face = electrode == .high ? 0.0 : 1.0
        var start = Map(rows: layout.rows, columns: layout.columns, repeating: Float(0))
        for row in 0..<layout.rows {
            let corner = layout.mapPlace(ofRow: row)
            for column in 0..<layout.columns {
                let index = row * layout.columns + column
                guard layout.starts[index] != Slab.outside else { continue }
                let height = Double(coarse[index]) + Double(layout.starts[index]) - face
                start.values[index] = Float(
                    height - step * plane.height(row: corner.row, column: corner.column + column))
            }
        }
        let reference = start
        let heights = SharedBuffer<Float>(count: coarse.count, repeating: 0)
        _ = heights.elements.update(fromContentsOf: coarse)
        let departures = SharedBuffer<Float>(count: coarse.count, repeating: 0)
        _ = departures.elements.update(fromContentsOf: start.values)
        let none = Map(rows: layout.rows, columns: layout.columns, repeating: Float(0))
        for pass in 0..<Self.smoothingPasses + Self.twicingPasses {
            let isTwicing = pass >= Self.smoothingPasses
            let numerators = SharedBuffer<Float>(count: coarse.count, repeating: 0)
            let denominators = SharedBuffer<Float>(count: coarse.count, repeating: 0)
            try forEachColumn(threads: threads) { index in
                let column = grey.elements[index * layout.depth..<(index + 1) * layout.depth]
                let (numerator, denominator) = fit.step(
                    UnsafeMutableBufferPointer(rebasing: column), height: heights.elements[index])
                numerators.elements[index] =
                    numerator + (isTwicing ? 0 : denominator * departures.elements[index])
                denominators.elements[index] = denominator
            }
            var (sums, weights) = (none, none)
            sums.values = Array(numerators.elements)
            weights.values = Array(denominators.elements)
            let (smoothSums, smoothWeights) = (
                try sums.smoothed(sigma: fit.neighbourhood, threads: threads),
                try weights.smoothed(sigma: fit.neighbourhood, threads: threads)
            )
            try forEachColumn(threads: threads) { index in
                guard smoothWeights.values[index] > 0 else { return }
                let smoothed = smoothSums.values[index] / smoothWeights.values[index]
                let departure = isTwicing ? departures.elements[index] + smoothed : smoothed
                let first = reference.values[index]
                departures.elements[index] = min(first + 3, max(first - 3, departure))
                heights.elements[index] = coarse[index] + departures.elements[index] - first
            }
        }
        return Array(heights.elements)
    }

    private func forEachColumn(threads: Int, _ body: @Sendable (Int) -> Void) throws {
        try layout.forEachStrip(threads: threads) { layout.forEachColumn(ofRows: $0, body) }
    }

    private static let smoothingPasses = 4
    private static let twicingPasses = 2
}
