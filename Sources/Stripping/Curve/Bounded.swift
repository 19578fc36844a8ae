/// A number, and between which it lies where that is known.
public struct Bounded: Sendable, Hashable {
    /// The number.
    public var value: Double
    /// What it is at least; nil where nothing honest backs a bound.
    public var low: Double?
    /// What it is at most.
    public var high: Double?

    /// A number without or with its bounds.
    public init(_ value: Double, low: Double? = nil, high: Double? = nil) {
        self.value = value
        self.low = low
        self.high = high
    }
}
