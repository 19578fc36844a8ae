import VoxelCore

/// What is done to grey values before thresholds.
public enum Denoising: Sendable, Hashable {
    /// Nothing.
    case none
    /// Median of 3 × 3 × 3 voxels.
    case median
    /// Gaussian of so many voxels, above 0 and at most 50.
    case gaussian(sigma: Double)
}

package enum DenoiseOption: GreyOption {
    package static let name = "denoise"
    package static let help = OptionHelp(
        "Before thresholding: none, median (3 × 3 × 3), gaussian:SIGMA (default: none).", "filter")
    package static let standard = Denoising.none
    package static let bearing = OptionBearing.method

    package static func value(parsing text: String) throws(SimstripError) -> Denoising {
        switch text {
        case "none": return .none
        case "median": return .median
        default:
            let prefix = "gaussian:"
            guard text.hasPrefix(prefix), let sigma = Double(text.dropFirst(prefix.count)), sigma > 0, sigma <= 50
            else {
                throw .usage(
                    "--denoise is '\(text)'; it can be none, median, or gaussian:SIGMA with SIGMA in voxels, above 0"
                        + " and at most 50, such as gaussian:1")
            }
            return .gaussian(sigma: sigma)
        }
    }

    package static func spelling(of value: Denoising) -> JSONValue {
        switch value {
        case .none: .text("none")
        case .median: .text("median")
        case .gaussian(let sigma): .text("gaussian:\(sigma)")
        }
    }
}

extension ScanParameters {
    /// What is done to grey values before thresholds.
    public var denoising: Denoising {
        get { self[DenoiseOption.self] }
        set { self[DenoiseOption.self] = newValue }
    }
}
