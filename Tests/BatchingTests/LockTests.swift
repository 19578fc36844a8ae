import Batching
import Foundation
import Exports
import Options
import Publishing
import Results
import TestSupport
import Testing
import VoxelCore

import Glibc

@Suite struct LockTests {
    private let temporary: TemporaryFolder
    private var folder: BatchFolder { BatchFolder(temporary.file("out")) }
    private var file: String { temporary.file("out/.batch-lock") }

    init() throws { temporary = try TemporaryFolder() }

    private func refusal(isRunning: Bool? = nil) async -> SimstripError? {
        await #expect(throws: SimstripError.self) {
            try await BatchLock.take(folder) { _ in isRunning }.release()
        }
    }

    @Test func theSecondIsRefusedNamingTheFirst() async throws {
        let first = try await BatchLock.take(folder) { _ in nil }
        let error = await refusal()
        #expect(error?.kind == .output)
        #expect(error?.message.contains("process \(getpid()), since 20") == true)
        first.release()
        #expect(!FileManager.default.fileExists(atPath: file))
        try await BatchLock.take(folder) { _ in nil }.release()
    }

    @Test func aLockThatADeadProcessLeftIsNotInTheWay() async throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        for text in [#"{"host":"elsewhere","pid":1,"since":"2020-01-01T00:00:00Z","jobs":[]}"#, "", "{"] {
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            try await BatchLock.take(folder) { _ in nil }.release()
        }
    }

    @Test func jobsOfSlurmHoldItAsLongAsTheSchedulerKnowsThem() async throws {
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        try #"{"host":"login","pid":1,"since":"2020-01-01T00:00:00Z","jobs":["12","13"]}"#
            .write(toFile: file, atomically: true, encoding: .utf8)
        #expect(await refusal(isRunning: true)?.message.contains("Slurm job 12, 13, submitted on login") == true)
        #expect(await refusal(isRunning: nil)?.message.contains("if it is, remove '\(file)'") == true)
        #expect(FileManager.default.fileExists(atPath: file))
        let lock = try await BatchLock.take(folder) { _ in false }
        #expect(lock.formerJobs == ["12", "13"])
        lock.release()
    }

    /// What lies under a name of ours and is no file is neither followed nor waited for.
    @Test(.timeLimit(.minutes(1))) func linksAndPipesUnderOurNamesAreRefused() async throws {
        let scans = try SmallScans(1)
        let manifest = try scans.manifest()
        let out = scans.folder().path
        try scans.temporary.write("mine", "mine")
        for name in [".batch-lock", "times.csv", "summary.csv", "index.html", "slurm"] {
            for make in [
                { symlink(scans.temporary.file("mine"), $0) }, { symlink("nowhere", $0) }, { mkfifo($0, 0o600) },
            ] {
                try scans.temporary.makeFolder("out")
                #expect(make("\(out)/\(name)") == 0)
                let error = #expect(throws: SimstripError.self, "\(name)") {
                    try Batch(manifest, in: scans.folder()).check(OutputPlace(out), usesSlurm: true)
                }
                #expect(error?.kind == .output)
                if name == ".batch-lock" {
                    await #expect(throws: SimstripError.self) {
                        try await BatchLock.take(scans.folder()) { _ in nil }.release()
                    }
                }
                // What takes its place after the look is not followed either.
                if name == "times.csv" { try scans.run(manifest) }
                #expect(try String(contentsOfFile: scans.temporary.file("mine"), encoding: .utf8) == "mine")
                #expect(!FileManager.default.fileExists(atPath: "\(out)/nowhere"))
                try FileManager.default.removeItem(atPath: out)
            }
        }
    }

    @Test func aFolderThatCannotBeWrittenIsAnErrorOfTheOutput() async {
        let error = await #expect(throws: SimstripError.self) {
            try await BatchLock.take(BatchFolder("/proc/simstrip")) { _ in nil }.release()
        }
        #expect(error?.kind == .output)
    }

    @Test func leftoversOfTheDeadAreRemovedAndWhatIsBeingWrittenStays() throws {
        let living = try OutputFolder(temporary.file("out/scan"), for: ScanExports.folder)
        try living.write("a", to: "curve.csv")
        let dead = temporary.file("out/.other.simstrip-0C0FFEE0")
        try FileManager.default.createDirectory(atPath: dead + "/maps", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            atPath: temporary.file("out/.mine"), withIntermediateDirectories: true)
        StagingFolder.removeLeftovers(in: folder.path)
        #expect(!FileManager.default.fileExists(atPath: dead))
        #expect(FileManager.default.fileExists(atPath: temporary.file("out/.mine")))
        try living.publish()
        #expect(FileManager.default.fileExists(atPath: temporary.file("out/scan/curve.csv")))
    }
}
