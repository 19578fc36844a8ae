/// A rotation, a uniform scale and a shift of points in space: x ↦ image + scale · R (x − origin).
package struct Similarity: Sendable, Hashable {
    /// The point about which it turns, in the space of its arguments.
    package let origin: Triple
    /// Where that point comes to lie.
    package let image: Triple
    /// The rotation.
    package let rotation: Rotation
    /// The scale; above 0.
    package let scale: Double

    /// A similarity; without a rotation and a scale a shift.
    package init(origin: Triple, image: Triple, rotation: Rotation = .none, scale: Double = 1) {
        (self.origin, self.image, self.rotation, self.scale) = (origin, image, rotation, scale)
    }

    /// Where a point comes to lie.
    package func callAsFunction(_ point: Triple) -> Triple { image + scale * rotation(point - origin) }

    /// The similarity that brings points back.
    package var inverse: Similarity {
        Similarity(origin: image, image: origin, rotation: rotation.inverse, scale: 1 / scale)
    }

    /// The same similarity, said of another origin.
    func about(_ other: Triple) -> Similarity {
        Similarity(origin: other, image: self(other), rotation: rotation, scale: scale)
    }

    /// The similarity halfway from this one to another.
    func halfway(to other: Similarity) -> Similarity {
        let other = other.about(origin)
        let turn = rotation.inverse.after(other.rotation).degrees
        return Similarity(
            origin: origin, image: (image + other.image) / 2, rotation: rotation.after(Rotation(degrees: turn / 2)),
            scale: (scale * other.scale).squareRoot())
    }

    /// The similarity that takes points to where this one takes points that were displaced back by
    /// shift + turn × (x − origin) + growth · (x − origin).
    func undoing(shift: Triple, turn: Triple, growth: Double) -> Similarity {
        let rotation = rotation.after(Rotation(radians: -turn))
        let scale = scale / (1 + growth)
        return Similarity(
            origin: origin, image: image - scale * rotation(shift), rotation: rotation, scale: scale)
    }
}
