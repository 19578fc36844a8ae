import VoxelCore

package enum ThreadsOption: ScanOption {
    package static let name = "threads"
    package static let help = OptionHelp("Threads (default: all cores).", "number")
    package static var standard: Int { availableCores() }
    package static let bearing = OptionBearing.work
    /// More than the cores of any machine, fewer than a process may have threads.
    package static let most = 4096

    package static func value(parsing text: String) throws(SimstripError) -> Int {
        try wholeNumber(text, from: 1, to: most)
    }

    package static func spelling(of value: Int) -> JSONValue { .integer(value) }
}

extension ScanParameters {
    /// At most this many threads, for the work and for the writing of its files; no number depends on it. Where it is not
    /// given, as many as the cores that the process may use.
    public var threads: Int {
        get { self[ThreadsOption.self] }
        set { self[ThreadsOption.self] = newValue }
    }
}
