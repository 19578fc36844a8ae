import Results
import Segmentation
import Stripping
import VoxelCore

extension ScanComparison {
    /// Compares two scans.
    ///
    /// Where they are two segmentations of one volume, and both have a labels.tif, their phases are compared, too.
    ///
    /// - Parameters:
    ///   - a: the first.
    ///   - b: the second.
    ///   - registers: whether the second is looked for in the first, to compare them place by place.
    ///   - threads: at most this many; no number depends on it.
    ///   - progress: told of what is searched; by throwing it cancels the work.
    /// - Throws: `SimstripError` of kind `data` where the thickness of one is in µm and of the other in voxels, or where a
    ///   labels.tif or interface.tif is damaged; and from reading these; what `progress` throws.
    public init(
        of a: FinishedScan, and b: FinishedScan, registers: Bool = true, threads: Int = 1,
        progress: ProgressHandler? = nil
    ) throws {
        let curves = try CurveComparison(
            a.curve.bounded(by: a.document.thresholdSensitivity), b.curve.bounded(by: b.document.thresholdSensitivity))
        let mapping = a.document.anchors.flatMap { a in
            b.document.anchors.flatMap { GreyMapping(from: a, to: $0) }
        }
        let placement =
            registers ? try ScanPlacement(of: b, in: a, curves: curves, threads: threads, progress: progress) : nil
        self.init(
            a: a, b: b, curves: curves, greyMapping: mapping,
            agreement: try PhaseAgreement(of: a, and: b), placement: placement,
            warnings: Warning.comparing(a, b, curves: curves, greyMapping: mapping)
                + (placement?.registration?.warnings ?? []))
    }
}
