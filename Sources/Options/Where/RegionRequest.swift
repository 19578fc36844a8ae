import VoxelCore

/// A region of interest, before the volume is known: ranges along z, y and x of which each end may be the volume's.
public struct RegionRequest: Sendable, Hashable, CustomStringConvertible {
    private let text: String
    private let ends: [(lower: Int?, upper: Int?)]

    /// Half-open ranges of indices; nil for all that the volume has along an axis.
    public init(z: Range<Int>? = nil, y: Range<Int>? = nil, x: Range<Int>? = nil) {
        ends = [z, y, x].map { ($0?.lowerBound, $0?.upperBound) }
        text = Self.text(of: ends)
    }

    /// Understands `z0:z1,y0:y1,x0:x1`, an empty end meaning the volume's.
    ///
    /// - Throws: `SimstripError` of kind `usage`.
    package init(parsing text: String) throws(SimstripError) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
        guard parts.count == 3 else {
            throw .usage(
                "--roi is '\(text)': it has \(counted(parts.count, "range")); write three for z, y"
                    + " and x, such as :,100:400,100:400")
        }
        var ends: [(lower: Int?, upper: Int?)] = []
        for part in parts {
            let pair = part.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, pair.allSatisfy({ $0.isEmpty || Int($0).map { $0 >= 0 } ?? false }) else {
                throw .usage(
                    "--roi is '\(text)': '\(part)' is no range; write two indices such as 100:400, or : for all")
            }
            ends.append((Int(pair[0]), Int(pair[1])))
        }
        self.text = text
        self.ends = ends
    }

    /// The region within a volume.
    ///
    /// - Throws: `SimstripError` of kind `usage` where it is empty or reaches beyond the volume.
    package func region(in shape: VolumeShape) throws(SimstripError) -> VoxelRegion {
        var region = VoxelRegion(shape)
        for (axis, end) in zip(Axis.allCases, ends) {
            let (lower, upper) = (end.lower ?? 0, end.upper ?? shape[axis])
            guard upper <= shape[axis], lower < upper else {
                throw .usage(
                    "--roi is '\(text)': \(axis.rawValue) runs from \(lower) to \(upper), but the volume has the indices"
                        + " 0:\(shape[axis]) along \(axis.rawValue)")
            }
            region[axis] = lower..<upper
        }
        return region
    }

    /// The request in its shortest spelling: `:,100:400,100:400`.
    public var description: String { Self.text(of: ends) }

    private static func text(of ends: [(lower: Int?, upper: Int?)]) -> String {
        ends.map { end in (end.lower.map(String.init) ?? "") + ":" + (end.upper.map(String.init) ?? "") }
            .joined(separator: ",")
    }

    /// Whether two requests were typed alike.
    public static func == (a: RegionRequest, b: RegionRequest) -> Bool { a.text == b.text }

    /// Hashes what was typed.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
