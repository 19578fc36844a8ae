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

    /// The option that a mistyped name most likely means: the one with the fewest edits, at most three.
    static func nearest(to name: String) -> ScanOption? {
        allCases.map { ($0, editDistance(name, $0.rawValue)) }.filter { $0.1 <= 3 }.min { $0.1 < $1.1 }?.0
    }
}

/// The least number of insertions, deletions and replacements that make one text of another: Levenshtein (1966).
private func editDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for i in a.indices {
        var diagonal = row[0]
        row[0] = i + 1
        for j in b.indices {
            let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[b.count]
}
