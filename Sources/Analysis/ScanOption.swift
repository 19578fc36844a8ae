/// The options of one scan, by the names they have on the command line, in configuration files and in result.json.
public enum ScanOption: String, CaseIterable, Sendable, Codable {
    case voxelSize = "voxel-size"
    case axis
    case electrode
    case roi
    case layers
    case thickness
    case interface
    case layersFollow = "layers-follow"
    case contrast
    case segmentation
    case naThreshold = "na-threshold"
    case voidThreshold = "void-threshold"
    case denoise
    case minDomain = "min-domain"
    case maps
    case labels
    case digest
    case thresholdSweep = "threshold-sweep"
    case threads
    case allowGaps = "allow-gaps"
    case allowGreyRGB = "allow-grey-rgb"
    case channel
    case frame
    case memoryLimit = "memory-limit"

    /// Whether the option is a switch: on where it is named.
    public var isSwitch: Bool {
        switch self {
        case .labels, .digest, .thresholdSweep, .allowGaps, .allowGreyRGB: true
        default: false
        }
    }
}
