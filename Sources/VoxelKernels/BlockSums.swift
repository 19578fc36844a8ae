import VoxelCore

/// Adds a row of samples to sums over blocks of neighbouring columns.
///
/// - Parameters:
///   - samples: any type; the non-finite ones are left out.
///   - range: samples beyond it are left out, too; nil for none.
///   - firstColumn: the column of the first sample, counted from the first column of block 0.
///   - blockColumns: columns per block.
///   - sums: the sum of every block.
///   - counts: the number of samples in every sum.
/// - Complexity: O(samples).
package func addBlockSums(
    _ samples: RawSamples, firstColumn: Int, blockColumns: Int, within range: ClosedRange<Double>? = nil,
    sums: UnsafeMutableBufferPointer<Double>, counts: UnsafeMutableBufferPointer<Int>
) {
    precondition(firstColumn >= 0 && sums.count == counts.count)
    precondition(samples.count == 0 || (firstColumn + samples.count - 1) / blockColumns < sums.count)
    var kernel = BlockSumming(
        firstColumn: firstColumn, blockColumns: blockColumns, range: range ?? -.infinity ... .infinity, sums: sums,
        counts: counts)
    kernel(samples)
}

private struct BlockSumming: SampleKernel {
    let firstColumn: Int
    let blockColumns: Int
    let range: ClosedRange<Double>
    let sums: UnsafeMutableBufferPointer<Double>
    let counts: UnsafeMutableBufferPointer<Int>

    func run<T: Sample>(_ samples: Span<T>) {
        if range == -.infinity ... .infinity {
            forEachBlock(samples) { sample in sample.isFinite }
            return
        }
        guard let least = T.smallest(atLeast: range.lowerBound), let greatest = T.largest(atMost: range.upperBound)
        else {
            return
        }
        forEachBlock(samples) { sample in sample >= least && sample <= greatest }
    }

    @inline(__always)
    private func forEachBlock<T: Sample>(_ samples: Span<T>, _ isCounted: (T) -> Bool) {
        var index = 0
        while index < samples.count {
            let block = (firstColumn + index) / blockColumns
            let end = min(samples.count, (block + 1) * blockColumns - firstColumn)
            var sum = 0.0
            var count = 0
            while index < end {
                let sample = samples[index]
                if isCounted(sample) {
                    sum += sample.grey
                    count += 1
                }
                index += 1
            }
            sums[block] += sum
            counts[block] += count
        }
    }
}
