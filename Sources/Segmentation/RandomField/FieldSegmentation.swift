import VoxelCore
import VoxelKernels

extension SegmentedSlab {
    /// Segments a slab by a Markov random field that knows the system's blur.
    ///
    /// A map hardly larger than a tile is fitted on and sampled as a whole. Of a larger one some places are fitted on, and
    /// its tiles are sampled under that fit, each by itself.
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
    ///   - memory: bytes for what is held of the scan at once, beside what is kept of the whole map.
    ///   - threads: at most this many.
    ///   - progress: told after every slice, or tile.
    /// - Throws: `SimstripError` of kind `data` where Li and Na cannot be told apart, and from reading.
    /// - Complexity: O(voxels of the slab) time; N + 2 bytes a column beside `memory`.
    package static func byRandomField(
        of source: any VolumeSource, slab: Slab, interface: Interface, response: EdgeResponse?,
        fieldOfView: FieldOfView, na: ThresholdRequest = .automatic, void: ThresholdRequest? = nil,
        memory: Int = .max, threads: Int, progress: ProgressHandler? = nil
    ) throws -> SegmentedSlab {
        let request = FieldRequest(slab: slab, na: na, void: void)
        let deepestStart = slab.deepestStart
        let reading = { (margin: Int) in
            StraightReading(
                source: source, interface: interface,
                starts: { rows in
                    let band = rows.lowerBound * slab.surfaceStart.columns..<rows.upperBound * slab.surfaceStart.columns
                    return Map(
                        rows: rows.count, columns: slab.surfaceStart.columns,
                        values: Array(slab.surfaceStart.values[band]))
                }, below: 6 + margin, above: slab.layers + deepestStart + 3 + margin, halo: FieldMemory.haloOfField,
                greys: fieldOfView.greys, threads: threads,
                stages: (reading: "reading the slab", tiles: "segmenting"), progress: progress)
        }
        // Undoing a fringe takes as much surroundings as the fringe is wide.
        let margin = 7
        var tiles = reading(response.map { $0.fringe > 0 ? margin : 0 } ?? 0)
        var looked = try tiles.survey()
        let seen = response ?? EdgeResponse(around: looked)
        if seen.fringe > 0 {
            if response == nil {
                tiles = reading(margin)
                looked = try tiles.survey()
            }
            looked = try looked.withoutFringe(of: seen, threads: threads)
        }
        let whole = MapPart(rows: 0..<slab.surfaceStart.rows, columns: 0..<slab.surfaceStart.columns)
        var posterior = SodiumPosterior(
            rows: whole.rows.count, columns: whole.columns.count, layers: slab.layers,
            samples: FieldParameters().countedSweeps)
        var outliers = tiles.grid.isSingle ? looked.outliers(in: whole, layers: slab.layers) : nil
        let survey = try posterior.survey(
            looked, of: tiles.grid.isSingle ? whole : nil, seen, request, threads: threads, progress: progress)
        if !tiles.grid.isSingle {
            // What was looked at is not held while tiles are worked on.
            looked = looked.emptied
            outliers = try posterior.segment(tiles, survey, request, memory: memory)
        }
        posterior.bias = survey.bias
        var levels = survey.fit.levels
        (levels.blur, levels.coupling, levels.fringe) = (survey.fit.blur, survey.fit.coupling, seen.fringe)
        let strange = fieldOfView.greys.flatMap { greys in
            outliers.flatMap { found in
                Warning(
                    outliers: found, in: "voxels of the layers", beyond: greys,
                    "they say nothing of a phase, which is decided by what is around them")
            }
        }
        let drifting = survey.drift?.warning(rows: whole.rows.count, columns: whole.columns.count)
        let noVoid = void == .automatic && survey.poreThreshold == nil ? Warning.noVoid : nil
        let ignoredPores = survey.ignoredPores.map { Warning.ignoredPores(share: $0) }
        let thresholds = PhaseThresholds(na: levels.threshold, void: survey.poreThreshold ?? request.givenVoid)
        return SegmentedSlab(
            phases: PosteriorLabels(posterior, slab: slab, shape: source.shape), thresholds: thresholds,
            findsVoid: thresholds.void != nil, levels: levels, posterior: posterior,
            warnings: levels.warnings + survey.fit.blur.warnings
                + [survey.bias?.warning, strange, drifting, noVoid, ignoredPores].compactMap { $0 })
    }
}

extension SodiumPosterior {
    /// Finds what holds for all of a scan.
    ///
    /// - Parameters:
    ///   - looked: what is looked at, fringes undone.
    ///   - whole: the map where all of it is looked at, which is then segmented, too; nil where it is a part.
    /// - Throws: `SimstripError` of kind `data` where Li and Na cannot be told apart.
    fileprivate func survey(
        _ looked: StraightSlab, of whole: MapPart?, _ seen: EdgeResponse, _ request: FieldRequest, threads: Int,
        progress: ProgressHandler?
    ) throws -> FieldSurvey {
        var looked = looked
        let found = request.givenVoid == nil ? try VoidVoxels(in: looked, threads: threads) : nil
        let pores = request.void == .automatic ? found : nil
        let ignoredPores = pores == nil ? found?.notableShare(ofLayers: layers, in: looked) : nil
        if let pores { looked = pores.takenOut(of: looked) }
        let drift = request.followsDrift ? GreyDrift(of: looked) : nil
        if let drift { looked = looked.withoutDrift(drift) }
        var model = try request.model(looked, blur: .nominal, threads: threads)
        model.afterRound = { round, rounds in
            try progress?(ProgressEvent(stage: "fitting the phases", done: round, total: rounds))
        }
        guard let field = try model.fittedOnPart() else {
            throw SimstripError.data(
                "the slab has a single grey value: Li and Na cannot be told apart; check --interface and --electrode")
        }
        let fit = field.fit
        var survey = FieldSurvey(response: seen, poreThreshold: pores?.threshold, drift: drift, fit: fit)
        survey.ignoredPores = ignoredPores
        guard !survey.holdsNoSodium(request) else {
            if let whole { take(nil, of: looked, core: whole, request, hasPores: pores != nil) }
            return survey
        }
        let part = field.evidence.model.layout
        var (counts, bias) = try field.countedWithBias(
            layers: layers, offsets: request.slab.layerOffsets(of: part), progress: progress)
        survey.bias = bias
        if let whole {
            if part.count != looked.layout.count {
                let model = try request.model(looked, blur: fit.blur, threads: threads)
                counts = try model.settled(under: fit)
                    .counted(layers: layers, offsets: request.slab.layerOffsets(of: looked.layout), model)
            }
            take(counts, of: looked, core: whole, request, hasPores: pores != nil)
        }
        return survey
    }

    /// Segments all tiles of a map, each under what the survey found.
    ///
    /// - Returns: how many voxels of the layers are outliers.
    fileprivate func segment(
        _ tiles: StraightReading, _ survey: FieldSurvey, _ request: FieldRequest, memory: Int
    ) throws -> OutlierCount {
        let found = Guarded((count: 0, total: 0))
        try tiles.forEachTile(memory: memory) { tile, core in
            let outliers = try segment(tile, core: core, survey, request)
            found.withLock { sum in
                sum.count += outliers.count
                sum.total += outliers.total
            }
        }
        let sum = found.withLock { $0 }
        return OutlierCount(count: sum.count, total: sum.total)
    }
}
