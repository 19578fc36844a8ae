import Options
import Segmentation
import Stripping
import VoxelCore

extension ScanParameters {
    /// Whether T_Na or T_void is given as a grey value.
    var givesThresholds: Bool { naThreshold.isGiven || voidThreshold?.isGiven == true }

    /// These parameters with their given thresholds put from another scan's grey scale on a scan's own.
    ///
    /// - Parameters:
    ///   - scale: the anchors of the scan on whose grey scale they are; nil where they are on the scan's own.
    ///   - anchors: the scan's own; nil where it shows none.
    ///   - path: the scan, for messages.
    /// - Throws: `SimstripError` of kind `data` where thresholds are given on another scale and the scan has no two
    ///   anchors to put them on its own.
    func withThresholds(
        from scale: GreyAnchors?, on anchors: GreyAnchors?, of path: String
    ) throws(SimstripError) -> ScanParameters {
        guard let scale, givesThresholds else { return self }
        guard let mapping = anchors.flatMap({ GreyMapping(from: scale, to: $0) }) else {
            let found = anchors.map { "Li is \($0.lithium), the SSE \($0.electrolyte)" } ?? "one of them is not there"
            throw .data(
                "a threshold given on another scan's grey scale cannot be put on that of '\(path)': it takes dark Li and"
                    + " bright SSE on either side of the interface, but \(found); strip the scan by itself with a"
                    + " threshold of its own, and compare the results")
        }
        var mapped = self
        mapped.naThreshold = naThreshold.mapped(by: mapping)
        mapped.voidThreshold = voidThreshold?.mapped(by: mapping)
        return mapped
    }
}

extension ThresholdRequest {
    fileprivate var isGiven: Bool { self != .automatic }

    fileprivate func mapped(by mapping: GreyMapping) -> ThresholdRequest {
        switch self {
        case .automatic: .automatic
        case .value(let grey): .value(mapping(grey))
        }
    }
}
