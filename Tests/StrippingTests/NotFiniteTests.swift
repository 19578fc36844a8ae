import Segmentation
import Stripping
import Testing
import VoxelCore
import VoxelKernels

@Suite struct NotFiniteTests {
    @Test func nanIsLithiumAndInfinityIsWhatItComparesAs() throws {
        let shape = VolumeShape(slices: 4, rows: 1, columns: 4)
        var samples = [Float](repeating: 45, count: 16)
        samples[4] = .nan
        samples[5] = .infinity
        samples[6] = -.infinity
        let interface = try Interface(
            firstElectrodeVoxel: 1, geometry: .init(axis: .z, electrode: .high), region: VoxelRegion(shape))
        let stripped = try RigidSodium().strip(
            PhaseVolume(
                MemoryVolume(shape: shape, samples: samples),
                thresholds: PhaseThresholds(na: 100, void: 0)),
            slab: interface.slab(layers: 3, following: .surface, fieldOfView: .everything), findingVoid: true,
            threads: 1)
        #expect(stripped.coverageMap(afterRemoving: 1).values == [.lithium, .sodium, .void, .lithium])
        #expect(stripped.voxels.map(\.notFinite) == [3, 0, 0])
    }
}
