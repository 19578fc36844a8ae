import Glibc

/// A value that one thread at a time reads or changes.
///
/// What `Mutex` of the standard library does, by a lock that the thread sanitizer sees: the futex of `Mutex` lies in a
/// library it was not built into, and every access would be reported.
package final class Guarded<Value>: @unchecked Sendable {
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    /// A guarded value that nobody else holds.
    package init(_ value: sending Value) {
        lock = .allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        self.value = value
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// What a body makes of the value, and may leave in it, while no other thread touches it.
    package func withLock<Result>(_ body: (inout Value) throws -> sending Result) rethrows -> sending Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value)
    }
}
