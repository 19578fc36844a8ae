import Testing
import VoxelCore

import VoxelKernels

@Suite struct LabellingTests {
    private func labels<T: Sample>(_ samples: [T], _ type: SampleType, na: Double, void: Double?) -> [UInt8] {
        var labels = [UInt8](repeating: 99, count: samples.count)
        samples.withUnsafeBytes { bytes in
            labels.withUnsafeMutableBufferPointer {
                labelPhases(RawSamples(type, bytes), thresholds: PhaseThresholds(na: na, void: void), into: $0)
            }
        }
        return labels
    }

    /// Every sample compared as a Double, as DEFINITIONS says it.
    private func oracle<T: Sample>(_ samples: [T], na: Double, void: Double?) -> [UInt8] {
        samples.map { sample in
            if sample.grey >= na { return 2 }
            if let void, sample.grey <= void { return 3 }
            return 1
        }
    }

    private func check<T: Sample>(_ type: SampleType, _ samples: [T]) {
        for na in [-1e9, -3, 0, 0.5, 100, 100.5, 127, 128, 255, 255.5, 65_535, 70_000, 1e12] {
            for void in [nil, -5, 0, 0.25, 99.5, 1e9] as [Double?] where void.map({ $0 < na }) ?? true {
                #expect(
                    labels(samples, type, na: na, void: void) == oracle(samples, na: na, void: void),
                    "\(type) na \(na) void \(String(describing: void))")
            }
        }
    }

    @Test func everyTypeAgreesWithComparingAsReals() {
        check(.uint8, (0...255).map { UInt8($0) })
        check(.int8, (-128...127).map { Int8($0) })
        check(.uint16, stride(from: 0, through: 65_535, by: 5).map { UInt16($0) })
        check(.int16, stride(from: -32_768, through: 32_767, by: 7).map { Int16($0) })
        check(.uint32, [0, 1, 100, 101, 70_000, .max] as [UInt32])
        check(.int32, [.min, -3, 0, 100, 101, .max] as [Int32])
        check(.float16, [-3, 0, 0.25, 0.5, 99.5, 100, 128] as [Float16])
        check(.float32, [-3, 0, 0.25, 0.5, 99.5, 100, Float(100).nextUp, Float(100).nextDown, 1e12] as [Float])
        check(.float64, [-3, 0, 0.25, 0.5, 99.5, 100, 100.0.nextUp, 100.0.nextDown, 1e12] as [Double])
    }

    @Test func aThresholdBetweenTwoFloatsCutsBetweenThem() {
        let threshold = 0.1  // no Float has this value
        let above = Float(threshold)
        #expect(Double(above) > threshold)
        #expect(labels([above.nextDown, above], .float32, na: threshold, void: nil) == [1, 2])
    }

    @Test func whatIsNotFiniteIsMarked() {
        let samples: [Float] = [.nan, .infinity, -.infinity, 5]
        let mark = Phase.notFiniteMark
        #expect(labels(samples, .float32, na: 100, void: 0) == [1 | mark, 2 | mark, 3 | mark, 1])
        #expect(labels(samples, .float32, na: 100, void: nil) == [1 | mark, 2 | mark, 1 | mark, 1])
    }
}
