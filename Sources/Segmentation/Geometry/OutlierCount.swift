import VoxelCore

/// How many of some samples lie beyond the grey values of all others.
package struct OutlierCount: Sendable, Hashable {
    /// The outliers.
    package let count: Int
    /// All samples that were looked at.
    package let total: Int
}

extension Warning {
    /// Tells of outliers; nil where there are none.
    ///
    /// - Parameters:
    ///   - found: how many there are.
    ///   - place: what was looked at.
    ///   - greys: the range that they lie beyond.
    ///   - consequence: what was done with them, and what to do.
    init?(outliers found: OutlierCount, in place: String, beyond greys: ClosedRange<Double>, _ consequence: String) {
        guard found.count > 0 else { return nil }
        let share = Double(found.count) / Double(max(found.total, 1)) * 100
        self.init(
            "outliers",
            "\(found.count) of \(found.total) \(place) (\(share < 0.01 ? "less than 0.01" : "\(rounded(share, 2))") %) lie far beyond"
                + " the grey values of all others (\(greyText(greys.lowerBound)) to \(greyText(greys.upperBound))): zingers, hot or"
                + " dead pixels; \(consequence)")
    }
}
