import Segmentation
import TestSupport
import Testing
import VoxelCore

@Suite struct FieldOfViewTests {
    private let shape = VolumeShape(slices: 12, rows: 60, columns: 64)

    /// Noise inside a circle, `fill` outside it.
    private func reconstruction(radius: Double, row: Double, column: Double, fill: Float) -> MemoryVolume {
        var random = TestRandom(seed: 4)
        var samples: [Float] = []
        for _ in 0..<shape.slices {
            for y in 0..<shape.rows {
                for x in 0..<shape.columns {
                    let (u, v) = (Double(y) + 0.5 - row, Double(x) + 0.5 - column)
                    let inside = u * u + v * v <= radius * radius
                    // Some voxels inside are 0 as well, as clipped noise is.
                    let noise = Float.random(in: -5...100, using: &random).rounded()
                    samples.append(inside ? max(0, noise) : fill)
                }
            }
        }
        return MemoryVolume(shape: shape, samples: samples)
    }

    @Test(arguments: [Float(0), .nan])
    func theRimOfACircularReconstructionIsFound(fill: Float) throws {
        let (radius, row, column) = (29.0, 30.0, 32.0)
        let field = try FieldOfView.detect(
            in: reconstruction(radius: radius, row: row, column: column, fill: fill), slices: 0..<shape.slices)
        #expect(field.isLimited)
        for y in 0..<shape.rows {
            let range = field.columns(ofRow: y, in: 0..<shape.columns)
            for x in 0..<shape.columns {
                let (u, v) = (Double(y) + 0.5 - row, Double(x) + 0.5 - column)
                let distance = (u * u + v * v).squareRoot()
                // At the very edge a voxel may be 0 by chance.
                if abs(distance - radius) > 1 { #expect(range.contains(x) == (distance < radius)) }
            }
        }
        #expect(field.positions(along: .y, mapRow: 3, mapColumn: 32, in: 0..<60) == 1..<59)
        #expect(field.positions(along: .z, mapRow: 0, mapColumn: 0, in: 0..<12).isEmpty)
        #expect(field.positions(along: .z, mapRow: 30, mapColumn: 30, in: 0..<12) == 0..<12)
    }

    @Test func aCircleThatWasCroppedIsFound() throws {
        let field = try FieldOfView.detect(
            in: reconstruction(radius: 40, row: 20, column: 25, fill: 0), slices: 0..<shape.slices)
        #expect(field.isLimited)
        #expect(!field.columns(ofRow: 59, in: 0..<64).contains(63))
        #expect(field.columns(ofRow: 0, in: 0..<64).contains(10))
    }

    @Test func aFullSliceHasNoRim() throws {
        let field = try FieldOfView.detect(
            in: reconstruction(radius: 100, row: 30, column: 32, fill: 0), slices: 0..<shape.slices)
        #expect(field == .everything)
    }

    @Test func darkCornersOfAnotherShapeAreNoRim() throws {
        var samples = [UInt8](repeating: 90, count: shape.count)
        for slice in 0..<shape.slices {
            for y in 0..<20 { for x in 0..<20 { samples[(slice * shape.rows + y) * shape.columns + x] = 0 } }
        }
        let field = try FieldOfView.detect(
            in: MemoryVolume(shape: shape, samples: samples), slices: 0..<shape.slices)
        #expect(field == .everything)
    }
}
