import Batching
import Foundation
import Exports
import Options
import Publishing
import Results
import TestSupport
import Testing
import VoxelCore

@Suite struct LocalRunnerTests {
    private let scans: SmallScans

    init() throws { scans = try SmallScans(4) }

    @Test(.wholeScans) func bytesDependOnNeitherJobsNorThreadsNorOrder() throws {
        let manifest = try scans.manifest(segmentation: "markov")
        try scans.run(manifest, into: "a", jobs: 1, threads: 1)
        try scans.run(manifest, into: "b", jobs: 4, threads: 2)
        try scans.run(manifest, into: "c", jobs: 2, threads: 7)
        let files = try scans.files("a")
        #expect(files.count > 4 * 10)
        #expect(try scans.files("b") == files)
        #expect(try scans.files("c") == files)
        #expect(scans.temporary.contents().filter { $0.contains(".simstrip-") }.isEmpty)
    }

    @Test func oneScansFailureStopsNoOther() throws {
        try "no image".write(toFile: scans.slice(4, of: "scan_2"), atomically: true, encoding: .utf8)
        let outcome = try scans.run(scans.manifest()).outcome
        #expect(outcome.failures.map(\.name) == ["scan_2"])
        #expect(outcome.failureTable(in: scans.folder())?.contains("scan_2  slice 4") == true)
        let summary = try String(contentsOfFile: scans.folder().summary, encoding: .utf8).split(separator: "\n")
        #expect(summary.count == 5)
        #expect(summary[2].hasPrefix("scan_2,failed,"))
        #expect(summary[1].hasPrefix("scan_1,done,30,24,28,uint8,1.4,1.4,1.4,z,high,threshold,"))
        #expect(FileManager.default.fileExists(atPath: scans.temporary.file("out/scan_4/result.json")))
        #expect(!FileManager.default.fileExists(atPath: scans.temporary.file("out/scan_2")))
    }

    @Test func theScansUnderWayNeverNeedMoreThanTheBudget() throws {
        let manifest = try scans.manifest()
        let plan = try BatchPlan(manifest, in: scans.folder(), threads: 2)
        let one = plan.largestNeed
        let atOnce = Guarded((now: Set<String>(), most: 0))
        let runner = LocalRunner(for: plan, jobs: 4, memory: one * 5 / 2, threads: 2)
        _ = try runner.run(plan, into: scans.folder()) { event in
            atOnce.withLock { state in
                switch event.news {
                case .working: state.now.insert(event.scan)
                case .finished, .failed: state.now.remove(event.scan)
                }
                state.most = max(state.most, state.now.count)
            }
        }
        #expect(atOnce.withLock { $0.most } <= 2)
        #expect(atOnce.withLock { $0.now }.isEmpty)
        #expect(LocalRunner(for: plan, jobs: nil, memory: one * 5 / 2, threads: 8).jobs == 2)
        #expect(LocalRunner(for: plan, jobs: nil, memory: one * 50, threads: 3).jobs == 3)
    }

    @Test func aScanLargerThanTheBudgetFailsWithoutBeingStarted() throws {
        let (outcome, _) = try scans.run(scans.manifest(), memory: 1 << 20)
        #expect(outcome.failures.count == 4)
        #expect(outcome.failures[0].error.message.contains("1 MiB of --memory"))
        #expect(try scans.files().isEmpty)
    }

    @Test func anInterruptionKeepsWhatIsFinishedAndLeavesNothingElse() throws {
        let manifest = try scans.manifest()
        try scans.run(manifest, into: "whole")
        let plan = try BatchPlan(manifest, in: scans.folder(), threads: 2)
        let runner = LocalRunner(for: plan, jobs: 1, memory: 1 << 40, threads: 1)
        let error = #expect(throws: SimstripError.self) {
            try runner.run(plan, into: scans.folder()) { event in
                if event.finished == 2, case .working = event.news { throw SimstripError(.interrupted, "enough") }
            }
        }
        #expect(error?.kind == .interrupted)
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: scans.folder().path))
                == ["scan_1", "scan_2", "times.csv"])
        #expect(try scans.run(manifest).worked == ["scan_3", "scan_4"])
        #expect(try scans.files() == scans.files("whole"))
    }

    @Test func whateverProgressThrowsEndsTheBatchAndIsThrown() throws {
        struct Enough: Error {}
        let plan = try BatchPlan(scans.manifest(), in: scans.folder(), threads: 2)
        #expect(throws: Enough.self) {
            try LocalRunner(for: plan, jobs: 2, memory: 1 << 40, threads: 2).run(plan, into: scans.folder()) { _ in
                throw Enough()
            }
        }
        #expect(try scans.files().isEmpty)
    }
}
