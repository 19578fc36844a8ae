import Results
import Segmentation
import Stripping
import VoxelCore

extension ScanComparison {
    /// Compares two scans.
    ///
    /// - Throws: `SimstripError` of kind `data` where the thickness of one is in µm and of the other in voxels.
    public init(of a: FinishedScan, and b: FinishedScan) throws(SimstripError) {
        let curves = try CurveComparison(
            a.curve.bounded(by: a.document.thresholdSensitivity), b.curve.bounded(by: b.document.thresholdSensitivity))
        let mapping = a.document.anchors.flatMap { a in
            b.document.anchors.flatMap { GreyMapping(from: a, to: $0) }
        }
        self.init(
            a: a, b: b, curves: curves, greyMapping: mapping,
            warnings: Warning.comparing(a, b, curves: curves, greyMapping: mapping))
    }
}
