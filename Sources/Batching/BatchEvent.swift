import VoxelCore

/// Something that happened to a scan of a batch.
package struct BatchEvent: Sendable {
    /// What happened.
    package enum News: Sendable {
        /// It is being worked on, and so far it has come.
        case working(ProgressEvent)
        /// It is finished.
        case finished
        /// It has failed.
        case failed(SimstripError)
    }

    /// The scan's name.
    package let scan: String
    /// What happened to it.
    package let news: News
    /// How many scans are finished, those of earlier runs among them.
    package let finished: Int
    /// How many have failed.
    package let failed: Int
    /// How many there are.
    package let total: Int
    /// The share of the work of all scans that is done, 0 … 1, those of earlier runs among them.
    package let overall: Double
}

/// Where a batch tells what happens. Called from any thread; must return at once.
///
/// Throwing ends the batch: no scan is started any more, and those under way leave nothing.
package typealias BatchProgressHandler = @Sendable (BatchEvent) throws -> Void
