import VoxelCore

/// Points in space at equal steps along z, y and x.
struct Lattice: Sendable {
    /// The first point.
    let first: Triple
    /// The steps along the axes.
    let steps: Triple
    /// How many points there are along the axes.
    let extents: SIMD3<Int>

    /// The point at a place.
    @inline(__always)
    func point(_ z: Int, _ y: Int, _ x: Int) -> Triple { first + steps * Triple(Double(z), Double(y), Double(x)) }

    /// The middle of all points.
    var centre: Triple { first + steps * (Triple(extents) - 1) / 2 }

    /// The box between the first and the last point.
    var cuboid: Cuboid { Cuboid(low: first, high: point(extents[0] - 1, extents[1] - 1, extents[2] - 1)) }

    /// The number of points.
    var count: Int { extents[0] * extents[1] * extents[2] }

    /// The same points about another middle.
    func moved(to centre: Triple) -> Lattice {
        Lattice(first: centre - (self.centre - first), steps: steps, extents: extents)
    }

    /// As many points more on either side.
    func grown(by reach: SIMD3<Int>) -> Lattice {
        Lattice(first: first - steps * Triple(reach), steps: steps, extents: extents &+ 2 &* reach)
    }

    /// A texture at every point that a similarity takes its points to; 0 where it is not known, and the share that is.
    func values(of texture: Texture, through similarity: Similarity) -> (values: [Float], known: Double) {
        var values: [Float] = []
        values.reserveCapacity(count)
        var known = 0
        for z in 0..<extents[0] {
            for y in 0..<extents[1] {
                for x in 0..<extents[2] {
                    let value = texture.value(at: similarity(point(z, y, x)))
                    known += value == nil ? 0 : 1
                    values.append(Float(value ?? 0))
                }
            }
        }
        return (values, Double(known) / Double(max(count, 1)))
    }
}
