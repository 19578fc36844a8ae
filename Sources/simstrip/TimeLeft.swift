/// How long work will take yet, as far as the time tells that a part of it took.
package struct TimeLeft: Sendable {
    /// Less work and less time say nothing.
    private static let (leastShare, leastTime) = (0.03, 3.0)

    private var first: (share: Double, elapsed: Double)?

    /// Nothing is known yet.
    package init() {}

    /// The seconds that are left, rounded as befits a guess; nil where it is too early to say.
    ///
    /// What was done before the first call is not what this work took its time for.
    ///
    /// - Parameters:
    ///   - share: of the work that is done, 0 … 1.
    ///   - elapsed: since the work began, in seconds.
    package mutating func estimate(share: Double, elapsed: Double) -> Double? {
        guard let first else {
            first = (share, elapsed)
            return nil
        }
        let (done, time) = (share - first.share, elapsed - first.elapsed)
        guard done >= Self.leastShare, time >= Self.leastTime, share < 1 else { return nil }
        return Self.rounded(time / done * (1 - share))
    }

    private static func rounded(_ seconds: Double) -> Double {
        let step: Double =
            switch seconds {
            case ..<10: 1
            case ..<60: 5
            case ..<600: 10
            case ..<3600: 60
            default: 300
            }
        return max(step, (seconds / step).rounded() * step)
    }
}
