import FoundationEssentials
import Publishing
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
    package var isEffective: Bool { file.isEffective }
    /// The jobs of Slurm that held the lock before.
    package private(set) var formerJobs: [String] = []
    private let file: FileLock
    private var owner: Owner

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
        let lock = try BatchLock(folder)
        if let other = owner(in: folder.lock), !other.jobs.isEmpty {
            guard let isRunning = await isRunning(other.jobs) else {
                lock.file.leave()
                throw SimstripError.output(
                    refusal(folder, other).message
                        + "; Slurm cannot be asked here whether that is over: if it is, remove '\(folder.lock)'")
            }
            guard !isRunning else {
                lock.file.leave()
                throw refusal(folder, other)
            }
            lock.formerJobs = other.jobs
        }
        try lock.write()
        return lock
    }

    private init(_ folder: BatchFolder) throws(SimstripError) {
        guard let file = try FileLock(folder.lock) else {
            throw Self.refusal(folder, Self.owner(in: folder.lock))
        }
        self.file = file
        owner = Owner(host: hostName(), pid: getpid(), since: Date().formatted(.iso8601))
    }

    /// Leaves the lock to jobs of Slurm, which hold it until the last of them is over.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    func handOver(to jobs: [String]) throws(SimstripError) {
        owner.jobs = jobs
        try write()
        file.leave()
    }

    /// Gives the lock back.
    package func release() { file.release() }

    /// The one who is written in a lock file; nil where none is.
    static func owner(in path: String) -> Owner? {
        RegularFile.contents(path).flatMap { try? JSONDecoder().decode(Owner.self, from: Data($0)) }
    }

    private static func refusal(_ folder: BatchFolder, _ other: Owner?) -> SimstripError {
        .output(
            "another batch is writing into '\(folder.path)': \(other?.description ?? "it has just begun"); wait for it,"
                + " end it, or name another folder with --output")
    }

    private func write() throws(SimstripError) {
        try file.write((try? JSONEncoder().encode(owner)).map { Array($0) } ?? [])
    }
}
