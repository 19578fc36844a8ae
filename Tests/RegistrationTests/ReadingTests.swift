import Registration
import TestSupport
import Testing
import VoxelCore

/// What is read, and who is told.
@Suite struct ReadingTests {
    private let scans = BlobScans(
        extents: VolumeShape(slices: 44, rows: 48, columns: 52), seed: 41, shift: Triple(1.6, -2.3, 3.4), noise: 10)

    /// A box of a large volume, of which no other sample is there to be read.
    private func box(_ grey: [Float], at corner: SIMD3<Int>) throws -> ElectrolyteBox {
        let region = VoxelRegion(
            slices: corner[0]..<corner[0] + 44, rows: corner[1]..<corner[1] + 48,
            columns: corner[2]..<corner[2] + 52)
        let volume = MemoryVolume(
            shape: VolumeShape(slices: 2000, rows: 6464, columns: 6464), region: region, type: .float32,
            bytes: grey.withUnsafeBytes { Array($0) })
        return try ElectrolyteBox(source: volume, box: region)
    }

    /// Boxes are read and nothing else; the shift is that of the volumes.
    @Test func boxesMayLieAnywhere() throws {
        let found = try VolumeRegistration(
            of: box(scans.b(), at: [1207, 3010, 6400]), in: box(scans.a(), at: [1200, 3014, 6391]), searchRadius: 16,
            threads: 2)
        #expect(found.isAccepted, "\(found.refusal ?? "")")
        #expect((found.shift - (scans.shift + Triple(-7, 4, -9))).length < 0.06, "\(found.shift)")
        #expect((found.centre - Triple(1229, 3034, 6426)).length < 12)
    }

    @Test func progressIsToldAndMayEndTheWork() throws {
        let (a, b) = try (box(scans.a(), at: [0, 0, 0]), box(scans.b(), at: [0, 0, 0]))
        let stages = Guarded<[String]>([])
        _ = try VolumeRegistration(of: b, in: a, searchRadius: 8, threads: 2) { event in
            #expect(event.done <= event.total)
            stages.withLock { if $0.last != event.stage { $0.append(event.stage) } }
        }
        #expect(
            stages.withLock { $0 } == [
                VolumeRegistration.searchStage, VolumeRegistration.blockStage, VolumeRegistration.fitStage,
            ])
        struct Enough: Error {}
        for stage in [VolumeRegistration.searchStage, VolumeRegistration.blockStage, VolumeRegistration.fitStage] {
            #expect(throws: Enough.self) {
                try VolumeRegistration(of: b, in: a, searchRadius: 8, threads: 2) {
                    if $0.stage == stage { throw Enough() }
                }
            }
        }
    }
}
