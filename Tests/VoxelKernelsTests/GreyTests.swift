import Testing
import VoxelCore

import VoxelKernels

@Suite struct GreyTests {
    @Test func statisticsLeaveOutWhatIsNotFinite() {
        let samples: [Float] = [1, .nan, 3, .infinity, -2, -.infinity, .nan]
        var statistics = GreyStatistics()
        samples.withUnsafeBytes { statistics.add(RawSamples(.float32, $0)) }
        #expect(statistics.finiteCount == 3)
        #expect(statistics.nanCount == 2)
        #expect(statistics.infiniteCount == 2)
        #expect(statistics.min == -2)
        #expect(statistics.max == 3)
        #expect(statistics.mean == 2.0 / 3)
    }

    @Test func statisticsOfNothingHaveNoMean() {
        #expect(GreyStatistics().mean == nil)
    }

    @Test func smallTypesHaveABinForEachValue() {
        var histogram = GreyHistogram(for: .int16, range: 0...0)
        let samples: [Int16] = [-32_768, -1, -1, 0, 32_767]
        samples.withUnsafeBytes { histogram.add(RawSamples(.int16, $0)) }
        #expect(histogram.isExact)
        for value in Set(samples) {
            let bin = Int(value) + 32_768
            #expect(histogram.lowerEdge(ofBin: bin) == Double(value))
            #expect(histogram.counts[bin] == UInt64(samples.count { $0 == value }))
        }
        #expect(histogram.total == 5)
    }

    @Test func otherTypesShareBinsOverTheirRange() {
        var histogram = GreyHistogram(for: .float32, range: -1e-4...3e-4)
        let samples: [Float] = [-1e-4, 0, 3e-4, .nan, -.infinity]
        samples.withUnsafeBytes { histogram.add(RawSamples(.float32, $0)) }
        #expect(!histogram.isExact)
        #expect(histogram.nonFiniteCount == 2)
        #expect(histogram.total == 3)
        #expect(histogram.counts.first == 1)
        #expect(histogram.counts.last == 1)
    }

    @Test func countsDoNotRoundAboveTheRangeOfFloat() {
        var histogram = GreyHistogram(for: .uint8, range: 0...0)
        let samples = [UInt8](repeating: 7, count: 1 << 16)
        for _ in 0..<257 { samples.withUnsafeBytes { histogram.add(RawSamples(.uint8, $0)) } }
        #expect(histogram.counts[7] == 257 << 16)  // 2²⁴ + 2¹⁶: Float would still hold it, adding one more would not
        [UInt8(7)].withUnsafeBytes { histogram.add(RawSamples(.uint8, $0)) }
        #expect(histogram.counts[7] == (257 << 16) + 1)
    }

    @Test(arguments: [1, 2, 4, 8])
    func transpositionMovesEveryElement(size: Int) {
        let (rows, columns) = (37, 70)
        let source = (0..<rows * columns * size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var result = [UInt8](repeating: 0, count: source.count)
        source.withUnsafeBytes { from in
            result.withUnsafeMutableBytes {
                transpose(from, rows: rows, columns: columns, elementSize: size, into: $0)
            }
        }
        for row in 0..<rows {
            for column in 0..<columns {
                let a = (row * columns + column) * size
                let b = (column * rows + row) * size
                #expect(source[a..<a + size].elementsEqual(result[b..<b + size]))
            }
        }
    }
}
