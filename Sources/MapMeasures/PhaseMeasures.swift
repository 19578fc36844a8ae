import VoxelCore
import VoxelKernels

/// What a map says of one of its phases beside how much it covers.
///
/// Columns that are outside are in no number. Lengths are in the unit of the pixel's edges, nil is what the map cannot tell.
/// Estimators: docs/maps.md.
public struct PhaseMeasures: Sendable, Hashable {
    /// The phase.
    public let phase: Phase
    /// Its share of the columns that are not outside, 0 … 1; nil where all are.
    public let coverage: Double?
    /// Its patches on the map, those included that the border cuts. Columns that touch at a corner hang together if they are Na.
    public let patches: Int
    /// Patches per area, free of the border's bias; nil where the border cuts all.
    public let patchDensity: Double?
    /// Mean area of a patch, likewise; nil without a whole patch.
    public let meanPatchArea: Double?
    /// Mean area of the patch that a place of the phase lies in, likewise.
    public let areaWeightedPatchArea: Double?
    /// The share of the phase that lies in patches which the border cuts, 0 … 1.
    public let borderAreaShare: Double?
    /// Length of the line between Na and Li per area; nil of void.
    public let contactLine: Double?
    /// Radius of the largest disc that fits into the phase.
    public let largestInscribedRadius: Double?
    /// Whether that disc touches the border, so that a larger one may lie there.
    public let radiusTouchesBorder: Bool?
    /// Mean length of the pieces that the phase cuts out of rows and columns.
    public let meanChord: Double?
    /// The same of rows alone.
    public let meanChordAlongRows: Double?
    /// The same of columns alone.
    public let meanChordAlongColumns: Double?
    /// Square root of the integral range: the edge of a piece of the map that is independent of others.
    public let correlationLength: Double?
    /// Variance over mean of the number of patches in a tile: 1 where they lie independently, more where they flock.
    public let dispersion: Double?
    /// Between which that lies at least for 95 of 100 maps of independent patches.
    public let dispersionOfIndependent: ClosedRange<Double>?
}

extension Map where Element == Phase {
    /// The measures of some of the map's phases.
    ///
    /// - Parameters:
    ///   - phases: which.
    ///   - pixel: the distances between rows and between columns.
    /// - Complexity: O(columns) time; a bit of memory for every column and phase, and √rows rows.
    public func measures(of phases: [Phase], pixel: MapPixel = .unit) -> [PhaseMeasures] {
        let inside = ColumnSet(of: [.lithium, .sodium, .void], in: self)
        let (lithium, sodium) = (ColumnSet(of: [.lithium], in: self), ColumnSet(of: [.sodium], in: self))
        let line = ContactLine.length(between: sodium, and: lithium, in: inside, pixel: pixel)
        var covariances: [(ColumnSet, TwoPointCovariance)] = []
        return phases.map { phase in
            let set =
                switch phase {
                case .lithium: lithium
                case .sodium: sodium
                default: ColumnSet(of: [phase], in: self)
                }
            var boxes = PatchBoxes(of: inside)
            var tiles = TileCounts(map: inside, pixel: pixel)
            set.forEachPatch(touchingAtCorners: phase == .sodium) { patch in
                boxes.add(patch)
                tiles.add(patch)
            }
            let sizes = PatchSizes(boxes, in: inside)
            let disc = InscribedDisc(of: phase, set, in: inside, of: self, pixel: pixel)
            let chord = MeanChord(of: set, in: inside, pixel: pixel)
            // What one phase leaves to another goes together as the one does.
            let covariance =
                covariances.first { $0.0.count + set.count == inside.count }?.1
                ?? TwoPointCovariance(of: set, in: inside, pixel: pixel)
            covariances.append((set, covariance))
            let dispersion = tiles.dispersion
            return PhaseMeasures(
                phase: phase, coverage: inside.count > 0 ? Double(set.count) / Double(inside.count) : nil,
                patches: sizes.count, patchDensity: inside.count > 0 ? sizes.density.map { $0 / pixel.area } : nil,
                meanPatchArea: sizes.mean.map { $0 * pixel.area },
                areaWeightedPatchArea: sizes.areaWeightedMean.map { $0 * pixel.area },
                borderAreaShare: sizes.cutShare, contactLine: phase == .void ? nil : line,
                largestInscribedRadius: disc?.radius, radiusTouchesBorder: disc?.touchesBorder,
                meanChord: chord.mean, meanChordAlongRows: chord.alongRows, meanChordAlongColumns: chord.alongColumns,
                correlationLength: covariance.correlationLength, dispersion: dispersion?.index,
                dispersionOfIndependent: dispersion?.poisson)
        }
    }
}
