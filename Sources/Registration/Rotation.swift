import VoxelCore

/// A rotation in space, right-handed in x, y, z; its vectors have components along z, y, x.
package struct Rotation: Sendable, Hashable {
    /// Where the unit vectors along z, y and x come to lie.
    private let images: [Triple]

    private init(images: [Triple]) { self.images = images }

    /// No rotation.
    package static let none = Rotation(radians: .zero)

    /// A rotation about the direction of a vector by its length in radians, at most half a turn.
    ///
    /// Rodrigues' formula.
    package init(radians vector: Triple) {
        let angle = vector.length
        let axis = angle > 0 ? vector / angle : .zero
        let (cosine, sine) = PortableMath.circle(turns: min(0.5, angle / (2 * PortableMath.pi)))
        images = (0..<3).map { index in
            var unit = Triple.zero
            unit[index] = 1
            return unit * cosine + axis.turning(unit) * sine + axis * (axis.dot(unit) * (1 - cosine))
        }
    }

    /// A rotation about the direction of a vector by its length in degrees.
    package init(degrees vector: Triple) { self.init(radians: vector * (PortableMath.pi / 180)) }

    /// The rotated point.
    package func callAsFunction(_ point: Triple) -> Triple {
        images[0] * point[0] + images[1] * point[1] + images[2] * point[2]
    }

    /// The rotation that undoes this one.
    package var inverse: Rotation {
        Rotation(images: (0..<3).map { i in Triple(images[0][i], images[1][i], images[2][i]) })
    }

    /// First the other rotation, then this one.
    package func after(_ other: Rotation) -> Rotation { Rotation(images: other.images.map { self($0) }) }

    /// The axis' direction times the angle in degrees.
    package var degrees: Triple {
        // Twice the sine of the angle times the axis is what is antisymmetric.
        let twice = Triple(
            images[2][1] - images[1][2], images[0][2] - images[2][0], images[1][0] - images[0][1])
        let sine = twice.length / 2
        let cosine = (images[0][0] + images[1][1] + images[2][2] - 1) / 2
        guard sine > 0 else { return .zero }
        var angle = cosine > 0 ? min(sine, 1) : PortableMath.pi - min(sine, 1)
        for _ in 0..<4 {
            let now = PortableMath.circle(turns: min(0.5, max(0, angle / (2 * PortableMath.pi))))
            angle += sine * now.cosine - cosine * now.sine
        }
        return twice / (2 * sine) * (angle * 180 / PortableMath.pi)
    }
}
