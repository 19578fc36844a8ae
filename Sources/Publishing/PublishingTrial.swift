import Glibc

/// What a test puts in the place of the system while results are published; nobody else has a use for it.
package struct PublishingTrial: Sendable {
    /// Whether the file system exchanges two folders in one call.
    package var exchanges = true
    /// Called before every call that changes a folder; by throwing it makes that call fail.
    package var beforeStep: @Sendable () throws -> Void = {}
    /// fsync(2).
    package var fsync: @Sendable (_ descriptor: Int32) -> Int32 = { Glibc.fsync($0) }

    /// The system as it is.
    package init() {}
}
