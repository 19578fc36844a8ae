import Phantom
import Registration
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// SSE of phantoms and textures of real scans, moved by whole voxels, so that nothing is interpolated.
@Suite struct TextureTests {
    /// The SSE of a phantom without noise, on the scale of grey levels.
    private func phantom() throws -> (grey: [Float], edge: Int) {
        let edge = 120
        var recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: edge + 16, rows: edge, columns: edge))
        recipe.electrolyteThickness = Double(edge) + 8
        recipe.sampleType = .float32
        recipe.noise = 0
        let volume = try MemoryVolume(of: Phantom(recipe))
        let grey = volume.bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        return (grey.prefix(edge * edge * edge).map { $0 * 0x1p20 }, edge)
    }

    /// A box of a volume from a corner, with noise of its own.
    private func box(
        _ grey: [Float], edge: Int, corner: SIMD3<Int>, extents: VolumeShape, noise: Double, seed: UInt64
    ) -> MemoryVolume {
        var random = TestRandom(seed: seed)
        var values: [Float] = []
        for z in 0..<extents.slices {
            for y in 0..<extents.rows {
                for x in 0..<extents.columns {
                    let place = corner &+ SIMD3(z, y, x)
                    values.append(
                        grey[(place[0] * edge + place[1]) * edge + place[2]] + Float(noise * random.normal()))
                }
            }
        }
        return MemoryVolume(shape: extents, samples: values)
    }

    private func off(_ a: MemoryVolume, _ b: MemoryVolume, _ shift: Triple) throws -> Double {
        let found = try VolumeRegistration(of: whole(b), in: whole(a), searchRadius: 24, threads: 2)
        #expect(found.isAccepted, "\(found.refusal ?? "")")
        #expect(found.angle <= 0.1)
        let off = found.transform.inA(found.centre) - found.centre - shift
        return max(off.max(), -off.min())
    }

    /// The texture that every phantom's SSE has, at noise 30.
    @Test func phantomTexture() throws {
        let (grey, edge) = try phantom()
        let extents = VolumeShape(slices: 96, rows: 96, columns: 96)
        let a = box(grey, edge: edge, corner: [2, 20, 3], extents: extents, noise: 30, seed: 1)
        let b = box(grey, edge: edge, corner: [14, 1, 21], extents: extents, noise: 30, seed: 2)
        #expect(try off(a, b, Triple(12, -19, 18)) <= 0.05)
    }

    @Test(.enabled(if: Samples.isAvailable, "SIMSTRIP_DATA names no folder of volumes"))
    func cement() throws {
        let volume = try MemoryVolume(of: Volume.open(Samples.path("volumes/qim3d_cement_128.tif")))
        let edge = volume.shape.rows
        let grey = volume.bytes.map { Float($0) }
        let mean = grey.reduce(0, +) / Float(grey.count)
        let spread = (grey.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(grey.count)).squareRoot()
        // As strong as the texture of a phantom's SSE behind its blur.
        let scaled = grey.map { $0 * 13.5 / spread }
        let extents = VolumeShape(slices: 80, rows: 80, columns: 80)
        let a = box(scaled, edge: edge, corner: [14, 20, 2], extents: extents, noise: 10, seed: 5)
        let b = box(scaled, edge: edge, corner: [24, 8, 19], extents: extents, noise: 10, seed: 6)
        #expect(try off(a, b, Triple(10, -12, 17)) <= 0.05)
        // Another place of the same sample is another place.
        let extent = VolumeShape(slices: 48, rows: 48, columns: 48)
        let here = box(scaled, edge: edge, corner: [0, 0, 0], extents: extent, noise: 15, seed: 7)
        let there = box(scaled, edge: edge, corner: [72, 72, 72], extents: extent, noise: 15, seed: 8)
        #expect(try !VolumeRegistration(of: whole(there), in: whole(here), searchRadius: 8, threads: 2).isAccepted)
    }
}
