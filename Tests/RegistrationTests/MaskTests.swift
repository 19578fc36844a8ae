import Registration
import TestSupport
import Testing
import VoxelCore

/// Only what is SSE and was measured is compared.
@Suite struct MaskTests {
    private let extents = VolumeShape(slices: 56, rows: 64, columns: 64)
    private let shift = Triple(2.4, -3.3, 4.6)

    /// Below slice 40 of A the SSE, above an electrode of stronger contrast that moved elsewhere.
    private func scans() -> (a: [Float], b: [Float]) {
        let electrolyte = BlobScans(extents: extents, seed: 31, shift: shift, noise: 10)
        let electrode = BlobScans(extents: extents, seed: 32, shift: Triple(2.4, 5.2, -6.1), contrast: 60, noise: 10)
        let (below, above) = ((electrolyte.a(), electrolyte.b()), (electrode.a(), electrode.b()))
        return (
            below.0.indices.map { slice($0) < 40 ? below.0[$0] : above.0[$0] },
            below.1.indices.map { slice($0) < 38 ? below.1[$0] : above.1[$0] }
        )
    }

    private func slice(_ index: Int) -> Int { index / (extents.rows * extents.columns) }

    private func isInDisk(_ index: Int) -> Bool {
        let row = Double(index / extents.columns % extents.rows) - 31.5
        let column = Double(index % extents.columns) - 31.5
        return row * row + column * column < 31 * 31
    }

    private func box(_ grey: [Float], thickness: Int?, fill: Double? = nil) throws -> ElectrolyteBox {
        let volume = MemoryVolume(shape: extents, samples: grey)
        let positions = thickness.map {
            Map(rows: extents.rows, columns: extents.columns, repeating: 0..<$0)
        }
        return try ElectrolyteBox(
            source: volume, box: VoxelRegion(extents), positions: positions, fill: fill)
    }

    @Test func theElectrodeIsLeftOut() throws {
        let (a, b) = scans()
        let found = try VolumeRegistration(
            of: box(b, thickness: 36), in: box(a, thickness: 38), searchRadius: 16, threads: 2)
        #expect(found.isAccepted, "\(found.refusal ?? "")")
        #expect((found.shift - shift).length < 0.05, "\(found.shift)")
        // Seen as a whole, the electrode is what is found, or nothing is.
        let other = try VolumeRegistration(
            of: box(b, thickness: nil), in: box(a, thickness: nil), searchRadius: 16, threads: 2)
        #expect(!other.isAccepted || (other.shift - shift).length > 1)
    }

    /// The rim of a circular reconstruction lies at the same place in both scans.
    @Test(arguments: [0.0, .nan])
    func theRimIsLeftOut(rim: Float) throws {
        let scans = BlobScans(extents: extents, seed: 33, shift: shift, noise: 10)
        let a = scans.a().enumerated().map { isInDisk($0.offset) ? $0.element : rim }
        let b = scans.b().enumerated().map { isInDisk($0.offset) ? $0.element : rim }
        let found = try VolumeRegistration(
            of: box(b, thickness: nil, fill: 0), in: box(a, thickness: nil, fill: 0), searchRadius: 16, threads: 2)
        #expect(found.isAccepted, "\(found.refusal ?? "")")
        #expect((found.shift - shift).length < 0.05, "\(found.shift)")
        #expect((found.rotation).length < 0.05)
    }

    /// Columns that are outside have no positions at all, along any axis.
    @Test func columnsMayBeOutside() throws {
        let scans = BlobScans(extents: extents, seed: 34, shift: shift, noise: 10)
        let positions = Map(
            rows: extents.slices, columns: extents.columns,
            values: (0..<extents.slices * extents.columns).map { $0 % extents.columns < 20 ? 0..<0 : 4..<62 })
        let junk = BlobScans(extents: extents, seed: 35, contrast: 100).a()
        let masked = { (grey: [Float]) in
            let all = zip(grey, junk).enumerated().map { index, pair in
                index % self.extents.columns < 20 ? pair.1 : pair.0
            }
            return try ElectrolyteBox(
                source: MemoryVolume(shape: self.extents, samples: all), box: VoxelRegion(self.extents), axis: .y,
                positions: positions)
        }
        let found = try VolumeRegistration(of: masked(scans.b()), in: masked(scans.a()), searchRadius: 16, threads: 2)
        #expect(found.isAccepted, "\(found.refusal ?? "")")
        #expect((found.shift - shift).length < 0.05, "\(found.shift)")
    }
}
