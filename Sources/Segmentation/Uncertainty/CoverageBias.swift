import VoxelCore

/// By how much na_coverage is found too high on scans like the one at hand, layer by layer, as far as a scan that was
/// simulated from what was found can tell.
public struct CoverageBias: Sendable, Hashable, Codable {
    /// Found less true coverage after 1, 2 … N layers, as shares of the columns: −1 … 1.
    public let layers: [Double]
    /// How much larger it is where faces lie anywhere in voxels than where they lie between them, after 1, 2 … N layers.
    package let faces: [Double]
    /// By how much the fit to the simulated scans is off the one they were made from.
    package let fit: FitErrors

    /// As much as is taken for a bias: what is larger says that the simulated scan is not like the one at hand.
    static let largestCorrection = 0.08

    /// The largest error of na_coverage there.
    public var largest: Double { layers.reduce(0) { max($0, abs($1)) } }

    /// What is to be taken off the coverage after 1, 2 … N layers: the bias, or where it is larger anywhere than is taken for
    /// one, as much of it as is.
    public var correction: [Double] {
        let share = largest > Self.largestCorrection ? Self.largestCorrection / largest : 1
        return layers.map { $0 * share }
    }
}

extension FittedField {
    /// The error of the scatter at faces, and how far from those between voxels to those anywhere the bias is expected to lie
    /// where scatter cannot tell: set on phantoms, whose faces lie between voxels, and tomographs.
    private static var scatterError: Double { 0.01 }
    private static var expectedShare: Double { 0.75 }
    /// As many scans are simulated as together have so many columns, within bounds.
    private static var columnsOfScans: Int { 16_000 }
    private static var mostScans: Int { 4 }

    /// Goes on sampling and counts; then scans domains like those of the last sample again, fits and counts anew, and tells
    /// by how much coverage is off there, where it is known: a parametric bootstrap (Efron & Tibshirani 1993, An Introduction
    /// to the Bootstrap, chapters 6 and 10).
    ///
    /// Where faces lie in voxels matters: half a voxel of Na counts as Na. It is asked of the scan: the bias lies between that of
    /// faces anywhere and that of faces between voxels, where the scatter of grey at faces does.
    ///
    /// What follows is found from the first idea on, not from the fit that the domains came from: errors of levels, blur
    /// and couplings are among what is to be seen.
    ///
    /// - Parameters:
    ///   - layers: N.
    ///   - offsets: from a column's first electrode voxel to its first layer, in voxels into the electrode.
    ///   - progress: told after every round of a fit.
    /// - Returns: the samples, and the bias; nil where the simulated scan has a single grey.
    /// - Complexity: two fits more, up to eight of a small map, and 17 bytes a voxel beside what it takes.
    consuming func countedWithBias(
        layers: Int, offsets: [Int32], progress: ProgressHandler? = nil
    ) throws -> (counts: SampleCounts, bias: CoverageBias?) {
        let (model, levels, labels) = (evidence.model, fit.levels, sample.labels)
        let scatter = faceScatter
        let fit = fit
        let counts = try counted(layers: layers, offsets: offsets)
        // The fewer columns there are, the more a single simulated scan errs by chance.
        let scans = max(1, min(Self.mostScans, Self.columnsOfScans / max(1, model.layout.starts.count)))
        var errors = FitErrors()
        var fits = 0
        func tried(_ faces: RedrawnDomains.Faces) throws -> (bias: [Double], scatter: Double)? {
            let domains = try RedrawnDomains(
                like: labels, faces: faces, model.layout, movable: model.movable, threads: model.threads)
            let truth = domains.coverage(layers: layers) { model.slab.below + Int(offsets[$0]) }
            var (found, scatter) = ([Double](repeating: 0, count: layers), 0.0)
            for index in 0..<scans {
                let further = Double(2 * index + 1) / Double(2 * scans)
                let scan = try model.simulated(domains, instead: labels, levels, noiseFrom: further)
                var simulated = try model.restricted(to: scan).blurred(by: .nominal)
                let before = fits
                simulated.afterRound = { round, rounds in
                    try progress?(
                        ProgressEvent(
                            stage: "trying simulated scans", done: before * rounds + round,
                            total: 2 * scans * rounds))
                }
                guard let again = try simulated.fittedThroughout() else { return nil }
                fits += 1
                scatter += again.faceScatter / Double(scans)
                errors.add(again.fit, less: fit)
                let seen = try again.counted(layers: layers, offsets: offsets).coverage(model.layout)
                for layer in 0..<layers { found[layer] += seen[layer] / Double(scans) }
            }
            return (zip(found, truth).map { $0 - $1 }, scatter)
        }
        guard let between = try tried(.betweenVoxels), let anywhere = try tried(.anywhere) else { return (counts, nil) }
        let range = anywhere.scatter - between.scatter
        let (error, expected) = (Self.scatterError, Self.expectedShare)
        let share =
            ((scatter - between.scatter) * range + expected * error * error) / (range * range + error * error)
        let taken = min(1, max(0, share))
        let faces = zip(between.bias, anywhere.bias).map { $1 - $0 }
        return (
            counts, CoverageBias(layers: zip(between.bias, faces).map { $0 + taken * $1 }, faces: faces, fit: errors)
        )
    }
}
