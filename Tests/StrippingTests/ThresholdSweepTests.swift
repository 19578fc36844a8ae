import Segmentation
import Stripping
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

/// The sweep against a run of its own for every threshold.
@Suite struct ThresholdSweepTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let type: SampleType
        let geometry: StrippingGeometry
        let course: LayerCourse
        let isDenoised: Bool
        var testDescription: String {
            "\(type) \(geometry.axis) \(geometry.electrode) \(course)\(isDenoised ? " median" : "")"
        }
    }

    static let cases = SampleType.allCases.flatMap { type in
        Axis.allCases.flatMap { axis in
            ElectrodeSide.allCases.flatMap { electrode in
                [(LayerCourse.surface, true), (.plane, false)].map { course, isDenoised in
                    Case(
                        type: type, geometry: StrippingGeometry(axis: axis, electrode: electrode), course: course,
                        isDenoised: isDenoised)
                }
            }
        }
    }

    private static let shape = VolumeShape(slices: 17, rows: 19, columns: 18)

    /// Random grey values from 0 to 120; some NaN and infinities where the type has them.
    private static func volume(_ type: SampleType) -> MemoryVolume {
        var random = TestRandom(seed: 11)
        let greys = (0..<shape.count).map { _ in
            let kind = type.isFloatingPoint ? UInt8.random(in: 0..<100, using: &random) : 99
            let value = Double.random(in: 0..<120, using: &random)
            return kind == 0 ? .nan : kind == 1 ? .infinity : kind == 2 ? -.infinity : value
        }
        let grid = GreyGrid(shape: shape, values: greys)
        return switch type {
        case .uint8: grid.volume { UInt8($0) }
        case .uint16: grid.volume { UInt16($0 * 400) }
        case .uint32: grid.volume { UInt32($0 * 1e6) }
        case .int8: grid.volume { Int8($0 - 60) }
        case .int16: grid.volume { Int16($0 * 400 - 24_000) }
        case .int32: grid.volume { Int32($0 * 1e6 - 6e7) }
        case .float16: grid.volume { Float16($0) }
        case .float32: grid.volume { Float($0 * 1e-6 - 2e-5) }
        case .float64: grid.volume { $0 * 1e-6 }
        }
    }

    private static func slab(_ test: Case) throws -> Slab {
        var random = TestRandom(seed: 12)
        let mapAxes = test.geometry.axis.ofMap
        var heights = Map(rows: shape[mapAxes.rows], columns: shape[mapAxes.columns], repeating: Float(0))
        for index in heights.values.indices {
            let isOutside = UInt8.random(in: 0..<20, using: &random) == 0
            heights.values[index] = isOutside ? .nan : Float.random(in: 7...9, using: &random)
        }
        let interface = Interface(
            method: "test", geometry: test.geometry, region: VoxelRegion(shape), heights: heights)
        return try interface.slab(layers: 5, following: test.course, fieldOfView: .everything)
    }

    @Test(arguments: cases)
    func everyThresholdIsARunOfItsOwn(_ test: Case) throws {
        let volume = Self.volume(test.type)
        let grey: any VolumeSource = test.isDenoised ? MedianFiltered(volume) : volume
        let slab = try Self.slab(test)
        let used = 0.3 * (test.type == .float32 || test.type == .float64 ? 1e-4 : 100)
        let sweeps = try [1, 2, 7].map {
            try ThresholdSweep(of: grey, slab: slab, around: used, threads: $0)
        }
        let sweep = sweeps[0]
        #expect(sweeps[1] == sweep)
        #expect(sweeps[2] == sweep)
        #expect(sweep.thresholds.count > 50)

        let every = max(1, sweep.thresholds.count / 12)
        var thresholds = stride(from: 0, to: sweep.thresholds.count, by: every).map { sweep.thresholds[$0] }
        thresholds += [sweep.thresholds.last ?? 0, used, used - sweep.step, used + sweep.step]
        if RunningMaxima.everyValue(of: test.type) != nil {
            // Here every threshold is known, also those between rows and beyond them.
            thresholds += thresholds.map { $0 + 0.5 } + [-1e6, 1e6]
        }
        for threshold in thresholds {
            let stripped = try RigidSodium().strip(
                PhaseVolume(grey, thresholds: PhaseThresholds(na: threshold)), slab: slab,
                findingVoid: false, threads: 2)
            let curve = CoverageCurve(stripped, voxelSize: nil)
            let swept = (0...slab.layers).map { sweep.naCoverage(atThreshold: threshold, afterRemoving: $0) }
            #expect(swept == curve.points.map(\.naCoverage), "threshold \(threshold)")
        }
    }

    @Test func rowsAreTheValuesAtWhichTheCurveChanges() throws {
        let test = Case(
            type: .uint8, geometry: StrippingGeometry(axis: .z, electrode: .high), course: .surface, isDenoised: false)
        let slab = try Self.slab(test)
        let sweep = try ThresholdSweep(of: Self.volume(.uint8), slab: slab, around: 60, threads: 2)
        let change = (1...255).map(Double.init).filter { threshold in
            (1...slab.layers).contains { n in
                sweep.naCoverage(atThreshold: threshold, afterRemoving: n)
                    != sweep.naCoverage(atThreshold: threshold + 1, afterRemoving: n)
            }
        }
        #expect(sweep.thresholds.filter { $0 > 0 } == change)
    }

    @Test func layersWithoutAFiniteValueReachNoListedThreshold() throws {
        let shape = VolumeShape(slices: 4, rows: 3, columns: 3)
        let volume = MemoryVolume(shape: shape, samples: [Float](repeating: .nan, count: shape.count))
        let interface = try Interface(
            firstElectrodeVoxel: 1, geometry: StrippingGeometry(axis: .z, electrode: .high),
            region: VoxelRegion(shape))
        let slab = try interface.slab(layers: 2, following: .surface, fieldOfView: .everything)
        let sweep = try ThresholdSweep(of: volume, slab: slab, around: 5, threads: 1)
        #expect(sweep.thresholds == [5])
        #expect(sweep.naCoverage(atThreshold: 5, afterRemoving: 2) == 0)
    }
}
