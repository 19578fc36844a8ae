import Foundation

/// A value that one thread at a time reads or changes.
///
/// What `Mutex` of the standard library does, by a lock that the thread sanitizer sees: the futex of `Mutex` lies in a
/// library it was not built into, and every access would be reported.
package final class Guarded<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    /// A guarded value that nobody else holds.
    package init(_ value: sending Value) { self.value = value }

    /// What a body makes of the value, and may leave in it, while no other thread touches it.
    package func withLock<Result>(_ body: (inout Value) throws -> sending Result) rethrows -> sending Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
