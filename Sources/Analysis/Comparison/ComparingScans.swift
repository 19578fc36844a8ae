import Results
import Segmentation
import Stripping
import VoxelCore

extension ScanComparison {
    /// Compares two scans.
    ///
    /// Where they are two segmentations of one volume, and both have a labels.tif, their phases are compared, too.
    ///
    /// - Throws: `SimstripError` of kind `data` where the thickness of one is in µm and of the other in voxels, or where a
    ///   labels.tif or interface.tif is damaged; and from reading these.
    public init(of a: FinishedScan, and b: FinishedScan) throws {
        let curves = try CurveComparison(
            a.curve.bounded(by: a.document.thresholdSensitivity), b.curve.bounded(by: b.document.thresholdSensitivity))
        let mapping = a.document.anchors.flatMap { a in
            b.document.anchors.flatMap { GreyMapping(from: a, to: $0) }
        }
        self.init(
            a: a, b: b, curves: curves, greyMapping: mapping,
            agreement: try PhaseAgreement(of: a, and: b),
            warnings: Warning.comparing(a, b, curves: curves, greyMapping: mapping))
    }
}
