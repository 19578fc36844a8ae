import VoxelCore

/// Something that happened to a scan of a batch.
public struct BatchEvent: Sendable {
    /// What happened.
    public enum News: Sendable {
        /// It is being worked on, and so far it has come.
        case working(ProgressEvent)
        /// It is finished.
        case finished
        /// It has failed.
        case failed(SimstripError)
    }

    /// The scan's name.
    public let scan: String
    /// What happened to it.
    public let news: News
    /// How many scans are finished, those of earlier runs among them.
    public let finished: Int
    /// How many have failed.
    public let failed: Int
    /// How many there are.
    public let total: Int
}

/// Where a batch tells what happens. Called from any thread; must return at once.
///
/// Throwing ends the batch: no scan is started any more, and those under way leave nothing.
public typealias BatchProgressHandler = @Sendable (BatchEvent) throws -> Void
