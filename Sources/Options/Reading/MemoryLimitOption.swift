import VoxelCore

package enum MemoryLimitOption: ScanOption {
    package static let name = "memory-limit"
    package static let help = OptionHelp(
        "The most memory to take, such as 2G. Default: a quarter of what there is, 1G at most, or the least that does.",
        "bytes")
    package static let standard: Int? = nil
    package static let bearing = OptionBearing.work

    package static func value(parsing text: String) throws(SimstripError) -> Int? {
        text == "auto" ? nil : try byteCount(parsing: text, option: name)
    }

    package static func spelling(of value: Int?) -> JSONValue { value.map { .integer($0) } ?? .text("auto") }
}

extension ScanParameters {
    /// The most memory in bytes to take; nil for a quarter of what there is, 1 GiB at most, or the least that does. No
    /// result depends on it.
    public var memoryLimit: Int? {
        get { self[MemoryLimitOption.self] }
        set { self[MemoryLimitOption.self] = newValue }
    }
}
