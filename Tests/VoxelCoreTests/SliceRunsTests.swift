import Testing
import VoxelCore

@Suite struct SliceRunsTests {
    private static let ranges = [0..<0, 5..<5, 0..<1, 0..<12, 3..<80, 63..<65, 64..<128, 17..<301, 0..<2_000]

    private func forEachCase(_ body: (Range<Int>, _ depth: Int, _ reach: Int, _ threads: Int) -> Void) {
        for range in Self.ranges {
            for depth in [1, 2, 5, 64, 1_000] {
                for reach in [0, 1, 3, 12, 400] {
                    for threads in [1, 2, 7, 16, 100] { body(range, depth, reach, threads) }
                }
            }
        }
    }

    @Test func everySliceIsInOneRun() {
        forEachCase { slices, depth, reach, threads in
            let runs = SliceRuns(of: slices, blockDepth: depth, reach: reach, threads: threads).runs
            #expect(runs.allSatisfy { !$0.isEmpty })
            #expect(runs.flatMap(Array.init) == Array(slices))
        }
    }

    @Test func runsAreWholeBlocks() {
        forEachCase { slices, depth, reach, threads in
            let runs = SliceRuns(of: slices, blockDepth: depth, reach: reach, threads: threads).runs
            let blocks = Set(slices.map { $0 / depth }).count
            guard reach == 0 || blocks >= threads else { return }
            #expect(runs.dropFirst().allSatisfy { $0.lowerBound.isMultiple(of: depth) })
            if reach == 0 { #expect(runs.count == blocks) }
        }
    }

    @Test func everyThreadHasAsManyRunsOfAFilter() {
        forEachCase { slices, depth, reach, threads in
            guard reach > 0 else { return }
            let runs = SliceRuns(of: slices, blockDepth: depth, reach: reach, threads: threads).runs
            let blocks = Set(slices.map { $0 / depth }).count
            #expect(runs.count >= min(slices.count, threads))
            #expect(runs.count <= threads || blocks < runs.count + threads || runs.count.isMultiple(of: threads))
            // Beyond one run a thread, a run is long against what it reads of its neighbours.
            if runs.count > threads, depth == 1 { #expect(runs.allSatisfy { $0.count >= 16 * reach }) }
        }
    }

    @Test func slabsOfFewSlicesAreShared() {
        let runs = { SliceRuns(of: $0, blockDepth: 1, reach: 12, threads: $1).runs }
        #expect(runs(100..<112, 2) == [100..<106, 106..<112])
        #expect(runs(0..<80, 16).count == 16)
        #expect(runs(0..<80, 16).allSatisfy { $0.count == 5 })
        #expect(SliceRuns(of: 0..<80, blockDepth: 64, reach: 12, threads: 16).runs.count == 16)
        #expect(SliceRuns(of: 10..<200, blockDepth: 64, reach: 12, threads: 2).runs == [10..<128, 128..<200])
    }

    @Test func piecesBelongToTheRunTheyBeginIn() {
        let runs = SliceRuns(of: 3..<25, blockDepth: 10, reach: 0, threads: 4)
        #expect(runs.runs == [3..<10, 10..<20, 20..<25])
        #expect(runs.pieces(startingAt: [3, 5, 9, 10, 19]) == [0..<3, 3..<5])
        #expect(runs.pieces(startingAt: [20, 24]) == [0..<2])
        #expect(runs.pieces(startingAt: []).isEmpty)
        forEachCase { slices, depth, reach, threads in
            let starts = Array(stride(from: slices.lowerBound, to: slices.upperBound, by: 3))
            let pieces = SliceRuns(of: slices, blockDepth: depth, reach: reach, threads: threads)
                .pieces(startingAt: starts)
            #expect(pieces.flatMap(Array.init) == Array(starts.indices))
        }
    }
}
