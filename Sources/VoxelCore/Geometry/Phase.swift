/// What fills a voxel, or what a column of the interface carries. The raw value is its code in label files.
public enum Phase: UInt8, CaseIterable, Sendable {
    /// Outside the field of view, or in a column without an interface.
    case outside = 0
    case lithium = 1
    case sodium = 2
    case void = 3
    /// The solid electrolyte: known by its side of the interface, not by grey value.
    case electrolyte = 4
}

extension Phase {
    /// The name people use.
    package var name: String {
        switch self {
        case .outside: "outside"
        case .lithium: "Li"
        case .sodium: "Na"
        case .void: "void"
        case .electrolyte: "SSE"
        }
    }

    /// Set in a label whose grey value is NaN or infinite, so that whoever counts voxels can count these too.
    @inlinable package static var notFiniteMark: UInt8 { 0x80 }
}
