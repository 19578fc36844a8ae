import VoxelCore

/// What is said of where the interface is.
public enum InterfaceRequest: Sendable, Hashable {
    /// To be found.
    case automatic
    /// Flat, with this first electrode voxel.
    case index(Int)
    /// In a float TIFF: a height for every column, in voxels of the volume's own index, NaN outside.
    case heightMap(path: String)
}

package enum InterfaceOption: ScanOption {
    package static let name = "interface"
    package static let help = OptionHelp(
        "Interface: auto, the index of the first electrode voxel, or a float32 TIFF height map.", "where",
        mayBeginWithDash: true)
    package static let standard = InterfaceRequest.automatic
    package static let bearing = OptionBearing.scan

    package static func value(parsing text: String) throws(SimstripError) -> InterfaceRequest {
        if text == "auto" { return .automatic }
        if let index = Int(text) { return .index(index) }
        guard Double(text) == nil else {
            throw .usage(
                "--interface is '\(text)'; it can be auto, the whole index of the first electrode voxel, or a height map"
            )
        }
        return .heightMap(path: text)
    }

    package static func spelling(of value: InterfaceRequest) -> JSONValue {
        switch value {
        case .automatic: .text("auto")
        case .index(let index): .integer(index)
        case .heightMap(let path): .text(path)
        }
    }

    package static func objection(to method: SegmentationMethod) -> String? {
        method == .labels ? "says where the SSE ends, and so do the labels; leave it out" : nil
    }

    /// Where it is, is a matter of each volume; whether it was found or given is one of the method.
    package static func compared(_ spelling: JSONValue) -> String? { spelling == .text("auto") ? "auto" : "given" }
}

extension ScanParameters {
    /// Where the interface is.
    public var interface: InterfaceRequest {
        get { self[InterfaceOption.self] }
        set { self[InterfaceOption.self] = newValue }
    }
}
