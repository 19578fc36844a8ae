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
        let between = { (a: Double, b: Double) in a + share * (b - a) }
        let optional = { (a: Double?, b: Double?) in a.flatMap { a in b.map { between(a, $0) } } }
        return Point(
            layersRemoved: before.layersRemoved, strippedThickness: thickness,
            capacity: optional(before.capacity, after.capacity),
            lithiumCapacity: optional(before.lithiumCapacity, after.lithiumCapacity),
            naCoverage: between(before.naCoverage, after.naCoverage),
            liCoverage: between(before.liCoverage, after.liCoverage),
            voidCoverage: between(before.voidCoverage, after.voidCoverage))
    }

    /// The curve up to a thickness, and a last point exactly there.
    ///
    /// - Parameter thickness: within the curve, else all of it is returned.
    public func cut(at thickness: Double) -> CoverageCurve {
        guard let end = point(at: thickness) else { return self }
        return CoverageCurve(
            points: points.prefix { $0.strippedThickness < thickness } + [end], hasVoxelSize: hasVoxelSize)
    }
}
