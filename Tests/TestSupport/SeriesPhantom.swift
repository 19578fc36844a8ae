import VoxelCore

/// Scans of one cell in several states, with known truth: the SSE is the same in all but lies elsewhere in each, Na moves beneath it.
///
/// The SSE has a texture of round grains, brighter and darker, and pores; the interface is self-affine and belongs to the SSE. Li lies behind
/// it with Na in balls and ellipsoids. All edges are as soft as a blur of 0.7 voxel makes them; noise is drawn for each state.
/// Places are triples along z, y and x in voxels, voxel i spanning i … i + 1; the common frame is the first state's
/// where that has no shift and no rotation.
package struct SeriesPhantom: Sendable {
    /// A Na domain; places and axes are along the stripping axis, the map's rows and its columns.
    package struct Domain: Sendable {
        /// The centre in the common frame before anything moves, the electrode at larger indices.
        var place: SIMD3<Double>
        /// Half axes in voxels.
        var radii: SIMD3<Double>
        /// What it moves by from state to state beyond what all do.
        package var own = SIMD3<Double>.zero
        /// The states that have it.
        package var states: Range<Int>
        /// The longest half axis in voxels.
        package var reach: Double { radii.max() }
    }

    /// Extents along the stripping axis, the map's rows and its columns.
    package var extents = SIMD3<Int>(96, 128, 128)
    package var axis = Axis.z
    package var electrode = ElectrodeSide.high
    /// By how many voxels each state's volume shows the cell shifted, along z, y and x; as many as there are states.
    package var shifts: [SIMD3<Double>]
    /// By how many degrees it is turned about the volume's middle: the axis' direction times the angle, along z, y and x, right-handed in them.
    package var turns: [SIMD3<Double>] = []
    /// What all Na moves by along the stripping axis from state to state, towards the interface.
    package var movement = 1.0
    /// The domain that goes its own way, along the map's rows, in voxels from state to state.
    package var ownMovement = 0.4
    package var domainCount = 25
    /// Standard deviations in grey levels.
    package var noise = 15.0
    package var texture = 15.0
    package var seed: UInt64 = 1
    package var grey = (lithium: 90.0, sodium: 150.0, electrolyte: 150.0, pore: 40.0)

    /// The domain that moves by itself, the one that the last states lack, and the one that the first ones lack.
    package static let (moving, losing, appearing) = (0, 1, 2)
    /// How far the interface lies from the end of the SSE on average, as a share of the extent.
    static let interface = 0.58

    /// A series of as many states as shifts.
    package init(shifts: [SIMD3<Double>]) { self.shifts = shifts }

    /// The number of states.
    package var count: Int { shifts.count }

    /// The extents of every volume.
    package var shape: VolumeShape {
        let ordered = axis.ordered(along: extents[0], rows: extents[1], columns: extents[2])
        return VolumeShape(slices: ordered[0], rows: ordered[1], columns: ordered[2])
    }

    /// The domains: radii of 3 to 6 voxels, at least 4 voxels apart and 2 from the interface and the borders in every state.
    package var domains: [Domain] {
        var random = TestRandom(seed: seed &* 7 &+ 1)
        let rough = SeriesSurface(seed: seed)
        let travel = movement * Double(max(0, count - 1))
        var domains: [Domain] = []
        for _ in 0..<100_000 where domains.count < domainCount {
            let radius = 3 + 3 * random.uniform()
            let stretch = SIMD3(0.9 + 0.2 * random.uniform(), 0.9 + 0.2 * random.uniform(), 1)
            let radii = radius * stretch / (stretch[0] * stretch[1])
            let reach = radii.max()
            var place = SIMD3<Double>.zero
            for axis in 0..<3 {
                place[axis] = reach + 8 + random.uniform() * (Double(extents[axis]) - 2 * reach - 16)
            }
            let top = Self.interface * Double(extents[0]) + rough.height(place[1], place[2])
            place[0] = top + 2 + travel + reach + random.uniform() * (Double(extents[0]) - top)
            let clear = domains.allSatisfy { other in
                let away = other.place - place
                return (away * away).sum().squareRoot() > reach + other.radii.max() + 4 + ownMovement * Double(count)
            }
            guard place[0] + reach + 2 < Double(extents[0]), clear, farFromInterface(place, reach, rough) else {
                continue
            }
            domains.append(Domain(place: place, radii: radii, states: 0..<count))
        }
        precondition(domains.count == domainCount, "fewer domains fit")
        let middle = (count + 1) / 2
        if Self.moving < domains.count { domains[Self.moving].own[1] = ownMovement }
        if Self.losing < domains.count { domains[Self.losing].states = 0..<middle }
        if Self.appearing < domains.count { domains[Self.appearing].states = middle..<count }
        return domains
    }

    private func farFromInterface(_ place: SIMD3<Double>, _ reach: Double, _ rough: SeriesSurface) -> Bool {
        let travel = movement * Double(max(0, count - 1))
        return stride(from: -1.0, through: 1, by: 0.5).allSatisfy { row in
            stride(from: -1.0, through: 1, by: 0.5).allSatisfy { column in
                let top =
                    Self.interface * Double(extents[0])
                    + rough.height(place[1] + row * reach, place[2] + column * reach)
                return place[0] - travel - reach > top + 1
            }
        }
    }

    /// Where a domain's centre is in the common frame; nil where a state has not got it.
    package func commonCentre(of domain: Domain, in state: Int) -> SIMD3<Double>? {
        inside(of: domain, in: state).map(fromInside)
    }

    /// Where a domain's centre is in a state's volume; nil where the state has not got it.
    package func centre(of domain: Domain, in state: Int) -> SIMD3<Double>? {
        commonCentre(of: domain, in: state).map { scanned($0, in: state) }
    }

    /// Where a state's volume shows a point of the common frame.
    package func scanned(_ point: SIMD3<Double>, in state: Int) -> SIMD3<Double> { frame(state).scanned(point) }

    /// The point of the common frame that a state's volume shows at a place.
    package func common(_ place: SIMD3<Double>, in state: Int) -> SIMD3<Double> { frame(state).common(place) }

    /// How a state's volume lies in the common frame.
    func frame(_ state: Int) -> SeriesFrame {
        let middle = SIMD3(Double(shape.slices), Double(shape.rows), Double(shape.columns)) / 2
        return SeriesFrame(middle: middle, shift: shifts[state], degrees: state < turns.count ? turns[state] : .zero)
    }

    /// The volume of a state in grey levels from 0 to 255, or in hundredths of them where `hundredths` are asked for.
    package func volume(_ state: Int, hundredths: Bool = false) -> MemoryVolume {
        let greys = greys(state)
        guard hundredths else {
            return MemoryVolume(shape: shape, samples: greys.map { UInt8(min(max($0, 0), 255).rounded()) })
        }
        return MemoryVolume(shape: shape, samples: greys.map { UInt16((min(max($0, 0), 255) * 100).rounded()) })
    }

    private func inside(of domain: Domain, in state: Int) -> SIMD3<Double>? {
        guard domain.states.contains(state) else { return nil }
        return domain.place + Double(state) * (domain.own - SIMD3(movement, 0, 0))
    }

    /// From (along, row, column) with the electrode at larger indices to (z, y, x).
    func fromInside(_ place: SIMD3<Double>) -> SIMD3<Double> {
        let along = electrode == .high ? place[0] : Double(extents[0]) - place[0]
        return SIMD3(axis.ordered(along: along, rows: place[1], columns: place[2]))
    }

    func toInside(_ place: SIMD3<Double>) -> SIMD3<Double> {
        let seen: SIMD3<Double> =
            switch axis {
            case .z: place
            case .y: SIMD3(place[1], place[0], place[2])
            case .x: SIMD3(place[2], place[0], place[1])
            }
        return SIMD3(electrode == .high ? seen[0] : Double(extents[0]) - seen[0], seen[1], seen[2])
    }
}
