/// How far a piece of work has come.
public struct ProgressEvent: Sendable, Hashable {
    /// What is being done, for people: "reading the electrode".
    public var stage: String
    /// Slices done.
    public var done: Int
    /// Slices to do.
    public var total: Int
    /// The share of the whole work that is done, 0 … 1, never falling; nil where nobody knows the whole. A scan's is 1 once its
    /// files are written.
    public var overall: Double?

    /// So many of so many slices of a stage are done.
    public init(stage: String, done: Int, total: Int) {
        self.stage = stage
        self.done = done
        self.total = total
    }
}

/// Where progress is told. Called from any thread, after every piece of work; must return at once.
///
/// Throwing ends the work: that is how a caller cancels it.
public typealias ProgressHandler = @Sendable (ProgressEvent) throws -> Void
