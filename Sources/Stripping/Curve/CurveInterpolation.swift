extension CoverageCurve {
    /// The state at a thickness, on the straight line between the points beside it; nil beyond the curve.
    ///
    /// `layersRemoved` then counts whole layers.
    public func point(at thickness: Double) -> Point? {
        guard let index = points.firstIndex(where: { $0.strippedThickness >= thickness }) else { return nil }
        let after = points[index]
        guard after.strippedThickness > thickness else { return after }
        guard index > 0 else { return nil }
        let before = points[index - 1]
        let share = (thickness - before.strippedThickness) / (after.strippedThickness - before.strippedThickness)
        return Point(layersRemoved: before.layersRemoved) { quantity in
            if quantity.name == CurveQuantity.strippedThickness.name { return Bounded(thickness) }
            guard let from = before[quantity], let to = after[quantity] else { return nil }
            return Bounded.between(from, to, share: share)
        }
    }

    /// The points of the curve that lie within another one.
    func cut(to other: CoverageCurve) -> CoverageCurve {
        let within = points.prefix { $0.strippedThickness <= other.last.strippedThickness }
        return CoverageCurve(points: within.isEmpty ? [points[0]] : Array(within), hasVoxelSize: hasVoxelSize)
    }

    /// The curve as it is at the thicknesses of another one's points, as far as it goes.
    func sampled(like other: CoverageCurve) -> CoverageCurve {
        let points = other.points.compactMap { point(at: $0.strippedThickness) }
        return CoverageCurve(points: points.isEmpty ? [self.points[0]] : points, hasVoxelSize: hasVoxelSize)
    }
}

extension Bounded {
    /// On the straight line from one to another; a bound that either lacks is lacking.
    fileprivate static func between(_ a: Bounded, _ b: Bounded, share: Double) -> Bounded {
        let place = { (a: Double, b: Double) in a + share * (b - a) }
        let bound = { (a: Double?, b: Double?) in a.flatMap { a in b.map { place(a, $0) } } }
        return Bounded(place(a.value, b.value), low: bound(a.low, b.low), high: bound(a.high, b.high))
    }
}
