import FoundationEssentials
import VoxelCore

import Glibc

/// The right to write the results of one place, from before the work until they are there.
///
/// The second one is refused and does not wait: it would do hours of work only to replace what the first has just
/// brought, and most often it was started by mistake.
struct OutputLock {
    private let lock: FileLock

    /// Takes it.
    ///
    /// - Parameters:
    ///   - place: where the results will be, resolved.
    ///   - name: the place as it was given, for messages.
    /// - Throws: `SimstripError` of kind `output` where another process has it, or where the lock cannot be written.
    init(_ place: StagingPlace, named name: String) throws(SimstripError) {
        let path = "\(place.folder)/\(place.prefix)\(StagingFolder.lockEnding)"
        let taken: FileLock?
        do {
            taken = try FileLock(path)
        } catch {
            throw .output("the output folder '\(name)' cannot be written: \(error.message)")
        }
        guard let lock = taken else {
            let owner = RegularFile.contents(path).map { String(decoding: $0.prefix(200), as: UTF8.self) } ?? ""
            throw .output(
                "another simstrip is writing into '\(name)': \(owner.isEmpty ? "it has just begun" : owner); wait for it, end"
                    + " it, or name another folder with --output")
        }
        self.lock = lock
        let since = Date().formatted(.iso8601)
        // A disk that is full says so where results are written.
        try? lock.write(Array("\(hostName()), process \(getpid()), since \(since)".utf8))
    }

    /// Whether the file system has locks.
    var isEffective: Bool { lock.isEffective }

    /// Gives it back.
    func release() { lock.release() }
}
