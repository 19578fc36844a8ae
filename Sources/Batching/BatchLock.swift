import FoundationEssentials
import VoxelCore

import Glibc

/// The right to write into an output folder, held by one batch at a time.
///
/// A process holds it by flock(2), which the kernel takes back when the process dies, however it dies and on whatever
/// machine; what is written in the file only tells the others who it is. A batch that has been handed to Slurm has no
/// process: there the file names its jobs, and the lock is held as long as the scheduler knows any of them.
package final class BatchLock {
    /// Who holds a lock.
    struct Owner: Codable, Equatable {
        /// The machine's name.
        let host: String
        /// The process.
        let pid: Int32
        /// When it began, ISO 8601 in UTC.
        let since: String
        /// The jobs of Slurm that do the work; empty where the process does it.
        var jobs: [String] = []

        var description: String {
            let place = "\(host), process \(pid), since \(since)"
            return jobs.isEmpty ? place : "Slurm job \(jobs.joined(separator: ", ")), submitted on \(place)"
        }
    }

    /// Whether the file system has locks at all; if not, nothing keeps a second batch away.
    package let isEffective: Bool
    /// The jobs of Slurm that held the lock before.
    package private(set) var formerJobs: [String] = []
    private let path: String
    private let descriptor: Int32
    private var owner: Owner
    private var isReleased = false

    /// Takes the lock.
    ///
    /// - Parameters:
    ///   - folder: the output; made where it does not exist.
    ///   - isRunning: whether any of these jobs of Slurm is still waiting or running; nil where that cannot be told.
    /// - Throws: `SimstripError` of kind `output` where another batch holds it, naming that, or where the folder cannot
    ///   be written.
    package static func take(
        _ folder: BatchFolder, isRunning: ([String]) async -> Bool?
    ) async throws -> BatchLock {
        do {
            try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        } catch {
            throw SimstripError.output("the output folder '\(folder.path)' cannot be made: \(error)")
        }
        let lock = try BatchLock(path: folder.lock)
        if let other = owner(in: folder.lock), !other.jobs.isEmpty {
            guard let isRunning = await isRunning(other.jobs) else {
                lock.leave()
                throw SimstripError.output(
                    refusal(folder, other).message
                        + "; Slurm cannot be asked here whether that is over: if it is, remove '\(folder.lock)'")
            }
            guard !isRunning else {
                lock.leave()
                throw refusal(folder, other)
            }
            lock.formerJobs = other.jobs
        }
        try lock.write()
        return lock
    }

    private init(path: String) throws(SimstripError) {
        self.path = path
        (descriptor, isEffective) = try Self.lock(path)
        owner = Owner(host: Self.host, pid: getpid(), since: Date().formatted(.iso8601))
    }

    /// Leaves the lock to jobs of Slurm, which hold it until the last of them is over.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    func handOver(to jobs: [String]) throws(SimstripError) {
        owner.jobs = jobs
        try write()
        leave()
    }

    /// Gives the lock up and leaves the file, which is that of jobs.
    private func leave() {
        close(descriptor)
        isReleased = true
    }

    /// Gives the lock back.
    package func release() {
        guard !isReleased else { return }
        unlink(path)
        close(descriptor)
        isReleased = true
    }

    deinit { release() }

    /// The one who is written in a lock file; nil where none is.
    static func owner(in path: String) -> Owner? {
        FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(Owner.self, from: $0) }
    }

    private static func lock(_ path: String) throws(SimstripError) -> (descriptor: Int32, isEffective: Bool) {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw .output("'\(path)' cannot be written: \(describe(errno: errno))")
            }
            var isEffective = true
            if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
                guard errno != EWOULDBLOCK else {
                    let other = owner(in: path)
                    close(descriptor)
                    throw refusal(BatchFolder(FilePath.folder(of: FilePath.absolute(path))), other)
                }
                isEffective = false
            }
            // The one before may have removed the file between our opening and our locking it.
            var (opened, named) = (stat(), stat())
            if fstat(descriptor, &opened) == 0, stat(path, &named) == 0, opened.st_ino == named.st_ino {
                return (descriptor, isEffective)
            }
            close(descriptor)
        }
    }

    private static func refusal(_ folder: BatchFolder, _ other: Owner?) -> SimstripError {
        .output(
            "another batch is writing into '\(folder.path)': \(other?.description ?? "it has just begun"); wait for it,"
                + " end it, or name another folder with --output")
    }

    private func write() throws(SimstripError) {
        let text = (try? JSONEncoder().encode(owner)).map { Array($0) } ?? []
        guard ftruncate(descriptor, 0) == 0,
            text.withUnsafeBytes({ pwrite(descriptor, $0.baseAddress, $0.count, 0) }) == text.count
        else { throw .output("'\(path)' cannot be written: \(describe(errno: errno))") }
    }

    private static var host: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { name in
            name.initialize(repeating: 0)
            guard let start = name.baseAddress, gethostname(start, name.count - 1) == 0 else { return "unknown" }
            return String(cString: start)
        }
    }
}
