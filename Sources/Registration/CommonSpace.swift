import VoxelCore

/// Two scans in one space: its unit is the longest edge of any of their voxels, its origin the corner of either volume.
struct CommonSpace: Sendable {
    /// The scan in whose grid the other is to lie.
    let a: ElectrolyteBox
    /// The other.
    let b: ElectrolyteBox
    /// The unit of space in the unit of the scans' edges.
    let unit: Double
    /// The edges of voxels of both.
    let edgesOfA: Triple
    let edgesOfB: Triple
    /// The larger of both along each axis: the step at which the two are compared.
    let coarse: Triple

    init(a: ElectrolyteBox, b: ElectrolyteBox) {
        (self.a, self.b) = (a, b)
        let (ofA, ofB) = (Triple(a.edges.micrometres), Triple(b.edges.micrometres))
        unit = max(ofA.max(), ofB.max())
        edgesOfA = ofA / unit
        edgesOfB = ofB / unit
        coarse = pointwiseMax(edgesOfA, edgesOfB)
    }

    /// How many whole voxels of a scan fit into the larger ones, along each axis.
    func bin(edges: Triple) -> SIMD3<Int> {
        // A little more, so that 1.4 µm are two times 0.7 µm.
        let counts = (coarse / edges * (1 + 1e-9)).rounded(.down)
        return SIMD3(Int(counts[0]), Int(counts[1]), Int(counts[2]))
    }

    /// The part of a scan's box that a cuboid in space touches, grown by voxels; nil where it touches none.
    static func part(of scan: ElectrolyteBox, edges: Triple, _ cuboid: Cuboid, margin: Triple) -> VoxelRegion? {
        var part = scan.box
        for (index, axis) in Axis.allCases.enumerated() {
            let low = ((cuboid.low[index] - margin[index]) / edges[index]).rounded(.down)
            let high = ((cuboid.high[index] + margin[index]) / edges[index]).rounded(.up)
            guard low < high, low < 1e15, high > -1e15 else { return nil }
            part[axis] = (Int(max(low, -1e15))..<Int(min(high, 1e15))).clamped(to: scan.box[axis])
            guard !part[axis].isEmpty else { return nil }
        }
        return part
    }
}

/// A box in space with faces across the axes.
struct Cuboid: Sendable, Hashable {
    /// Its corners with the least and the greatest coordinates.
    var low: Triple
    var high: Triple

    init(low: Triple, high: Triple) { (self.low, self.high) = (low, high) }

    /// A box of voxels.
    init(_ region: VoxelRegion, edges: Triple) {
        low = edges * Triple(Axis.allCases.map { Double(region[$0].lowerBound) })
        high = edges * Triple(Axis.allCases.map { Double(region[$0].upperBound) })
    }

    /// Its extents.
    var extents: Triple { high - low }
    /// Its middle.
    var centre: Triple { (low + high) / 2 }
    /// Its eight corners.
    var corners: [Triple] {
        (0..<8).map {
            Triple($0 & 4 == 0 ? low[0] : high[0], $0 & 2 == 0 ? low[1] : high[1], $0 & 1 == 0 ? low[2] : high[2])
        }
    }

    /// The least box that holds the images of its corners.
    func around(_ image: (Triple) -> Triple) -> Cuboid {
        let images = corners.map(image)
        return Cuboid(low: images.reduce(images[0], pointwiseMin), high: images.reduce(images[0], pointwiseMax))
    }

    /// The part that it shares with another; empty or inverted where there is none.
    func intersection(_ other: Cuboid) -> Cuboid {
        Cuboid(low: pointwiseMax(low, other.low), high: pointwiseMin(high, other.high))
    }

    /// The part of it within so much of a point, cut to fit.
    func within(_ distance: Double, of point: Triple) -> Cuboid {
        intersection(Cuboid(low: point - distance, high: point + distance))
    }
}
