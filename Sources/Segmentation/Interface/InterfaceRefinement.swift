import VoxelCore
import VoxelKernels

extension Interface {
    /// The same interface, fitted anew column by column with its neighbours' help.
    ///
    /// Across the interface the grey falls from the SSE's level to that of Li like the blurred step
    /// `μ_Li + (μ_SSE − μ_Li) Φ(−δ / σ)`, δ the depth of a voxel's centre above h. h is moved by Gauss–Newton steps to
    /// where the step fits the voxels within 1.75 of it. The image of Na further up is taken away before, and fringes
    /// of phase contrast are undone. What of the columns' heights is surface and what noise is told by their spectra
    /// (``SurfaceFilter``). Residuals are capped.
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
        var moved: Interface
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
        moved.heightError = found.survey.steps.last?.filters.last?.error
        return RefinedInterface(interface: moved, response: found.response)
    }

    /// How often Na is looked for and the heights are fitted, in turn.
    private static let rounds = 3

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
                stages: (reading: "reading the interface", tiles: "refining the interface"), progress: progress)
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
        let tell = { (step: Int) in
            try progress?(ProgressEvent(stage: "fitting the interface", done: step, total: 2 * Self.rounds))
        }
        for round in 0..<Self.rounds {
            var sharp = response.fringe > 0 ? try slab.withoutFringe(of: response, threads: threads) : slab
            sharp.heights = heights
            guard let (image, fit) = try sharp.quickImage(startingFrom: steps.last?.fit, threads: threads),
                fit.levels.electrolyte > fit.levels.lithium
            else { return nil }
            try tell(2 * round + 1)
            let levels = fit.levels
            let contrast = Float(levels.sodium - levels.lithium)
            var rest = try sharp.less(image, times: contrast, threads: threads)
            let stepFit = StepFit(levels: levels, blur: fit.blur.depth)
            let found = try rest.heights(
                fitting: stepFit, from: coarse, electrode: geometry.electrode, plane: plane, threads: threads)
            heights = found.heights
            steps.append(.init(response: response, fit: fit, filters: found.filters))
            try tell(2 * round + 2)
            guard response.fringe > 0 else { continue }
            // Without the image of Na, and with this interface, the fringe is seen more clearly.
            rest = try slab.less(
                response.fringed(image, slab.layout, threads: threads), times: contrast, threads: threads)
            rest.heights = heights
            response = EdgeResponse(below: rest, fall: levels.electrolyte - levels.lithium)
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
        /// What told surface from noise, pass by pass.
        let filters: [SurfaceFilter]
    }

    /// How the grey of the phases drifts across the map; nil where it does not.
    let drift: GreyDrift?
    /// The plane through the coarse interface.
    let plane: Plane
    /// What was done one after the other. A tile takes the last step only: the heights of a step begin where the coarse
    /// interface lies, so that those before hardly matter.
    let steps: [Step]

    /// How far a tile's interface lies from the coarse one, in voxels into the electrode, a column after the other.
    func distances(in tile: StraightSlab, electrode: ElectrodeSide) throws -> [Float] {
        let slab = drift.map { tile.withoutDrift($0) } ?? tile
        let coarse = slab.heights
        guard let step = steps.last, let first = step.filters.first else { return coarse.map { _ in 0 } }
        var sharp = step.response.fringe > 0 ? try slab.withoutFringe(of: step.response, threads: 1) : slab
        let levels = step.fit.levels
        let fit = StepFit(levels: levels, blur: step.fit.blur.depth)
        // A first fit with the Na in place: near enough to know where that is.
        sharp.heights = try sharp.heights(
            fitting: fit, from: coarse, electrode: electrode, plane: plane, filters: [first], threads: 1
        ).heights
        let rest = try sharp.less(
            sharp.quickImage(under: step.fit), times: Float(levels.sodium - levels.lithium), threads: 1)
        let heights = try rest.heights(
            fitting: fit, from: coarse, startingAt: sharp.heights, electrode: electrode, plane: plane,
            filters: step.filters, threads: 1
        ).heights
        return zip(heights, coarse).map { $0 - $1 }
    }
}

extension EdgeResponse {
    /// What the fringe makes of a blurred image.
    fileprivate func fringed(
        _ image: SharedBuffer<Float>, _ layout: StraightLayout, threads: Int
    ) throws -> SharedBuffer<Float> {
        let broad: SharedBuffer<Float> = layout.buffer()
        try layout.blur(image, taps: BlurTaps(fringeTaps), threads: threads, into: broad)
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
    fileprivate func quickImage(startingFrom start: FieldFit?, threads: Int) throws -> (SharedBuffer<Float>, FieldFit)?
    {
        let model = try quickModel(blur: start?.blur ?? .nominal, threads: threads)
        guard let field = try model.fitted(startingFrom: start) else { return nil }
        return (field.sample.image, field.fit)
    }

    /// The same under a fit that was made elsewhere.
    fileprivate func quickImage(under fit: FieldFit) throws -> SharedBuffer<Float> {
        try quickModel(blur: fit.blur, threads: 1).settled(under: fit).sample().image
    }

    private func quickModel(blur: BlurWidths, threads: Int) throws -> FieldModel {
        var quick = FieldParameters()
        quick.rounds = 4
        quick.roundsFromStart = 2
        quick.sweepsPerRound = 4
        quick.settlingSweeps = 3
        quick.fittingColumns = 15_000
        return try FieldModel(
            self, layers: 6, blur: SystemBlur(blur), firstMovable: 2, parameters: quick, threads: threads)
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

    /// The heights at which a step fits, each with its neighbours' help, none more than 3 voxels from the coarse ones, and
    /// what told surface from noise, pass by pass.
    ///
    /// Heights are taken as departures from the plane, so that a tilt is no roughness.
    ///
    /// - Parameter filters: of an earlier fit of more of the map; nil to measure them here.
    fileprivate func heights(
        fitting fit: StepFit, from coarse: [Float], startingAt start: [Float]? = nil, electrode: ElectrodeSide,
        plane: Plane, filters given: [SurfaceFilter]? = nil, threads: Int
    ) throws -> (heights: [Float], filters: [SurfaceFilter]) {
        let step = Double(electrode.step)
        // On the low side the face of depth 0 is that of index 1.
        let face = electrode == .high ? 0.0 : 1.0
        var reference = Map(rows: layout.rows, columns: layout.columns, repeating: Float(0))
        for row in 0..<layout.rows {
            let corner = layout.mapPlace(ofRow: row)
            for column in 0..<layout.columns {
                let index = row * layout.columns + column
                guard layout.starts[index] != Slab.outside else { continue }
                let height = Double(coarse[index]) + Double(layout.starts[index]) - face
                reference.values[index] = Float(
                    height - step * plane.height(row: corner.row, column: corner.column + column))
            }
        }
        var departures = reference
        if let start {
            for column in coarse.indices { departures.values[column] += start[column] - coarse[column] }
        } else {
            departures = reference.withoutClimbs
        }
        var filters: [SurfaceFilter] = []
        for pass in 0..<(given?.count ?? Self.passes) {
            let heights = zip(departures.values, zip(coarse, reference.values)).map { $0 + $1.0 - $1.1 }
            let seen = try ColumnHeights(
                self, heights: heights, fitting: fit, bounds: given?[pass].bounds, threads: threads)
            var raw = departures
            for column in raw.values.indices { raw.values[column] += seen.moves.values[column] }
            guard let filter = try given?[pass] ?? seen.filter(of: raw, threads: threads) else { break }
            filters.append(filter)
            let smoothed = try filter(raw, counting: seen.counts, threads: threads)
            for column in raw.values.indices where smoothed.values[column].isFinite {
                let first = reference.values[column]
                departures.values[column] = min(first + 3, max(first - 3, smoothed.values[column]))
            }
        }
        return (zip(departures.values, zip(coarse, reference.values)).map { $0 + $1.0 - $1.1 }, filters)
    }

    private static let passes = 2
}
