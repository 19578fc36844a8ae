/// Three numbers along z, y and x.
package typealias Triple = SIMD3<Double>

extension Triple {
    /// What a rotation about a vector moves a point by, per radian and right-handed in x, y, z: about z, x turns towards y.
    func turning(_ point: Triple) -> Triple {
        Triple(
            self[2] * point[1] - self[1] * point[2], self[0] * point[2] - self[2] * point[0],
            self[1] * point[0] - self[0] * point[1])
    }

    /// The sum of the products of the components.
    func dot(_ other: Triple) -> Double { (self * other).sum() }

    /// The length.
    package var length: Double { dot(self).squareRoot() }
}
