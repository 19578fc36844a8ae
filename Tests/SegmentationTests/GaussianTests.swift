import Foundation
import Segmentation
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

@Suite struct GaussianTests {
    /// Sums of samples and of their weights over a slice, tap by tap, as the filter is defined: every sum in Float, from 0
    /// on, in the order of the taps, along z, then y, then x.
    private func literal<T: Sample>(_ samples: [T], _ shape: VolumeShape, sigma: Double) -> [Float] {
        let radius = Int(4 * sigma + 0.5)
        let raw = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
        let total = raw.reduce(0, +)
        let taps = raw.map { Float($0 / total) }
        func mirrored(_ index: Int, _ extent: Int) -> Int {
            var index = index
            while !(0..<extent).contains(index) { index = index < 0 ? -1 - index : 2 * extent - 1 - index }
            return index
        }
        let flat = { (z: Int, y: Int, x: Int) in (z * shape.rows + y) * shape.columns + x }
        var sums = samples.map { $0.isFinite ? Float($0.grey) : 0 }
        var weights = samples.map { $0.isFinite ? Float(1) : 0 }
        for (along, axis) in Axis.allCases.enumerated() {
            let (oldSums, oldWeights) = (sums, weights)
            for z in 0..<shape.slices {
                for y in 0..<shape.rows {
                    for x in 0..<shape.columns {
                        var (sum, weight): (Float, Float) = (0, 0)
                        for (tap, factor) in taps.enumerated() {
                            var voxel = [z, y, x]
                            voxel[along] = mirrored(voxel[along] + tap - radius, shape[axis])
                            let index = flat(voxel[0], voxel[1], voxel[2])
                            // Along z a sample that is not finite is left out; later a sum of nothing is 0.
                            if axis == .z, oldWeights[index] == 0 { continue }
                            sum += factor * oldSums[index]
                            weight += factor * oldWeights[index]
                        }
                        sums[flat(z, y, x)] = sum
                        weights[flat(z, y, x)] = weight
                    }
                }
            }
        }
        return samples.indices.map { samples[$0].isFinite ? sums[$0] / weights[$0] : .nan }
    }

    private func window(
        of source: any VolumeSource, _ reader: any VolumeReader, _ slice: Int, _ rows: Range<Int>, _ columns: Range<Int>
    ) throws -> [UInt32] {
        var values = [Float](repeating: 0, count: rows.count * columns.count)
        try values.withUnsafeMutableBytes { try reader.read(slice: slice, rows: rows, columns: columns, into: $0) }
        return values.map(\.bitPattern)
    }

    /// Whole slices and windows, in any order, with one reader.
    private func check<T: Sample>(_ type: SampleType, _ samples: [T], _ shape: VolumeShape, sigma: Double) throws {
        let filtered = GaussianFiltered(MemoryVolume(shape: shape, samples: samples), sigma: sigma)
        let expected = literal(samples, shape, sigma: sigma)
        let reader = try filtered.makeReader()
        let windows = [
            (0..<shape.rows, 0..<shape.columns), (shape.rows / 2..<shape.rows, 0..<shape.columns / 2 + 1),
            (0..<1, shape.columns - 1..<shape.columns), (shape.rows / 3..<shape.rows / 3 + 1, 0..<shape.columns),
        ]
        for (rows, columns) in windows {
            for slice in Array(0..<shape.slices) + [shape.slices / 2, 0] {
                let seen = try window(of: filtered, reader, slice, rows, columns)
                let part = rows.flatMap { row in
                    columns.map { expected[(slice * shape.rows + row) * shape.columns + $0].bitPattern }
                }
                #expect(seen == part, "\(type), σ \(sigma), slice \(slice), \(rows), \(columns)")
            }
        }
    }

    private static let shapes = [
        VolumeShape(slices: 7, rows: 9, columns: 37), VolumeShape(slices: 1, rows: 1, columns: 1),
        VolumeShape(slices: 3, rows: 40, columns: 5), VolumeShape(slices: 16, rows: 2, columns: 18),
    ]

    @Test(arguments: [0.1, 0.5, 1, 2.3])
    func everyBitIsThatOfTheLiteralSums(sigma: Double) throws {
        var random = TestRandom(seed: 21)
        for shape in Self.shapes {
            let bytes = (0..<shape.count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            try check(.uint8, bytes, shape, sigma: sigma)
            try check(.uint16, bytes.map { UInt16($0) * 257 }, shape, sigma: sigma)
            try check(.int16, bytes.map { Int16($0) * 128 - 16_384 }, shape, sigma: sigma)
            try check(.int32, bytes.map { Int32($0) * 8_388_609 - 1_000_000_007 }, shape, sigma: sigma)
            try check(.float16, bytes.map { Float16($0) / 7 }, shape, sigma: sigma)
            try check(.float32, bytes.map { (Float($0) - 100) * 1e-4 }, shape, sigma: sigma)
            try check(.float64, bytes.map { Double($0) / 3 }, shape, sigma: sigma)
        }
    }

    @Test(arguments: [0.5, 1.5])
    func everyBitIsThatOfTheLiteralSumsWhereSamplesAreNotFinite(sigma: Double) throws {
        var random = TestRandom(seed: 22)
        for shape in Self.shapes {
            for share in [0.01, 0.3, 1] {
                let strange: [Float] = [.nan, .infinity, -.infinity]
                let samples = (0..<shape.count).map { _ -> Float in
                    Double.random(in: 0..<1, using: &random) < share
                        ? strange[Int.random(in: 0..<3, using: &random)] : Float.random(in: -1...1, using: &random)
                }
                try check(.float32, samples, shape, sigma: sigma)
                try check(.float64, samples.map { Double($0) }, shape, sigma: sigma)
            }
        }
        // A circle of measured samples, as reconstructions have, and samples that are finite but too large for their sums.
        let shape = VolumeShape(slices: 5, rows: 31, columns: 31)
        let disk = (0..<shape.count).map { index -> Float in
            let (row, column) = (index / 31 % 31 - 15, index % 31 - 15)
            return row * row + column * column <= 200 ? Float(index % 97) : .nan
        }
        try check(.float32, disk, shape, sigma: sigma)
        try check(.float32, disk.map { $0 < 3 ? .greatestFiniteMagnitude : $0 }, shape, sigma: sigma)
        try check(.float64, disk.map { $0 < 3 ? 1e300 : Double($0) }, shape, sigma: sigma)
    }
}
