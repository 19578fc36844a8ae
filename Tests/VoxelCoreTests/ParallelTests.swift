import Testing
import VoxelCore

@Suite struct ParallelTests {
    @Test(arguments: [1, 2, 7])
    func everyTaskRunsOnce(threads: Int) throws {
        let parts = try concurrentAccumulate(
            taskCount: 1000, threads: threads, makeAccumulator: { [Int]() }
        ) { $0.append($1) }
        #expect(parts.count <= threads)
        #expect(parts.flatMap { $0 }.sorted() == Array(0..<1000))
    }

    @Test(arguments: [1, 2, 7])
    func theLowestFailureIsThrown(threads: Int) {
        for _ in 0..<50 {
            #expect(throws: SimstripError.data("37")) {
                try concurrentForEach(taskCount: 100, threads: threads) { task in
                    if task >= 37 { throw SimstripError.data("\(task)") }
                }
            }
        }
    }

    @Test(arguments: [1, 2, 7])
    func whatTasksGiveKeepsTheirOrder(threads: Int) throws {
        let squares = try concurrentMap(count: 500, threads: threads) { $0 * $0 }
        #expect(squares == (0..<500).map { $0 * $0 })
        #expect(try concurrentMap(count: 0, threads: threads) { $0 }.isEmpty)
    }

    @Test func noTasksIsNoWork() throws {
        let parts = try concurrentAccumulate(taskCount: 0, threads: 4, makeAccumulator: { 5 }) { _, _ in }
        #expect(parts == [5])
    }
}
