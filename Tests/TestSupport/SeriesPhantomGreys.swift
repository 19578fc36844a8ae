import VoxelCore

/// What the scanner sees of a series' phantom.
extension SeriesPhantom {
    /// The standard deviation of the blur in voxels.
    private static let blur = 0.7

    /// The grey levels of a state in (z, y, x) order.
    ///
    /// - Parameter noisy: whether noise is drawn.
    package func greys(_ state: Int, noisy: Bool = true) -> [Float] {
        let electrolyte = electrolyteGreys(state)
        let sodium = sodiumShares(state)
        let rough = SeriesSurface(seed: seed)
        var random = TestRandom(seed: seed &* 1000 &+ UInt64(state) &+ 17)
        let (shape, frame) = (shape, frame(state))
        let mean = Self.interface * Double(extents[0])
        // A column's interface is level within the few voxels that it is soft over.
        var tops: [Int: Double] = [:]
        var values = [Float](repeating: 0, count: shape.count)
        for z in 0..<shape.slices {
            for y in 0..<shape.rows {
                for x in 0..<shape.columns {
                    let index = (z * shape.rows + y) * shape.columns + x
                    let seen = axis.place(z: z, y: y, x: x)
                    let place = SIMD3(Double(z), Double(y), Double(x)) + 0.5
                    let inside = toInside(frame.common(place))
                    var share = inside[0] < mean ? 1.0 : 0
                    if abs(inside[0] - mean) < SeriesSurface.most + 4 {
                        let column = seen.row * extents[2] + seen.column
                        let top = tops[column] ?? mean + rough.height(inside[1], inside[2])
                        tops[column] = top
                        share = Self.edge(top - inside[0])
                    }
                    let lithium = grey.lithium + (grey.sodium - grey.lithium) * Double(sodium[index])
                    let value = share * Double(electrolyte[index]) + (1 - share) * lithium
                    values[index] = Float(noisy ? value + noise * random.normal() : value)
                }
            }
        }
        return values
    }

    /// How much of a voxel lies within a blurred edge, from its distance: positive inside.
    private static func edge(_ distance: Double) -> Double {
        1 / (1 + PortableMath.exponential(max(-600, min(600, -1.702 * distance / blur))))
    }

    private func sodiumShares(_ state: Int) -> [Float] {
        var shares = [Float](repeating: 0, count: shape.count)
        let frame = frame(state)
        for domain in domains {
            guard let centre = centre(of: domain, in: state), let own = commonCentre(of: domain, in: state) else {
                continue
            }
            let inside = toInside(own)
            visit(around: centre, reach: domain.radii.max() + 6 * Self.blur) { index, place in
                let away = toInside(frame.common(place)) - inside
                let distance = (away * away).sum().squareRoot()
                let scaled = away / domain.radii
                let level = (scaled * scaled).sum().squareRoot()
                // The distance to the surface, along the line through the centre.
                shares[index] += Float(Self.edge(level > 0 ? distance / level - distance : domain.radii.min()))
            }
        }
        return shares
    }

    /// What the SSE would look like everywhere: grains as wide as a scanner leaves them, and pores.
    private func electrolyteGreys(_ state: Int) -> [Float] {
        let frame = frame(state)
        let width = 1.6
        let density = 0.03
        var random = TestRandom(seed: seed &* 31 &+ 5)
        var greys = [Float](repeating: Float(grey.electrolyte), count: shape.count)
        let margin = 12.0
        let depth = Self.interface * Double(extents[0]) + SeriesSurface.most + 8
        let box = SIMD3(depth, Double(extents[1]), Double(extents[2])) + SIMD3(margin, 2 * margin, 2 * margin)
        // The variance of a sum of Gaussians of either sign.
        let height = texture / (density * 5.568 * width * width * width).squareRoot()
        for _ in 0..<Int(density * box[0] * box[1] * box[2]) {
            let place = SIMD3(random.uniform(), random.uniform(), random.uniform()) * box - margin
            let sign = Float(random.next() & 1 == 0 ? height : -height)
            addGrain(frame.scanned(fromInside(place)), width: width, height: sign, to: &greys)
        }
        for _ in 0..<30 {
            let radius = 2 + random.uniform()
            let place = SIMD3(
                random.uniform() * (depth - 3 * SeriesSurface.most - 16), random.uniform() * Double(extents[1]),
                random.uniform() * Double(extents[2]))
            let centre = frame.scanned(fromInside(place))
            visit(around: centre, reach: radius + 6 * Self.blur) { index, voxel in
                let away = voxel - centre
                let share = Float(Self.edge(radius - (away * away).sum().squareRoot()))
                greys[index] += share * (Float(grey.pore) - greys[index])
            }
        }
        return greys
    }

    private func addGrain(_ centre: SIMD3<Double>, width: Double, height: Float, to greys: inout [Float]) {
        let extents = shape.extents
        let lines = (0..<3).map { axis -> (first: Int, values: [Float]) in
            let first = max(0, Int((centre[axis] - 0.5 - 3.5 * width).rounded(.up)))
            let last = min(extents[axis] - 1, Int((centre[axis] - 0.5 + 3.5 * width).rounded(.down)))
            guard first <= last else { return (0, []) }
            return (
                first,
                (first...last).map {
                    let off = (Double($0) + 0.5 - centre[axis]) / width
                    return Float(PortableMath.exponential(-off * off / 2))
                }
            )
        }
        for (z, ofZ) in lines[0].values.enumerated() {
            for (y, ofY) in lines[1].values.enumerated() {
                let start = ((lines[0].first + z) * extents[1] + lines[1].first + y) * extents[2] + lines[2].first
                let both = height * ofZ * ofY
                for (x, ofX) in lines[2].values.enumerated() { greys[start + x] += both * ofX }
            }
        }
    }

    /// Looks at the voxels around a place: their flat indices and their centres.
    private func visit(around centre: SIMD3<Double>, reach: Double, _ body: (Int, SIMD3<Double>) -> Void) {
        let extents = shape.extents
        let ranges = (0..<3).map { axis in
            let low = min(max(0, Int((centre[axis] - reach).rounded(.down))), extents[axis])
            return low..<max(low, min(extents[axis], Int((centre[axis] + reach).rounded(.up))))
        }
        for z in ranges[0] {
            for y in ranges[1] {
                for x in ranges[2] {
                    body((z * extents[1] + y) * extents[2] + x, SIMD3(Double(z), Double(y), Double(x)) + 0.5)
                }
            }
        }
    }
}
