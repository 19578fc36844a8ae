import Registration
import TestSupport
import VoxelCore

/// Two scans of one SSE: round grains whose greys are known at every point, so that nothing is interpolated.
///
/// A grain is a Gaussian, brighter or darker than the mean, as wide as the texture of a phantom's SSE behind its blur
/// (1.57 voxels). A point p of B shows what A shows at middle + shift + scale · rotation (p − middle).
struct BlobScans {
    var extents = VolumeShape(slices: 64, rows: 64, columns: 64)
    var seed: UInt64 = 1
    var shift = Triple.zero
    var rotation = Rotation.none
    var scale = 1.0
    /// The edge of B's voxels in those of A.
    var edge = 1.0
    /// The standard deviation of the texture, in grey levels.
    var contrast = 13.5
    /// The standard deviation of the noise, drawn for each scan.
    var noise = 30.0

    private static let width = 1.57
    /// Grains per voxel.
    private static let density = 0.03
    /// How far beyond A there are grains.
    private static let margin = 32.0

    /// The middle about which B is turned, in either scan's space.
    var middle: Triple { Triple(extents.extents.map { Double($0) }) / 2 }

    /// The greys of scan A.
    func a() -> [Float] {
        scan(extents, noise: seed &* 2 &+ 1000, edge: 1) {
            $0
        } width: {
            Self.width
        }
    }

    /// The extents of scan B.
    var extentsOfB: VolumeShape {
        VolumeShape(
            slices: Int(Double(extents.slices) / edge), rows: Int(Double(extents.rows) / edge),
            columns: Int(Double(extents.columns) / edge))
    }

    /// The greys of scan B.
    func b() -> [Float] {
        let back = rotation.inverse
        return scan(extentsOfB, noise: seed &* 2 &+ 1001, edge: edge) {
            middle + back($0 - middle - shift) / scale
        } width: {
            Self.width / scale
        }
    }

    /// Where a point of B's space lies in A's.
    func truth(_ point: Triple) -> Triple { middle + shift + scale * rotation(point - middle) }

    private func scan(
        _ shape: VolumeShape, noise seedOfNoise: UInt64, edge: Double, place: (Triple) -> Triple, width: () -> Double
    ) -> [Float] {
        var random = TestRandom(seed: seed)
        let wide = Triple(extents.extents.map { Double($0) }) + 2 * Self.margin
        let count = Int(Self.density * wide[0] * wide[1] * wide[2])
        var grey = [Float](repeating: 0, count: shape.count)
        // The variance of a sum of Gaussians of random height.
        let height = contrast / (Self.density * 5.568 * Self.width * Self.width * Self.width).squareRoot()
        let deviation = width() / edge
        for _ in 0..<count {
            let unit = (0..<3).map { _ in Double(random.next() >> 11) * 0x1p-53 }
            let sign = random.next() & 1 == 0 ? height : -height
            let centre = place(Triple(unit) * wide - Self.margin) / edge - 0.5
            let lines = (0..<3).map { axis -> (first: Int, values: [Float]) in
                let reach = 4 * deviation
                let first = max(0, Int((centre[axis] - reach).rounded(.up)))
                let last = min(shape.extents[axis] - 1, Int((centre[axis] + reach).rounded(.down)))
                guard first <= last else { return (0, []) }
                return (
                    first,
                    (first...last).map {
                        let off = (Double($0) - centre[axis]) / deviation
                        return Float(PortableMath.exponential(-off * off / 2))
                    }
                )
            }
            for (z, ofZ) in lines[0].values.enumerated() {
                for (y, ofY) in lines[1].values.enumerated() {
                    let start =
                        ((lines[0].first + z) * shape.rows + lines[1].first + y) * shape.columns + lines[2].first
                    let both = Float(sign) * ofZ * ofY
                    for (x, ofX) in lines[2].values.enumerated() { grey[start + x] += both * ofX }
                }
            }
        }
        var own = TestRandom(seed: seedOfNoise)
        return grey.map { 150 + $0 + Float(noise * own.normal()) }
    }
}

extension BlobScans {
    /// What is found, of boxes that are the whole scans.
    func registration(searchRadius: Int = 24, threads: Int = 2) throws -> VolumeRegistration {
        try VolumeRegistration(
            of: whole(MemoryVolume(shape: extentsOfB, samples: b()), edge: edge),
            in: whole(MemoryVolume(shape: extents, samples: a())), searchRadius: searchRadius, threads: threads)
    }
}

/// All of a scan.
func whole(_ volume: MemoryVolume, edge: Double = 1, fill: Double? = nil) throws -> ElectrolyteBox {
    try ElectrolyteBox(
        source: volume, box: VoxelRegion(volume.shape), edges: VoxelSize(cubic: .um(edge)), fill: fill)
}
