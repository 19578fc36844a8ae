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

    @Test func theRangeIsThatOfFiniteSamples() {
        let samples: [Float] = [.nan, .infinity, 3, -2, -.infinity, 7, .nan]
        var range = GreyRange()
        samples.withUnsafeBytes { range.add(RawSamples(.float32, $0)) }
        #expect(range.values == -2...7)
        var none = GreyRange()
        [Double.nan, .infinity].withUnsafeBytes { none.add(RawSamples(.float64, $0)) }
        #expect(none.values == nil)
        var other = GreyRange()
        [Int16(-9), 4].withUnsafeBytes { other.add(RawSamples(.int16, $0)) }
        #expect(GreyRange(of: [none, range, other]).values == -9...7)
    }

    @Test func smallTypesHaveABinForEachValue() {
        let samples: [Int16] = [-32_768, -1, -1, 0, 32_767]
        let histogram = counted(samples, .int16, range: 0...0)
        #expect(histogram.isExact)
        for value in Set(samples) {
            let bin = Int(value) + 32_768
            #expect(histogram.lowerEdge(ofBin: bin) == Double(value))
            #expect(histogram.counts[bin] == UInt64(samples.count { $0 == value }))
        }
        #expect(histogram.total == 5)
    }

    @Test func otherTypesShareBinsOverTheirRange() {
        let samples: [Float] = [-1e-4, 0, 3e-4, .nan, -.infinity]
        let histogram = counted(samples, .float32, range: -1e-4...3e-4)
        #expect(!histogram.isExact)
        #expect(histogram.nonFiniteCount == 2)
        #expect(histogram.total == 3)
        #expect(histogram.counts.first == 1)
        #expect(histogram.counts.last == 1)
    }

    @Test func countsDoNotRoundAboveTheRangeOfFloat() {
        var counter = GreyCounter(for: .uint8, range: 0...0)
        let samples = [UInt8](repeating: 7, count: 1 << 16)
        for _ in 0..<257 { samples.withUnsafeBytes { counter.add(RawSamples(.uint8, $0)) } }
        // 2²⁴ + 2¹⁶: Float would still hold it, adding one more would not
        #expect(counter.histogram.counts[7] == 257 << 16)
        [UInt8(7)].withUnsafeBytes { counter.add(RawSamples(.uint8, $0)) }
        #expect(counter.histogram.counts[7] == (257 << 16) + 1)
    }

    @Test func countersAreEmptiedBeforeTheyOverflow() {
        var counter = GreyCounter(for: .float32, range: 0...1, capacity: 100)
        let samples = [Float](repeating: 1, count: 59) + [.nan]
        for _ in 0..<7 { samples.withUnsafeBytes { counter.add(RawSamples(.float32, $0)) } }
        #expect(counter.histogram.counts.last == 7 * 59)
        #expect(counter.histogram.nonFiniteCount == 7)
        #expect(counter.histogram.total == 7 * 59)
    }

    @Test func countersOfSeveralThreadsAddUp() {
        var counters = Array(repeating: GreyCounter(for: .uint16, range: 0...0), count: 3)
        for (index, samples) in [[1, 2], [2, 3, 3], []].enumerated() {
            samples.map(UInt16.init).withUnsafeBytes { counters[index].add(RawSamples(.uint16, $0)) }
        }
        let histogram = GreyHistogram(of: counters)
        #expect(histogram.counts[1...3] == [1, 2, 2])
        #expect(histogram.total == 5)
    }

    private func counted<T>(_ samples: [T], _ type: SampleType, range: ClosedRange<Double>) -> GreyHistogram {
        var counter = GreyCounter(for: type, range: range)
        samples.withUnsafeBytes { counter.add(RawSamples(type, $0)) }
        return counter.histogram
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
