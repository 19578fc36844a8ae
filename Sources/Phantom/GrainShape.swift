import VoxelCore

/// What a grain looks like, whatever its place.
enum GrainShape: Sendable {
    /// Spheres of one radius, in voxels.
    case sphere(radius: Double)
    /// Flattened grains of log-normal size; see ``GrainSizes``.
    case flattened(GrainSizes)
    /// Lamellae, long in the rolling direction; see ``LamellaSizes``.
    case rolled(LamellaSizes)

    /// The mean volume of a grain, in voxels.
    var meanVolume: Double {
        switch self {
        case .sphere(let radius): 4 / 3 * PortableMath.pi * radius * radius * radius
        case .flattened(let sizes): sizes.meanVolume
        case .rolled(let sizes): sizes.meanVolume
        }
    }

    var largestRadius: Double {
        switch self {
        case .sphere(let radius): radius
        case .flattened: GrainSizes.largest
        case .rolled: LamellaSizes.largest * LamellaSizes.length
        }
    }

    var largestHalfHeight: Double {
        switch self {
        case .sphere(let radius): radius
        case .flattened: GrainSizes.largest / GrainSizes.flattening
        case .rolled: LamellaSizes.largest
        }
    }

    /// A grain at a place; nil where it cannot touch a box, found out before its costlier draws.
    func grain(at centre: GrainCentre, touching box: CanonicalBox, _ random: inout RandomSequence) -> Grain? {
        switch self {
        case .sphere(let radius):
            guard centre.mayTouch(box, halfHeight: radius, radius: radius) else { return nil }
            return Grain(centre: centre, radius: radius)
        case .flattened(let sizes):
            let radius = sizes.radius(random.word())
            let halfHeight = radius / GrainSizes.flattening
            guard centre.mayTouch(box, halfHeight: halfHeight, radius: radius) else { return nil }
            let aspect = GrainSizes.roundest - (GrainSizes.roundest - GrainSizes.longest) * random.uniform()
            return Grain(
                centre: centre, halfHeight: halfHeight, radius: radius, minor: radius * aspect,
                direction: Self.direction(&random))
        case .rolled(let sizes):
            let halfHeight = sizes.halfHeight(random.word())
            let radius = halfHeight * LamellaSizes.length
            guard centre.mayTouch(box, halfHeight: halfHeight, radius: radius) else { return nil }
            let turn = LamellaSizes.turn * (2 * random.uniform() - 1)
            return Grain(
                centre: centre, halfHeight: halfHeight, radius: radius, minor: halfHeight * LamellaSizes.width,
                direction: (turn, (1 - turn * turn).squareRoot()))
        }
    }

    /// A unit vector of any direction: a point of the unit disc, scaled to the circle.
    private static func direction(_ random: inout RandomSequence) -> (rows: Double, columns: Double) {
        while true {
            let u = 2 * random.uniform() - 1
            let v = 2 * random.uniform() - 1
            let square = u * u + v * v
            if square <= 1, square > 1e-6 {
                let length = square.squareRoot()
                return (u / length, v / length)
            }
        }
    }
}
