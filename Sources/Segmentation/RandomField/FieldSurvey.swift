import VoxelCore
import VoxelKernels

/// What holds for all of a scan that is segmented by a random field: found where it was looked at, and all that a tile has to
/// know of the others.
struct FieldSurvey: Sendable, Codable {
    /// How the system renders an edge.
    let response: EdgeResponse
    /// The smoothed grey of pores; nil where none are looked for by it, or none were found.
    let poreThreshold: Double?
    /// How the grey of the phases drifts across the map; nil where it does not.
    let drift: GreyDrift?
    /// The levels and the layers' fields.
    let fit: FieldFit
    /// By how much coverage under this fit is off on a scan like this one; nil where there is no Na.
    var bias: CoverageBias?
    /// The share of the layers that pores fill where nobody asked for them; nil where none are seen, or they were asked for.
    var ignoredPores: Double?
}

/// What a random field is asked for.
struct FieldRequest: Sendable {
    /// The layers.
    let slab: Slab
    /// The grey value half-way between Li and Na, or automatic to fit it.
    let na: ThresholdRequest
    /// Voxels of at most this grey are void; nil where none is looked for.
    let void: ThresholdRequest?

    /// The grey of void that is given.
    var givenVoid: Double? { if case .value(let grey)? = void { grey } else { nil } }

    /// Whether drifts are followed: given thresholds are grey values as they are.
    var followsDrift: Bool { na == .automatic && givenVoid == nil }

    /// The field of a slab whose grey values have been prepared.
    func model(_ slab: StraightSlab, blur: BlurWidths, threads: Int) throws -> FieldModel {
        try FieldModel(
            slab, layers: self.slab.layers, blur: SystemBlur(blur), naThreshold: na,
            voidThreshold: givenVoid.map { Float($0) }, threads: threads)
    }
}

extension FieldSurvey {
    /// The grey values of a part of the scan as the field takes them: without fringe, pores and drift.
    func prepared(_ slab: StraightSlab) throws -> StraightSlab {
        var slab = slab
        if let poreThreshold {
            slab = try VoidVoxels(in: slab, threshold: poreThreshold, threads: 1).takenOut(of: slab)
        }
        if let drift { slab = slab.withoutDrift(drift) }
        return slab
    }
}

extension SodiumPosterior {
    /// Segments a tile.
    ///
    /// - Parameters:
    ///   - tile: grey values, with its halo.
    ///   - core: what of it is kept.
    /// - Returns: how many voxels of the layers are outliers.
    func segment(_ tile: StraightSlab, core: MapPart, _ survey: FieldSurvey, _ request: FieldRequest) throws
        -> OutlierCount
    {
        let sharp =
            survey.response.fringe > 0 ? try tile.withoutFringe(of: survey.response, threads: 1) : tile
        let outliers = sharp.outliers(in: core, layers: layers)
        let slab = try survey.prepared(sharp)
        var counts: SampleCounts?
        if !survey.holdsNoSodium(request) {
            let model = try request.model(slab, blur: survey.fit.blur, threads: 1)
            counts = try model.settled(under: survey.fit)
                .counted(layers: layers, offsets: request.slab.layerOffsets(of: slab.layout), model)
        }
        take(counts, of: slab, core: core, request, hasPores: survey.poreThreshold != nil)
        return outliers
    }

    /// Takes what was seen of a part of the map.
    ///
    /// - Parameters:
    ///   - counts: nil where there is no Na.
    ///   - hasPores: whether pores are marked in the grey values.
    func take(
        _ counts: SampleCounts?, of slab: StraightSlab, core: MapPart, _ request: FieldRequest, hasPores: Bool
    ) {
        let layout = slab.layout
        let corner = layout.place.corners[0]
        let void = hasPores ? -Double.infinity : request.givenVoid
        let (layerStart, surfaceStart) = (request.slab.layerStart.values, request.slab.surfaceStart.values)
        let step = request.slab.geometry.electrode.step
        for row in core.rows {
            for column in core.columns {
                let place = row * columns + column
                let surface = Int(surfaceStart[place])
                guard surface != Int(Slab.outside) else { continue }
                let first = slab.below + (Int(layerStart[place]) - surface) * step
                let index = (row - corner.row) * layout.columns + column - corner.column
                for layer in 0..<layers {
                    let k = first + layer
                    guard k >= slab.below else {
                        self[layer: layer + 1, at: place] = .electrolyte
                        continue
                    }
                    let grey = slab.grey.elements[index * layout.depth + k]
                    self[layer: layer + 1, at: place] = SeenVoxel(
                        first: counts.map { Int($0.first.elements[index * layers + layer]) } ?? 0,
                        isSodium: counts.map { 2 * Int($0.sodium.elements[index * layout.depth + k]) >= $0.samples }
                            ?? false,
                        isVoid: void.map { Double(grey) <= $0 } ?? false, isNotFinite: grey.isNaN)
                }
            }
        }
    }
}

extension FieldSurvey {
    /// Whether nothing is bright enough for Na, and none was asked for by its grey.
    func holdsNoSodium(_ request: FieldRequest) -> Bool { request.na == .automatic && !fit.levels.showsSodium }
}

extension Slab {
    /// From the first electrode voxel of every column of a part to its first layer, in voxels into the electrode; 0 where a
    /// column is outside.
    func layerOffsets(of layout: StraightLayout) -> [Int32] {
        let step = Int32(geometry.electrode.step)
        return (0..<layout.rows).flatMap { row in
            let first = layout.mapIndex(ofRow: row)
            return (0..<layout.columns).map { column in
                guard layout.starts[row * layout.columns + column] != Slab.outside else { return Int32(0) }
                return (layerStart.values[first + column] - surfaceStart.values[first + column]) * step
            }
        }
    }

    /// The greatest distance of a first layer from the interface, in voxels into the electrode; at least 0.
    var deepestStart: Int {
        let step = Int32(geometry.electrode.step)
        var deepest: Int32 = 0
        for column in 0..<surfaceStart.count where surfaceStart.values[column] != Slab.outside {
            deepest = max(deepest, (layerStart.values[column] - surfaceStart.values[column]) * step)
        }
        return Int(deepest)
    }
}

extension StraightSlab {
    /// How many of the voxels of a part of the map, from the interface on, are outliers.
    func outliers(in part: MapPart, layers: Int) -> OutlierCount {
        var (count, total) = (0, 0)
        let corner = layout.place.corners[0]
        for row in part.rows {
            for column in part.columns {
                let index = (row - corner.row) * layout.columns + column - corner.column
                guard layout.starts[index] != Slab.outside else { continue }
                for k in below..<min(layout.depth, below + layers) {
                    let value = grey.elements[index * layout.depth + k]
                    total += value.isNaN ? 0 : 1
                    count += value.isInfinite ? 1 : 0
                }
            }
        }
        return OutlierCount(count: count, total: total)
    }
}
