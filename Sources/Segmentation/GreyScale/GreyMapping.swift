/// The straight line that puts the grey values of one scan on the scale of another, so that Li falls on Li and SSE on
/// SSE.
package struct GreyMapping: Sendable, Hashable {
    /// Grey values of the second scan per grey value of the first.
    package let gain: Double
    /// The second scan's grey value where the first has 0.
    package let offset: Double

    /// The line through two anchors; nil where either scan's Li is not darker than its SSE, or gives no finite line.
    ///
    /// - Parameters:
    ///   - scale: the anchors on the scale that grey values come from.
    ///   - other: the anchors on the scale that they go to.
    package init?(from scale: GreyAnchors, to other: GreyAnchors) {
        guard scale.lithium < scale.electrolyte, other.lithium < other.electrolyte else { return nil }
        let gain = (other.electrolyte - other.lithium) / (scale.electrolyte - scale.lithium)
        let offset = other.lithium - gain * scale.lithium
        guard gain.isFinite, offset.isFinite else { return nil }
        self.gain = gain
        self.offset = offset
    }

    /// A grey value of the first scan on the scale of the second.
    package func callAsFunction(_ grey: Double) -> Double { gain * grey + offset }
}
