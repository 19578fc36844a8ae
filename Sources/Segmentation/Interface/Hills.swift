import VoxelCore

extension Interface {
    /// How far every column stands out of its surroundings into the electrode, in voxels; NaN outside.
    ///
    /// Na on the SSE is as bright as the SSE, so where grey shows a hill of SSE there may be Na.
    ///
    /// - Complexity: O(columns).
    package var hills: Map<Float> {
        guard let plane else { return heights }
        let step = Float(geometry.electrode.step)
        var departures = heights
        for row in 0..<heights.rows {
            for column in 0..<heights.columns {
                let height = heights[row, column] - Float(plane.height(row: row, column: column))
                departures[row, column] = step * height
            }
        }
        let around = departures.surroundings
        for column in departures.values.indices { departures.values[column] -= around.values[column] }
        return departures
    }
}

/// What of an interface may be Na on the SSE, whose greys are alike: as shares of the columns that are not outside.
package struct InterfaceHills: Sendable, Hashable {
    /// Columns that stand out of their surroundings by more than a voxel.
    package let share: Double
    /// How many more stand out by more than ¾ voxel than lie as deep below: a rough surface has as many of either.
    package let excess: Double

    /// How much a column that may be Na stands out, in voxels.
    package static let least: Float = 1
    private static let compared: Float = 0.75

    package init(share: Double, excess: Double) { (self.share, self.excess) = (share, excess) }

    /// The hills of an interface, as ``Interface/hills`` tells them.
    package init(_ hills: Map<Float>) {
        let inside = Double(max(1, hills.values.count(where: \.isFinite)))
        let share = { (holds: (Float) -> Bool) in Double(hills.values.count(where: holds)) / inside }
        self.share = share { $0 > Self.least }
        excess = max(0, share { $0 > Self.compared } - share { $0 < -Self.compared })
    }
}
