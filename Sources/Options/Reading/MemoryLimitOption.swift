import VolumeIO
import VoxelCore

package enum MemoryLimitOption: ScanOption {
    package static let name = "memory-limit"
    package static let help = OptionHelp("The most memory a decoder may take, such as 512M.", "bytes")
    package static let standard = ReadingOptions.defaultMemoryLimit
    package static let bearing = OptionBearing.work

    package static func value(parsing text: String) throws(SimstripError) -> Int {
        try byteCount(parsing: text, option: name)
    }

    package static func spelling(of value: Int) -> JSONValue { .integer(value) }
}

extension ScanParameters {
    /// The most memory in bytes that a decoder may take.
    public var memoryLimit: Int {
        get { self[MemoryLimitOption.self] }
        set { self[MemoryLimitOption.self] = newValue }
    }
}
