import VoxelCore

/// Where the voxel size comes from.
public enum VoxelSizeRequest: Sendable, Hashable {
    /// The data, or it is an error.
    case fromData
    /// Lengths are counted in voxels.
    case voxels
    /// Given.
    case size(VoxelSize)

    /// A cubic voxel of so many micrometres.
    public static func um(_ edge: Double) -> VoxelSizeRequest { .size(VoxelSize(cubic: .um(edge))) }
}

package enum VoxelSizeOption: ScanOption {
    package static let name = "voxel-size"
    package static let help = OptionHelp(
        "Voxel edge: 1.4um, or z,y,x as 1.4um,1.4um,0.7um, or voxel (default: from the data).", "size")
    package static let standard = VoxelSizeRequest.fromData
    package static let bearing = OptionBearing.scan

    package static func value(parsing text: String) throws(SimstripError) -> VoxelSizeRequest {
        switch text {
        case "auto": .fromData
        case "voxel": .voxels
        default: .size(try VoxelSize(parsing: text))
        }
    }

    package static func spelling(of value: VoxelSizeRequest) -> JSONValue {
        switch value {
        case .fromData: .text("auto")
        case .voxels: .text("voxel")
        case .size(let size): .text(size.micrometres.map { "\($0)um" }.joined(separator: ","))
        }
    }
}

extension ScanParameters {
    /// Where lengths come from.
    public var voxelSize: VoxelSizeRequest {
        get { self[VoxelSizeOption.self] }
        set { self[VoxelSizeOption.self] = newValue }
    }
}
