import VoxelCore

/// Where a piece of scan B may lie in scan A: found on averages of a few voxels, for shifts of any direction.
struct CoarseSearch: Sendable {
    /// Shifts of B, the likeliest first, as similarities.
    let candidates: [Similarity]
    /// The part of B that was looked for.
    let piece: Cuboid
    /// What both show of it; nil where they do not overlap.
    let seen: Seen?
    /// How much higher the correlation is at the first candidate than at the second; infinite where there is no second.
    let dominance: Double

    /// So many points along an axis the widest box has at most, a power of two.
    private static let widest = 128
    /// The longest edge of a piece in coarse voxels: further out, a degree of rotation moves more than the structure's size.
    private static let longestEdge = 160.0
    private static let candidates = 5

    /// Looks for the middle of B.
    ///
    /// - Parameters:
    ///   - radius: the largest shift in coarse voxels along each axis.
    ///   - progress: is told of every slice.
    /// - Throws: `SimstripError` from reading; what `progress` throws.
    init(_ pair: CommonSpace, radius: Int, whenRead: (Int, Int) throws -> Void) throws {
        // Averages over so many voxels that the lags fit into a quarter of the box either way.
        var bin = 2
        while radius / bin > Self.widest / 4 { bin *= 2 }
        let reach = SIMD3(repeating: max(1, radius / bin))
        let steps = pair.coarse * Double(bin)
        let whole = Cuboid(pair.b.box, edges: pair.edgesOfB)
        let widest = pair.coarse * min(Self.longestEdge * Double(bin) / 2, Double((Self.widest - 2 * reach[0]) * bin))
        piece = whole.intersection(Cuboid(low: whole.centre - widest / 2, high: whole.centre + widest / 2))
        let points = SIMD3<Int>((piece.extents / steps).rounded(.down))
        let lattice = Lattice(first: piece.low + steps / 2, steps: steps, extents: pointwiseMax(points, .one))
        let search = lattice.grown(by: reach)
        let sought = Cuboid(low: search.first - steps, high: search.first + steps * Triple(search.extents))

        let still = Similarity(origin: piece.centre, image: piece.centre)
        let margin = steps * 4
        guard let partOfB = CommonSpace.part(of: pair.b, edges: pair.edgesOfB, piece, margin: margin),
            let partOfA = CommonSpace.part(of: pair.a, edges: pair.edgesOfA, sought, margin: margin)
        else {
            (candidates, seen, dominance) = ([], nil, 0)
            return
        }
        let slices = partOfA.slices.count + partOfB.slices.count
        var read = 0
        let tell = {
            read += 1
            try whenRead(read, slices)
        }
        let b = try Self.texture(pair.b, "B", partOfB, edges: pair.edgesOfB, steps: steps, pair, whenRead: tell)
        let a = try Self.texture(pair.a, "A", partOfA, edges: pair.edgesOfA, steps: steps, pair, whenRead: tell)
        let ofB = lattice.values(of: b, through: still)
        let ofA = search.values(of: a, through: still)
        let map = LagMap(
            of: ofB.values, in: ofA.values,
            shape: VolumeShape(slices: lattice.extents[0], rows: lattice.extents[1], columns: lattice.extents[2]),
            reach: reach)
        let piece = piece
        let peaks = map.peaks(atMost: Self.candidates, apart: 3)
        dominance = peaks.count > 1 ? peaks[0].value / peaks[1].value : .infinity
        candidates = peaks.map {
            Similarity(origin: piece.centre, image: piece.centre + $0.lag * steps)
        }
        seen = Seen(lattice: lattice, a: a, b: ofB.values)
    }

    /// What both scans show of the piece.
    struct Seen: Sendable {
        let lattice: Lattice
        let a: Texture
        let b: [Float]

        /// The correlation of both where a similarity puts B; 0 where nothing of it is in A.
        func correlation(through similarity: Similarity) -> Double {
            let moved = lattice.values(of: a, through: similarity).values
            var (ofA, ofB, both) = (0.0, 0.0, 0.0)
            // Where either is not known it is 0.
            for (a, b) in zip(moved, b) where a != 0 && b != 0 {
                ofA += Double(a) * Double(a)
                ofB += Double(b) * Double(b)
                both += Double(a) * Double(b)
            }
            return ofA * ofB > 0 ? both / (ofA * ofB).squareRoot() : 0
        }
    }

    private static func texture(
        _ scan: ElectrolyteBox, _ name: String, _ part: VoxelRegion, edges: Triple, steps: Triple, _ pair: CommonSpace,
        whenRead: () throws -> Void
    ) throws -> Texture {
        let extents = SIMD3(part.slices.count, part.rows.count, part.columns.count)
        // Never more than the box has, so that a thin one is not lost.
        let bin = pointwiseMin(pointwiseMax(SIMD3<Int>((steps / edges).rounded(.down)), .one), extents)
        let grey = try GreyBox(
            scan, part, bin: bin, unit: pair.unit, reader: scan.source.makeReader(), whenRead: whenRead)
        guard grey.validCount > 0 else {
            throw SimstripError.data(
                "the box of SSE in scan \(name) holds no measured voxel that is SSE in its part"
                    + " \(part.slices.lowerBound) … \(part.slices.upperBound),"
                    + " \(part.rows.lowerBound) … \(part.rows.upperBound),"
                    + " \(part.columns.lowerBound) … \(part.columns.upperBound) (z, y, x); give a box of SSE that was measured"
            )
        }
        return Texture(grey, coarse: pointwiseMax(steps, grey.edges))
    }
}
