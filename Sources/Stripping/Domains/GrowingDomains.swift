import VoxelCore

/// Domains while their voxels come slice by slice.
struct GrowingDomains {
    /// Those that can grow no more, in the order in which that is known.
    private(set) var closed: [SodiumDomain] = []
    private var sums: [Sums] = []
    /// A domain that was joined to another points at it, the others at themselves.
    private var parent: [Int32] = []
    private var free: [Int32] = []
    private var joined: [Int32] = []
    /// What a crossing along each direction adds to a surface.
    private let areas: [Double]

    init(areas: [Double]) { self.areas = areas }

    /// What the voxels of a domain add up to.
    private struct Sums {
        var voxels = 0
        var (low, high): (SIMD3<Int32>, SIMD3<Int32>)
        var places = SIMD3<Int>.zero
        var (firstLayer, lastLayer) = (Int.max, 0)
        var (depth, nearest) = (0.0, Double.infinity)
        var crossings: InlineArray<13, Int32> = .init(repeating: 0)
        var touchesBorder = false

        init(_ place: SIMD3<Int32>) { (low, high) = (place, place) }

        mutating func take(_ other: Sums) {
            voxels += other.voxels
            low = pointwiseMin(low, other.low)
            high = pointwiseMax(high, other.high)
            places &+= other.places
            firstLayer = min(firstLayer, other.firstLayer)
            lastLayer = max(lastLayer, other.lastLayer)
            depth += other.depth
            nearest = min(nearest, other.nearest)
            for direction in 0..<13 { crossings[direction] += other.crossings[direction] }
            touchesBorder = touchesBorder || other.touchesBorder
        }
    }

    /// Begins a domain at a voxel, which is not in it yet.
    mutating func begin(_ z: Int, _ y: Int, _ x: Int) -> Int32 {
        let start = Sums(SIMD3(Int32(z), Int32(y), Int32(x)))
        guard let place = free.popLast() else {
            sums.append(start)
            parent.append(Int32(sums.count - 1))
            return Int32(sums.count - 1)
        }
        (sums[Int(place)], parent[Int(place)]) = (start, place)
        return place
    }

    /// The domain that one has become a part of.
    mutating func root(of domain: Int32) -> Int32 {
        var domain = domain
        while parent[Int(domain)] != domain {
            parent[Int(domain)] = parent[Int(parent[Int(domain)])]
            domain = parent[Int(domain)]
        }
        return domain
    }

    /// The domain that both are from now on; either may be none, −1.
    mutating func join(_ first: Int32, _ second: Int32) -> Int32 {
        guard second >= 0 else { return first }
        let other = root(of: second)
        guard first >= 0 else { return other }
        let domain = root(of: first)
        guard domain != other else { return domain }
        sums[Int(domain)].take(sums[Int(other)])
        parent[Int(other)] = domain
        joined.append(other)
        return domain
    }

    /// Adds a voxel.
    ///
    /// - Parameter depth: of its centre, from the interface.
    mutating func add(to domain: Int32, _ z: Int, _ y: Int, _ x: Int, layer: Int, depth: Double) {
        let place = SIMD3(Int32(z), Int32(y), Int32(x))
        sums[Int(domain)].voxels += 1
        sums[Int(domain)].low = pointwiseMin(sums[Int(domain)].low, place)
        sums[Int(domain)].high = pointwiseMax(sums[Int(domain)].high, place)
        sums[Int(domain)].places &+= SIMD3(z, y, x)
        sums[Int(domain)].firstLayer = min(sums[Int(domain)].firstLayer, layer)
        sums[Int(domain)].lastLayer = max(sums[Int(domain)].lastLayer, layer)
        sums[Int(domain)].depth += depth
        sums[Int(domain)].nearest = min(sums[Int(domain)].nearest, depth)
    }

    /// Looks at the neighbour of one of its voxels: a crossing of its surface, or its border.
    mutating func look(at state: UInt8, along direction: Int, of domain: Int32) {
        switch state {
        case SlabSlices.State.other: sums[Int(domain)].crossings[direction] += 1
        case SlabSlices.State.unknown: sums[Int(domain)].touchesBorder = true
        default: break
        }
    }

    /// Closes all domains that no voxel of a slice has joined; of the slice no voxel may name a domain that was joined to another.
    mutating func closeAll(before slice: Int) {
        free += joined
        for place in joined { sums[Int(place)].voxels = 0 }
        joined.removeAll(keepingCapacity: true)
        for place in sums.indices where sums[place].voxels > 0 && Int(sums[place].high.x) < slice {
            closed.append(finished(sums[place]))
            sums[place].voxels = 0
            free.append(Int32(place))
        }
    }

    private func finished(_ sums: Sums) -> SodiumDomain {
        let count = Double(sums.voxels)
        let range = { (axis: Int) in Int(sums.low[axis])..<Int(sums.high[axis]) + 1 }
        return SodiumDomain(
            voxels: sums.voxels, box: VoxelRegion(slices: range(0), rows: range(1), columns: range(2)),
            centroid: (0..<3).map { Double(sums.places[$0]) / count + 0.5 }, layers: sums.firstLayer...sums.lastLayer,
            distance: max(0, sums.nearest - 0.5), meanDepth: sums.depth / count,
            surface: zip(areas, 0..<13).reduce(0) { $0 + $1.0 * Double(sums.crossings[$1.1]) },
            touchesBorder: sums.touchesBorder, weight: nil)
    }
}
