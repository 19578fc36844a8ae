import TestSupport
import Testing
import VoxelCore
import VoxelKernels

import Segmentation

/// The histogram of the electrode against a walk through its voxels.
@Suite struct ElectrodePartTests {
    static let geometries = Axis.allCases.flatMap { axis in
        ElectrodeSide.allCases.map { StrippingGeometry(axis: axis, electrode: $0) }
    }

    private static let shape = VolumeShape(slices: 34, rows: 36, columns: 38)

    /// Random grey values of at least 1, and 0 outside a disk where one is wanted.
    private static func volume(isDisk: Bool) -> MemoryVolume {
        var random = TestRandom(seed: 21)
        var samples: [UInt8] = []
        for _ in 0..<shape.slices {
            for y in 0..<shape.rows {
                for x in 0..<shape.columns {
                    let (u, v) = (Double(y) - 17.5, Double(x) - 18.5)
                    let isMeasured = !isDisk || u * u + v * v < 17 * 17
                    samples.append(isMeasured ? UInt8.random(in: 1...255, using: &random) : 0)
                }
            }
        }
        return MemoryVolume(shape: shape, samples: samples)
    }

    @Test(arguments: geometries, [false, true])
    func everyElectrodeVoxelIsCountedOnce(geometry: StrippingGeometry, isDisk: Bool) throws {
        let volume = Self.volume(isDisk: isDisk)
        let field = try FieldOfView.detect(in: volume, slices: 0..<Self.shape.slices)
        #expect(field.isLimited == isDisk)
        let region = VoxelRegion(slices: 1..<33, rows: 2..<35, columns: 3..<37)
        let (rows, columns) = (region[geometry.axis.ofMap.rows], region[geometry.axis.ofMap.columns])
        var random = TestRandom(seed: 22)
        var heights = Map(rows: rows.count, columns: columns.count, repeating: Float(0))
        for index in heights.values.indices {
            heights.values[index] =
                .random(in: 0..<20, using: &random) < 1 ? .nan : .random(in: 14..<23, using: &random)
        }
        let slab = try Interface(method: "test", geometry: geometry, region: region, heights: heights)
            .slab(layers: 2, following: .surface, fieldOfView: field)
        var expected = [UInt64](repeating: 0, count: 256)
        for z in region.slices {
            for y in region.rows {
                for x in region.columns {
                    let index = [Axis.z: z, .y: y, .x: x]
                    guard let position = index[geometry.axis], let row = index[geometry.axis.ofMap.rows],
                        let column = index[geometry.axis.ofMap.columns]
                    else { continue }
                    let first = slab.surfaceStart[row - rows.lowerBound, column - columns.lowerBound]
                    let isElectrode = (position - Int(first)) * geometry.electrode.step >= 0
                    if first != Slab.outside, isElectrode, field.columns(ofRow: y, in: x..<x + 1) == x..<x + 1 {
                        expected[Int(volume.bytes[(z * Self.shape.rows + y) * Self.shape.columns + x])] += 1
                    }
                }
            }
        }
        for threads in [1, 3] {
            let histogram = try ElectrodePart(slab, fieldOfView: field).histogram(of: volume, threads: threads)
            #expect(histogram.counts == expected)
        }
    }
}
