import Batching
import TestSupport
import Testing
import VoxelCore

/// How far a batch has come, whatever scans are under way at once.
@Suite struct BatchProgressTests {
    @Test func everyScanCountsForWhatItCosts() {
        var work = BatchWork(costs: [1, 3, nil], finished: [])
        #expect(work.share == 0)
        work.note(0.5, of: 1)
        #expect(work.share == 0.25)
        // What is told late changes nothing.
        work.note(0.2, of: 1)
        #expect(work.share == 0.25)
        work.note(1, of: 2)
        #expect(abs(work.share - 3.5 / 6) < 1e-12)
        work.note(1, of: 0)
        work.note(7, of: 1)
        #expect(work.share == 1)
        #expect(BatchWork(costs: [nil, nil, nil, nil], finished: [1]).share == 0.25)
        #expect(BatchWork(costs: []).share == 1)
        #expect(BatchWork(costs: [2, 2], finished: [0, 1]).share == 1)
    }

    @Test func itNeverFallsAndEndsAtOne() throws {
        let scans = try SmallScans(4)
        let manifest = try scans.manifest()
        let shares = { (plan: BatchPlan) -> [Double] in
            let told = Guarded<[Double]>([])
            _ = try LocalRunner(for: plan, jobs: 3, memory: 1 << 40, threads: 3).run(plan, into: scans.folder()) {
                event in told.withLock { $0.append(event.overall) }
            }
            return told.withLock { $0 }
        }
        let one = try BatchPlan(manifest.only("scan_2"), in: scans.folder(), threads: 1)
        #expect(try shares(one).last == 1)
        // One of four is finished already.
        let rest = try shares(BatchPlan(manifest, in: scans.folder(), threads: 2))
        #expect(rest.first.map { $0 >= 0.25 && $0 < 0.6 } == true, "\(rest.prefix(3))")
        #expect(rest.max() == 1)
        #expect(rest.count > 20)
    }

    @Test func ofManyFailuresTheFirstAreTold() throws {
        let scans = try SmallScans(12)
        for name in scans.names.dropFirst() {
            try "no image".write(toFile: scans.slice(4, of: name), atomically: true, encoding: .utf8)
        }
        let outcome = try scans.run(scans.manifest()).outcome
        let table = try #require(outcome.failureTable(in: scans.folder())).split(separator: "\n")
        #expect(outcome.failures.count == 11)
        #expect(table.count == 9)
        #expect(table[8].hasPrefix("  and 3 more, all of them in '") && table[8].contains("index.html"))
        #expect(outcome.shortSummary.text() == "12 scans: 1 done, 11 failed.\nVerdicts: 1 check.")
    }
}
