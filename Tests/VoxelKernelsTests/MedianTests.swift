import TestSupport
import Testing
import VoxelCore

import VoxelKernels

@Suite struct MedianTests {
    private func check<T: Sample>(_ type: SampleType, _ make: (inout TestRandom) -> T) {
        var random = TestRandom(seed: 5)
        for count in [1, 2, 3, 17, 64] {
            let rows = (0..<9 * (count + 2)).map { _ in make(&random) }
            var result = [T](repeating: rows[0], count: count)
            rows.withUnsafeBytes { bytes in
                result.withUnsafeMutableBytes { median27(rows: RawSamples(type, bytes), count: count, into: $0) }
            }
            let expected = (0..<count).map { i in
                (0..<9).flatMap { r in (0..<3).map { rows[r * (count + 2) + i + $0] } }.sorted()[13]
            }
            #expect(result == expected)
        }
    }

    @Test func everyMedianIsTheFourteenthOfTwentySeven() {
        check(.uint8) { UInt8.random(in: 0...255, using: &$0) }
        check(.uint8) { UInt8.random(in: 0...2, using: &$0) }
        check(.uint16) { UInt16.random(in: .min ... .max, using: &$0) }
        check(.int16) { Int16.random(in: .min ... .max, using: &$0) }
        check(.float32) { Float.random(in: -1...1, using: &$0) }
    }

    @Test func nanStaysAndCountsAsTheGreatest() {
        var rows = [Float](repeating: 1, count: 27)
        for i in 0..<13 { rows[i * 2] = .nan }  // 13 of 27, the centre (index 13) not among them
        var result: [Float] = [0]
        rows.withUnsafeBytes { bytes in
            result.withUnsafeMutableBytes { median27(rows: RawSamples(.float32, bytes), count: 1, into: $0) }
        }
        #expect(result == [1])
        rows[13] = .nan
        rows.withUnsafeBytes { bytes in
            result.withUnsafeMutableBytes { median27(rows: RawSamples(.float32, bytes), count: 1, into: $0) }
        }
        #expect(result[0].isNaN)
    }
}
