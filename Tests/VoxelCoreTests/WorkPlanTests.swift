import Testing
import VoxelCore

/// How far work has come, of its stages.
@Suite struct WorkPlanTests {
    private let plan = WorkPlan([
        .init("reading", cost: 1), .init("fitting", cost: 6), .init("nothing", cost: 0), .init("writing", cost: 3),
    ])

    private func told(_ events: [(stage: String, done: Int, total: Int)]) throws -> [Double?] {
        let shares = Guarded<[Double?]>([])
        let tell = plan.telling { event in shares.withLock { $0.append(event.overall) } }
        for event in events { try tell?(ProgressEvent(stage: event.stage, done: event.done, total: event.total)) }
        return shares.withLock { $0 }
    }

    @Test func aStageCountsForWhatItCosts() throws {
        #expect(
            try told([
                ("reading", 0, 4), ("reading", 2, 4), ("reading", 4, 4), ("fitting", 1, 2), ("nothing", 1, 1),
                ("writing", 1, 3), ("writing", 3, 3),
            ]) == [0, 0.05, 0.1, 0.4, 0.7, 0.8, 1])
    }

    @Test func itNeverFallsAndStagesThatAreLeftOutCountAsDone() throws {
        #expect(
            try told([("fitting", 1, 2), ("fitting", 1, 6), ("reading", 4, 4), ("writing", 0, 3)]) == [
                0.4, 0.4, 0.4, 0.7,
            ])
    }

    @Test func anUnknownStageMovesNothing() throws {
        #expect(try told([("reading", 2, 4), ("tidying", 9, 9), ("writing", 0, 0)]) == [0.05, 0.05, 1])
        #expect(plan.share(at: ProgressEvent(stage: "tidying", done: 1, total: 1)) == nil)
        #expect(WorkPlan([]).share(at: ProgressEvent(stage: "reading", done: 1, total: 1)) == nil)
        // More than all is all.
        #expect(plan.share(at: ProgressEvent(stage: "writing", done: 7, total: 3)) == 1)
        #expect(plan.share(at: ProgressEvent(stage: "reading", done: -1, total: 3)) == 0)
    }

    @Test func whatThrowsEndsTheWork() throws {
        let tell = plan.telling { _ in throw SimstripError(.interrupted, "enough") }
        #expect(throws: SimstripError.self) { try tell?(ProgressEvent(stage: "reading", done: 1, total: 1)) }
        #expect(plan.telling(nil).map { _ in true } == nil)
    }
}
