import Registration
import Testing
import VoxelCore

/// Movements that are known are found, at the noise of a bad scan: its standard deviation 30 grey levels, the texture's 13.5.
@Suite struct KnownMovementTests {
    /// How far off what was found is, at B's middle in voxels, and the rotation in degrees.
    private func errors(_ found: VolumeRegistration, _ scans: BlobScans) -> (shift: Double, rotation: Double) {
        let off = found.transform.inA(scans.middle / scans.edge) - scans.truth(scans.middle)
        let turn = Rotation(degrees: found.rotation).after(scans.rotation.inverse).degrees
        return (max(abs(off.max()), abs(off.min())), turn.length)
    }

    @Test(arguments: [
        (Triple(0.37, -0.61, 0.18), Triple(0, 0, 0)), (Triple(-12.3, 19.6, 4.45), Triple(0.3, -0.55, 0.75)),
    ])
    func shiftAndRotationAreFound(shift: Triple, rotation: Triple) throws {
        let scans = BlobScans(
            extents: VolumeShape(slices: 80, rows: 88, columns: 92), seed: 5, shift: shift,
            rotation: Rotation(degrees: rotation))
        let found = try scans.registration()
        let off = errors(found, scans)
        #expect(found.isAccepted, "\(found.refusal ?? "")")
        #expect(off.shift <= 0.05, "\(found.shift), \(found.rotation)")
        #expect(off.rotation <= 0.1, "\(found.rotation)")
        #expect(found.warnings.isEmpty)
        // The shift is where B's SSE lies in A's grid, said at the centre.
        let moved = found.transform.inA(found.centre) - found.centre
        #expect((moved - found.shift).length < 1e-9)
        let corner = Triple(1, 2, 3)
        #expect((found.transform.inB(found.transform.inA(corner)) - corner).length < 1e-9)
        #expect((found.transform.inA(corner) - scans.truth(corner)).length < 0.2)
        // What is said to be uncertain is what is off, within a few times.
        let error = try #require(found.errors)
        #expect(error.shift.max() < 0.05 && error.shift.min() > 0.003)
        #expect(error.rotation.max() < 0.12)
    }

    @Test func aScaleIsFoundAndNamed() throws {
        let scans = BlobScans(
            extents: VolumeShape(slices: 68, rows: 68, columns: 68), seed: 6, shift: Triple(2.2, -3.3, 5.1),
            rotation: Rotation(degrees: Triple(0.2, 0.1, -0.3)), scale: 1.005, noise: 15)
        let found = try scans.registration()
        #expect(found.isAccepted, "\(found.refusal ?? "")")
        #expect(abs(found.scale - 1.005) < 0.001)
        #expect(errors(found, scans).shift <= 0.05)
        #expect(found.warnings.map(\.code) == ["registration_scale"])
        #expect(found.warnings.first?.message.contains("% larger") == true)
    }

    /// B's voxels are 1.4 times as large, as their sizes say: that is no scale.
    @Test func voxelSizesAreTakenIntoAccount() throws {
        let scans = BlobScans(
            extents: VolumeShape(slices: 84, rows: 84, columns: 84), seed: 7, shift: Triple(3.2, -4.1, 2.6),
            rotation: Rotation(degrees: Triple(0.2, 0.4, -0.3)), edge: 1.4, noise: 15)
        let found = try scans.registration()
        #expect(found.isAccepted, "\(found.refusal ?? "")")
        #expect(abs(found.scale - 1) < 0.001)
        #expect(errors(found, scans).shift <= 0.05)
        #expect(errors(found, scans).rotation <= 0.1)
        #expect(found.warnings.isEmpty)
    }

    @Test func greysMayDiffer() throws {
        let scans = BlobScans(seed: 8, shift: Triple(1.3, 2.4, -3.2), noise: 10)
        let a = MemoryVolume(shape: scans.extents, samples: scans.a().map { UInt8(max(0, min(255, $0.rounded()))) })
        let b = MemoryVolume(
            shape: scans.extents, samples: scans.b().map { UInt16(max(0, min(65_535, (16_384 + 64 * $0).rounded()))) })
        let small = MemoryVolume(shape: scans.extents, samples: scans.b().map { $0 * 0x1p-20 })
        for other in [b, small] {
            let found = try VolumeRegistration(of: whole(other), in: whole(a), searchRadius: 16, threads: 2)
            #expect(found.isAccepted, "\(found.refusal ?? "")")
            #expect(errors(found, scans).shift <= 0.05, "\(found.shift)")
        }
    }

    @Test func threadsDoNotMatter() throws {
        let scans = BlobScans(
            extents: VolumeShape(slices: 40, rows: 48, columns: 48), seed: 9, shift: Triple(1.3, 2.4, -3.2), noise: 10)
        let one = try scans.registration(searchRadius: 8, threads: 1)
        #expect(one.isAccepted)
        #expect(try scans.registration(searchRadius: 8, threads: 2) == one)
        #expect(try scans.registration(searchRadius: 8, threads: 7) == one)
    }
}
