import VoxelCore

/// After how many layers maps are written.
public enum MapSelection: Sendable, Hashable {
    /// After every number of layers, 0 among them.
    case all
    /// None.
    case none
    /// After these.
    case some([Int])
}

package enum MapsOption: ScanOption {
    package static let name = "maps"
    package static let help = OptionHelp(
        "Coverage maps to write: all, none (and no maps.csv), or after layers such as 3,6,10.", "which")
    package static let standard = MapSelection.all
    package static let bearing = OptionBearing.files

    package static func value(parsing text: String) throws(SimstripError) -> MapSelection {
        switch text {
        case "all": return .all
        case "none": return .none
        default:
            let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0.trimmed) }
            guard !numbers.contains(where: { $0.map { $0 < 0 } ?? true }) else {
                throw .usage("--maps is '\(text)'; it can be all, none, or numbers of layers such as 3,6,10")
            }
            return .some(Set(numbers.compactMap { $0 }).sorted())
        }
    }

    package static func spelling(of value: MapSelection) -> JSONValue {
        switch value {
        case .all: .text("all")
        case .none: .text("none")
        case .some(let chosen): .list(chosen.map { .integer($0) })
        }
    }
}

extension ScanParameters {
    /// After how many layers maps are written.
    public var maps: MapSelection {
        get { self[MapsOption.self] }
        set { self[MapsOption.self] = newValue }
    }
}
