import VoxelCore

/// A half-open range of indices of which each end may be left to what it is a range of: `100:400`, `:400`, `:`.
struct OpenRange: Sendable, Hashable, CustomStringConvertible {
    let lower, upper: Int?

    /// Understands ranges with commas between them.
    ///
    /// - Parameters:
    ///   - option: as it is typed.
    ///   - count: how many there have to be.
    ///   - such: what to write, with an example.
    /// - Throws: `SimstripError` of kind `usage`.
    static func all(
        in text: String, of option: String, counting count: Int, such: String
    ) throws(SimstripError) -> [OpenRange] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
        guard parts.count == count else {
            throw .usage("\(option) is '\(text)': it has \(counted(parts.count, "range")); write \(such)")
        }
        var ranges: [OpenRange] = []
        for part in parts {
            let pair = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, pair.allSatisfy({ $0.isEmpty || Int($0).map { $0 >= 0 } ?? false }) else {
                throw .usage(
                    "\(option) is '\(text)': '\(part)' is no range; write two indices such as 100:400, or : for all")
            }
            ranges.append(OpenRange(lower: Int(pair[0]), upper: Int(pair[1])))
        }
        return ranges
    }

    /// Whether both ends are left open.
    var isWhole: Bool { lower == nil && upper == nil }

    /// The indices; nil where there are none, or it reaches beyond them.
    func range(within count: Int) -> Range<Int>? {
        let (lower, upper) = (lower ?? 0, upper ?? count)
        return upper <= count && lower < upper ? lower..<upper : nil
    }

    var description: String { (lower.map(String.init) ?? "") + ":" + (upper.map(String.init) ?? "") }
}
