import Glibc

/// The system's words for an error number.
package func describe(errno code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
        guard let start = text.baseAddress, strerror_r(code, start, 256) == 0 else { return "error \(code)" }
        return String(cString: start)
    }
}
