import VoxelCore

/// Whether greys have any structure, or neighbours differ as much as voxels further apart: noise alone.
struct GreyStructure: Sendable {
    /// By which share neighbouring voxels of a row differ less than voxels four apart, in mean squares; 0 for white noise. Nil where
    /// there are no such pairs.
    let share: Double?

    /// The most that white noise shows in a block of the middle.
    static let ofNoise = 0.02
    /// The edge of the block that is looked at, in voxels.
    private static let edge = 64
    private static let far = 4

    /// The structure in the middle of a box.
    ///
    /// - Throws: `SimstripError` from reading.
    init(of scan: ElectrolyteBox) throws {
        var part = scan.box
        for axis in Axis.allCases {
            let middle = (part[axis].lowerBound + part[axis].upperBound) / 2
            part[axis] = (middle - Self.edge / 2..<middle + Self.edge / 2).clamped(to: part[axis])
        }
        let grey = try GreyBox(scan, part, unit: 1, reader: scan.source.makeReader())
        let near = Self.difference(grey, apart: 1)
        let far = Self.difference(grey, apart: Self.far)
        guard let near, let far else {
            share = nil
            return
        }
        share = far > 0 ? 1 - near / far : 0
    }

    /// Whether there is more than noise; true where nobody can tell.
    var isThere: Bool { share.map { $0 > Self.ofNoise } ?? true }

    /// The mean squared difference of valid voxels of a row so far apart.
    private static func difference(_ grey: GreyBox, apart: Int) -> Double? {
        var (sum, count) = (0.0, 0)
        let columns = grey.shape.columns
        guard columns > apart else { return nil }
        for start in stride(from: 0, to: grey.values.count, by: columns) {
            for index in start..<start + columns - apart {
                if let weights = grey.weights, weights[index] == 0 || weights[index + apart] == 0 { continue }
                let difference = Double(grey.values[index + apart]) - Double(grey.values[index])
                sum += difference * difference
                count += 1
            }
        }
        return count > 0 ? sum / Double(count) : nil
    }
}
