import VoxelCore

/// A region of interest, before the volume is known: ranges along z, y and x of which each end may be the volume's.
public struct RegionRequest: Sendable, Hashable, CustomStringConvertible {
    private let text: String
    private let ends: [OpenRange]

    /// Half-open ranges of indices; nil for all that the volume has along an axis.
    public init(z: Range<Int>? = nil, y: Range<Int>? = nil, x: Range<Int>? = nil) {
        ends = [z, y, x].map { OpenRange(lower: $0?.lowerBound, upper: $0?.upperBound) }
        text = Self.text(of: ends)
    }

    /// Understands `z0:z1,y0:y1,x0:x1`, an empty end meaning the volume's.
    ///
    /// - Throws: `SimstripError` of kind `usage`.
    package init(parsing text: String) throws(SimstripError) {
        ends = try OpenRange.all(
            in: text, of: RegionOption.typed, counting: 3, such: "three for z, y and x, such as :,100:400,100:400")
        self.text = text
    }

    /// The region within a volume.
    ///
    /// - Throws: `SimstripError` of kind `usage` where it is empty or reaches beyond the volume.
    package func region(in shape: VolumeShape) throws(SimstripError) -> VoxelRegion {
        var region = VoxelRegion(shape)
        for (axis, end) in zip(Axis.allCases, ends) {
            guard let range = end.range(within: shape[axis]) else {
                throw .usage(
                    "--roi is '\(text)': \(axis.rawValue) runs from \(end.lower ?? 0) to \(end.upper ?? shape[axis]), but the"
                        + " volume has the indices 0:\(shape[axis]) along \(axis.rawValue)")
            }
            region[axis] = range
        }
        return region
    }

    /// The request in its shortest spelling: `:,100:400,100:400`.
    public var description: String { Self.text(of: ends) }

    private static func text(of ends: [OpenRange]) -> String { ends.map(\.description).joined(separator: ",") }

    /// Whether two requests were typed alike.
    public static func == (a: RegionRequest, b: RegionRequest) -> Bool { a.text == b.text }

    /// Hashes what was typed.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
