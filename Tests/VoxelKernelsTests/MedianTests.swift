import TestSupport
import Testing
import VoxelCore

import VoxelKernels

@Suite struct MedianTests {
    private func medians<T: Sample>(_ type: SampleType, of rows: [T], centre: Int = 4) -> [T] {
        let count = rows.count / 9 - 2
        var result = [T](repeating: rows[0], count: count)
        rows.withUnsafeBytes { bytes in
            result.withUnsafeMutableBytes {
                median27(rows: RawSamples(type, bytes), centre: centre, count: count, into: $0)
            }
        }
        return result
    }

    /// The fourteenth of every twenty-seven, NaN behind every number.
    private func oracle<T: Sample>(_ rows: [T], centre row: Int) -> [T] {
        let width = rows.count / 9
        return (0..<width - 2).map { i in
            let centre = rows[row * width + i + 1]
            let around = (0..<9).flatMap { r in (0..<3).map { rows[r * width + i + $0] } }
            return centre.isFinite ? around.sorted { $0.precedes($1) }[13] : centre
        }
    }

    /// Rows shorter and longer than what is sorted at a time.
    private func check<T: Sample>(_ type: SampleType, _ make: (inout TestRandom) -> T) {
        var random = TestRandom(seed: 5)
        for count in [1, 2, 3, 17, 64, 255, 256, 257, 600] {
            let rows = (0..<9 * (count + 2)).map { _ in make(&random) }
            let centre = count % 9
            // Through text: NaN equals NaN, whatever its payload, and −0 is not 0.
            let text = { (value: T) in value.grey.isNaN ? "nan" : "\(value)" }
            #expect(medians(type, of: rows, centre: centre).map(text) == oracle(rows, centre: centre).map(text))
        }
    }

    @Test func everyMedianIsTheFourteenthOfTwentySeven() {
        check(.uint8) { UInt8.random(in: 0...255, using: &$0) }
        check(.uint8) { UInt8.random(in: 0...2, using: &$0) }
        check(.int8) { Int8.random(in: .min ... .max, using: &$0) }
        check(.uint16) { UInt16.random(in: .min ... .max, using: &$0) }
        check(.int16) { Int16.random(in: .min ... .max, using: &$0) }
        check(.uint32) { UInt32.random(in: .min ... .max, using: &$0) }
        check(.int32) { Int32.random(in: .min ... .max, using: &$0) }
        check(.float16) { Float16.random(in: -1...1, using: &$0) }
        check(.float32) { Float.random(in: -1...1, using: &$0) }
        check(.float64) { Double.random(in: -1...1, using: &$0) }
    }

    /// Numbers of every exponent, NaN of either sign, infinities.
    @Test func notFiniteSamplesHaveTheirPlace() {
        check(.float16) { Float16(bitPattern: UInt16.random(in: .min ... .max, using: &$0) | 1) }
        check(.float32) { Float(bitPattern: UInt32.random(in: .min ... .max, using: &$0) | 1) }
        check(.float64) { Double(bitPattern: UInt64.random(in: .min ... .max, using: &$0) | 1) }
        let values: [Float] = [
            .nan, -.nan, .infinity, -.infinity, -1, 1, -.greatestFiniteMagnitude, .leastNonzeroMagnitude,
        ]
        for _ in 0..<20 { check(.float32) { values.randomElement(using: &$0) ?? 0 } }
        for _ in 0..<20 { check(.float64) { Double(values.randomElement(using: &$0) ?? 0) } }
        for _ in 0..<20 { check(.float16) { Float16(values.randomElement(using: &$0) ?? 0) } }
    }

    @Test func minusZeroIsLessThanZero() {
        var rows = [Float](repeating: 0, count: 27)
        for i in 0..<13 { rows[2 * i] = -0.0 }
        #expect(medians(.float32, of: rows)[0].sign == .plus)
        rows[1] = -0.0
        #expect(medians(.float32, of: rows)[0].sign == .minus)
    }

    @Test func nanStaysAndCountsAsTheGreatest() {
        var rows = [Float](repeating: 1, count: 27)
        for i in 0..<13 { rows[i * 2] = .nan }  // 13 of 27, the centre (index 13) not among them
        #expect(medians(.float32, of: rows) == [1])
        rows[13] = .nan
        #expect(medians(.float32, of: rows)[0].isNaN)
    }
}
