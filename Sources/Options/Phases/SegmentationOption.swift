import VoxelCore

/// How phases are told apart.
public enum SegmentationMethod: String, CaseIterable, Sendable {
    /// A Markov random field that knows the blur.
    case markov
    /// Grey thresholds, voxel by voxel.
    case threshold
    /// Not at all: the volume holds somebody's labels, SSE included, which ``ScanParameters/codes`` names.
    case labels
}

package enum SegmentationOption: ScanChoice {
    package static let name = "segmentation"
    package static let help = OptionHelp(
        "How phases are told apart: markov (a random field that knows the blur), threshold (voxel by voxel), labels (the volume"
            + " holds labels; with --codes).", "method")
    package static let standard = SegmentationMethod.markov
    package static let bearing = OptionBearing.method
}

extension ScanParameters {
    /// How phases are told apart.
    public var segmentation: SegmentationMethod {
        get { self[SegmentationOption.self] }
        set { self[SegmentationOption.self] = newValue }
    }
}
