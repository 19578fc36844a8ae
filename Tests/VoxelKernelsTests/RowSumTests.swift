import TestSupport
import Testing
import VoxelCore

import VoxelKernels

@Suite struct RowSumTests {
    @Test func sumsAreThoseOfALoopToTheLastBit() {
        var random = TestRandom(seed: 8)
        for count in [1, 2, 15, 16, 17, 32, 250] {
            let values = (0..<3 * count + 9).map { _ in Float.random(in: -1...1, using: &random) }
            let starts = [0, 1, 2, count, 2 * count + 9, count + 4, 1]
            let weights = starts.map { _ in Float.random(in: 0...1, using: &random) }
            var sums = [Float](repeating: .nan, count: count)
            values.withUnsafeBufferPointer { values in
                sums.withUnsafeMutableBufferPointer { sumRows(values, starts: starts, weights: weights, into: $0) }
            }
            for index in 0..<count {
                var expected: Float = 0
                for (start, weight) in zip(starts, weights) { expected += weight * values[start + index] }
                #expect(sums[index].bitPattern == expected.bitPattern)
            }
        }
    }

    @Test func samplesOfEveryTypeAreAddedWithTheirWeight() {
        func check<T: Sample>(_ type: SampleType, _ samples: [T], _ expected: [Float]) {
            var sums = [Float](repeating: 1, count: samples.count)
            var (others, weights) = (sums, [Float](repeating: 0, count: samples.count))
            samples.withUnsafeBytes { bytes in
                sums.withUnsafeMutableBufferPointer {
                    addWeighted(RawSamples(type, bytes), weight: 0.5, sums: $0)
                }
                others.withUnsafeMutableBufferPointer { others in
                    weights.withUnsafeMutableBufferPointer {
                        addWeighted(RawSamples(type, bytes), weight: 0.5, sums: others, weights: $0)
                    }
                }
            }
            #expect(sums == expected)
            #expect(others == expected)
        }
        check(.uint8, [0, 3, 255] as [UInt8], [1, 2.5, 128.5])
        check(.int16, [-32_768, 5] as [Int16], [-16_383, 3.5])
        check(.uint32, [4_294_967_295] as [UInt32], [2_147_483_648])
        check(.float16, [0.25] as [Float16], [1.125])
        check(.float32, [-7] as [Float], [-2.5])
        check(.float64, [1e-300, 8] as [Double], [1, 5])
    }

    @Test func whatIsNotFiniteIsFound() {
        var values = [Float](repeating: -.greatestFiniteMagnitude, count: 40)
        #expect(values.withUnsafeBufferPointer(areFinite))
        for strange in [Float.nan, .infinity, -.infinity, .signalingNaN] {
            values[37] = strange
            #expect(!values.withUnsafeBufferPointer(areFinite))
        }
        #expect([Float]().withUnsafeBufferPointer(areFinite))
    }

    @Test func whatIsNotFiniteIsMarked() {
        let samples: [Double] = [1, .nan, -.infinity, 4]
        var values: [Float] = [9, 8, 7, 6]
        samples.withUnsafeBytes { bytes in
            values.withUnsafeMutableBufferPointer { markNotFinite(RawSamples(.float64, bytes), in: $0) }
        }
        #expect(values.map(\.isNaN) == [false, true, true, false])
        #expect((values[0], values[3]) == (9, 6))
    }
}
