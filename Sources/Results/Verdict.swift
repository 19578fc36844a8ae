import VoxelCore

/// Whether a result can be used as it is: for people who read no more than one line of it, and for scripts.
public struct Verdict: Sendable, Hashable, Codable {
    /// What to do with a result.
    public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// Use it, with its band.
        case good
        /// Look at what is named first.
        case check
        /// Its numbers mean nothing yet.
        case doNotUse = "do not use"
    }

    /// What to do with it.
    public let status: Status
    /// Why, and what to try, the gravest first; empty where it is good.
    public let reasons: [String]

    /// A verdict of its reasons: as grave as the gravest of them.
    package init(_ reasons: [(status: Status, text: String)]) {
        let grave = reasons.filter { $0.status == .doNotUse }
        status = reasons.isEmpty ? .good : grave.isEmpty ? .check : .doNotUse
        self.reasons = (grave + reasons.filter { $0.status != .doNotUse }).map(\.text)
    }
}
