import VoxelCore

/// The median of every 3 × 3 × 3 neighbourhood along a row.
///
/// The nine samples above and below one another are sorted once per column of the neighbourhood (a sorting network of
/// 25 exchanges, run on whole rows at a time), each rank is sorted among three neighbouring columns, and of the 27
/// only the 13 that can be the median go through forgetful selection. Every exchange is a loop over a row that the
/// compiler turns into vector minima and maxima.
///
/// A sample that is not finite stays as it is; among the neighbours of another, NaN counts as greater than any number.
///
/// - Parameters:
///   - rows: nine rows of `count + 2` samples: the neighbours in (z, y) order, row 4 the centre, each with one
///     sample more at both ends.
///   - count: the number of medians.
///   - medians: memory for `count` samples of the same type.
/// - Complexity: O(count).
public func median27(rows: RawSamples, count: Int, into medians: UnsafeMutableRawBufferPointer) {
    precondition(rows.count == 9 * (count + 2) && medians.count == count * rows.type.byteCount)
    var kernel = Median27(count: count, medians: medians)
    kernel(rows)
}

private struct Median27: SampleKernel {
    let count: Int
    let medians: UnsafeMutableRawBufferPointer

    /// Sorts nine elements; 25 exchanges, the least possible.
    private static let sortNine: [(Int, Int)] = [
        (0, 3), (1, 7), (2, 5), (4, 8), (0, 7), (2, 4), (3, 8), (5, 6), (0, 2), (1, 3), (4, 5), (7, 8), (1, 4),
        (3, 6), (5, 7), (0, 1), (2, 4), (3, 5), (6, 8), (2, 3), (4, 5), (6, 7), (1, 2), (3, 4), (5, 6),
    ]

    func run<T: Sample>(_ rows: Span<T>) {
        let width = count + 2
        withUnsafeTemporaryAllocation(of: T.self, capacity: (9 + 13 + 3) * width) { scratch in
            for i in 0..<9 * width { scratch.initializeElement(at: i, to: rows[i]) }
            for i in 9 * width..<scratch.count { scratch.initializeElement(at: i, to: rows[0]) }
            guard let base = scratch.baseAddress else { return }
            for (a, b) in Self.sortNine { exchange(base + a * width, base + b * width, width) }
            let candidates = base + 9 * width
            gatherCandidates(sorted: base, candidates, triple: candidates + 13 * width, width)
            let median = selectMedian(of: 13, candidates, width)
            let result = medians.assumingMemoryBound(to: T.self)
            for i in 0..<count {
                let centre = rows[4 * width + i + 1]
                result[i] = centre.isFinite ? median[i] : centre
            }
        }
    }

    /// Of rank k (0 … 8) in its column and rank j (0 … 2) among three columns, at least (k + 1)(j + 1) − 1 of 27 are
    /// no greater and (9 − k)(3 − j) − 1 no smaller; with more than 13 of either it cannot be the median.
    private func gatherCandidates<T: Sample>(
        sorted: UnsafeMutablePointer<T>, _ candidates: UnsafeMutablePointer<T>, triple: UnsafeMutablePointer<T>,
        _ width: Int
    ) {
        var next = 0
        for k in 0..<9 {
            for j in 0..<3 { (triple + j * width).update(from: sorted + k * width + j, count: count) }
            exchange(triple, triple + width, count)
            exchange(triple + width, triple + 2 * width, count)
            exchange(triple, triple + width, count)
            for j in 0..<3 where (k + 1) * (j + 1) <= 14 && (9 - k) * (3 - j) <= 14 {
                (candidates + next * width).update(from: triple + j * width, count: count)
                next += 1
            }
        }
    }

    /// Keeps just over half of the elements, drops their least and greatest, takes in the next, until one is left.
    private func selectMedian<T: Sample>(
        of total: Int, _ rows: UnsafeMutablePointer<T>, _ width: Int
    ) -> UnsafeMutablePointer<T> {
        var first = 0
        var kept = (total + 1) / 2 + 1
        var next = kept
        while true {
            // The least goes to the first of the kept rows, the greatest to the last.
            let last = first + kept - 1
            for i in first..<last { exchange(rows + i * width, rows + (i + 1) * width, count) }
            for i in stride(from: last - 1, to: first, by: -1) {
                exchange(rows + (i - 1) * width, rows + i * width, count)
            }
            if kept == 3 { return rows + (first + 1) * width }
            first += 1
            kept -= 1
            if next < total {
                (rows + (first + kept - 1) * width).update(from: rows + next * width, count: count)
                next += 1
            }
        }
    }
}

/// Puts the smaller of two elements into `a` and the greater into `b`, all along two rows.
@inline(__always)
private func exchange<T: Sample>(_ a: UnsafeMutablePointer<T>, _ b: UnsafeMutablePointer<T>, _ count: Int) {
    for i in 0..<count {
        let (x, y) = (a[i], b[i])
        let swapped = y.precedes(x)
        a[i] = swapped ? y : x
        b[i] = swapped ? x : y
    }
}
