/// Slices shared out among threads in runs: one thread walks through a run from its first slice to its last.
///
/// A run is made of whole blocks of the source, as far as the slices reach, so that a reader that keeps the block it
/// decoded last decodes each block once, and no other reader decodes it.
///
/// Where a slice takes its neighbours to be read, as in a filter, every run reads some slices that belong to the runs
/// beside it. Runs are then longer, sixteen times the reach or more, for which at most an eighth is read twice. But no
/// thread is left without a run as long as there are slices, even if blocks have to be divided: smoothing takes longer
/// than decoding.
///
/// What is in a run depends on the number of threads, so what is found must not depend on the runs.
package struct SliceRuns: Sendable, Hashable {
    /// Not empty, ascending and side by side: every slice is in one of them.
    package let runs: [Range<Int>]

    /// The slices of a source that are to be read.
    ///
    /// - Parameters:
    ///   - slices: within the source.
    ///   - source: says what its blocks and its reach are.
    ///   - threads: how many there are to share; at least 1.
    package init(of slices: Range<Int>, in source: any VolumeSource, threads: Int) {
        self.init(of: slices, blockDepth: source.blockDepth, reach: source.sliceReach, threads: threads)
    }

    /// Slices of a source with such blocks and such a reach; see ``VolumeSource``.
    package init(of slices: Range<Int>, blockDepth: Int, reach: Int, threads: Int) {
        precondition(slices.lowerBound >= 0 && blockDepth > 0 && reach >= 0)
        guard let last = slices.last else {
            runs = []
            return
        }
        let threads = max(threads, 1)
        let blocks = slices.lowerBound / blockDepth..<last / blockDepth + 1
        guard reach > 0 else {
            runs = blocks.map { ($0 * blockDepth..<($0 + 1) * blockDepth).clamped(to: slices) }
            return
        }
        let unit = blocks.count < threads ? 1 : blockDepth
        let units = slices.lowerBound / unit..<last / unit + 1
        // As many for each thread, so that all end together.
        let count = min(units.count, threads * max(1, slices.count / (16 * reach * threads)))
        let bounds = (0...count).map { (units.lowerBound + $0 * units.count / count) * unit }
        runs = zip(bounds, bounds.dropFirst()).map { ($0..<$1).clamped(to: slices) }
    }

    /// Shares out pieces of work that each begin at a slice and may go on into the next runs: a piece belongs to the run
    /// it begins in.
    ///
    /// - Parameter starts: the first slice of every piece, ascending, within the slices.
    /// - Returns: the indices of the pieces that go together, not empty, ascending and side by side.
    package func pieces(startingAt starts: [Int]) -> [Range<Int>] {
        var shared: [Range<Int>] = []
        var first = 0
        for run in runs {
            let end = starts[first...].firstIndex { $0 >= run.upperBound } ?? starts.count
            if first < end { shared.append(first..<end) }
            first = end
        }
        return shared
    }
}
