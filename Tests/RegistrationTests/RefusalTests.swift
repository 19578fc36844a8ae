import Registration
import TestSupport
import Testing
import VoxelCore

/// What cannot be registered is refused, with the reason.
@Suite struct RefusalTests {
    private let extents = VolumeShape(slices: 48, rows: 48, columns: 48)

    private func volume(_ grey: [Float]) -> MemoryVolume { MemoryVolume(shape: extents, samples: grey) }

    private func found(_ a: [Float], _ b: [Float]) throws -> VolumeRegistration {
        try VolumeRegistration(of: whole(volume(b)), in: whole(volume(a)), searchRadius: 12, threads: 2)
    }

    /// Rings about the middle of every slice, the same for every scan of a detector.
    private func rings(_ amplitude: Float) -> [Float] {
        var random = TestRandom(seed: 77)
        // They change from slice to slice, as rows of a detector do.
        let white = (0..<(extents.slices + 2) * 66).map { _ in Float(random.normal()) }
        let profile = (0..<extents.slices * 64).map { index in
            let start = index / 64 * 66 + index % 64
            // Of standard deviation 1.
            return [0, 1, 2].reduce(0) { sum, z in
                sum + white[start + z * 66] + white[start + z * 66 + 1] + white[start + z * 66 + 2]
            } / 3
        }
        return (0..<extents.count).map { index in
            let row = Double(index / extents.columns % extents.rows) - 23.5
            let column = Double(index % extents.columns) - 23.5
            let radius = (row * row + column * column).squareRoot()
            let low = Int(radius)
            let part = Float(radius - Double(low))
            let own = profile[index / (extents.rows * extents.columns) * 64..<profile.count]
            return amplitude * (own[own.startIndex + low] * (1 - part) + own[own.startIndex + low + 1] * part)
        }
    }

    @Test(arguments: [5.0, 30])
    func unrelatedScansAreRefused(noise: Double) throws {
        let a = BlobScans(extents: extents, seed: 21, noise: noise).a()
        let b = BlobScans(extents: extents, seed: 22, noise: noise).a()
        let result = try found(a, b)
        #expect(!result.isAccepted)
        #expect(result.refusal?.contains("no shift and rotation was found") == true, "\(result.refusal ?? "")")
        #expect(result.quality.agreement < 0.3)
    }

    /// SSE without structure: noise alone.
    @Test func plainElectrolyteIsRefused() throws {
        let scans = BlobScans(extents: extents, seed: 23, contrast: 0)
        let result = try found(scans.a(), scans.b())
        #expect(!result.isAccepted)
        #expect(result.refusal?.contains("no structure") == true, "\(result.refusal ?? "")")
    }

    @Test func ringsAreNoTexture() throws {
        let rings = rings(40)
        let a = zip(BlobScans(extents: extents, seed: 24, contrast: 3, noise: 3).a(), rings).map { $0 + $1 }
        let b = zip(BlobScans(extents: extents, seed: 25, contrast: 3, noise: 3).a(), rings).map { $0 + $1 }
        let result = try found(a, b)
        #expect(!result.isAccepted, "\(result.quality)")
        #expect(
            result.refusal?.contains("rings about the scanner's axis") == true,
            "\(result.refusal ?? ""), \(result.quality.ringShare ?? .nan)")
    }

    @Test func textureBesideRingsIsFound() throws {
        let rings = rings(5)
        let scans = BlobScans(extents: extents, seed: 26, shift: Triple(3.4, -2.7, 4.6), noise: 10)
        let result = try found(
            zip(scans.a(), rings).map { $0 + $1 }, zip(scans.b(), rings).map { $0 + $1 })
        #expect(result.isAccepted, "\(result.refusal ?? "")")
        #expect((result.shift - scans.shift).length < 0.15, "\(result.shift)")
    }

    @Test func constantGreyIsRefused() throws {
        let flat = [Float](repeating: 150, count: extents.count)
        let result = try found(flat, flat)
        #expect(!result.isAccepted)
        #expect(result.refusal?.contains("no structure") == true, "\(result.refusal ?? "")")
        #expect(result.shift == .zero)
        #expect(try !found(BlobScans(extents: extents).a(), flat).isAccepted)
    }

    @Test func nothingMeasuredIsAnError() throws {
        let nothing = volume([Float](repeating: .nan, count: extents.count))
        let something = volume(BlobScans(extents: extents).a())
        for (a, b, name) in [(nothing, something, "scan A"), (something, nothing, "scan B")] {
            let error = #expect(throws: SimstripError.self) {
                try VolumeRegistration(of: whole(b), in: whole(a), searchRadius: 8)
            }
            #expect(error?.kind == .data)
            #expect(error?.description.contains(name) == true)
        }
    }

    @Test func smallBoxesAndBoxesOutsideAreErrors() throws {
        let scan = volume(BlobScans(extents: extents, noise: 0).a())
        let small = try ElectrolyteBox(
            source: scan, box: VoxelRegion(slices: 0..<20, rows: 0..<40, columns: 0..<48))
        let error = #expect(throws: SimstripError.self) {
            try VolumeRegistration(of: small, in: whole(scan), searchRadius: 8)
        }
        #expect(error?.description.contains("20 × 40 × 48") == true)
        let outside = #expect(throws: SimstripError.self) {
            try ElectrolyteBox(source: scan, box: VoxelRegion(slices: 0..<49, rows: 0..<40, columns: 0..<48))
        }
        #expect(outside?.description.contains("0 … 49") == true)
        #expect(throws: SimstripError.self) {
            try VolumeRegistration(of: whole(scan), in: whole(scan), searchRadius: 0)
        }
    }
}
