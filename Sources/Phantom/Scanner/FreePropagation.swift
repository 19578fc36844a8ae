/// Phase contrast by free propagation, to first order in the distance.
///
/// Transport of intensity in a sample of one ratio of phase to attenuation: I = (1 − a ∇²) T.
package struct FreePropagation: Sendable {
    /// a, in square pixels.
    private let strength: Double

    package init(strength: Double) { self.strength = strength }

    /// (1 − a ∇²) of a plane, with the Laplacian of four neighbours; beyond the border the plane goes on as it ends.
    package func propagated(_ plane: [Double], columns: Int) -> [Double] {
        let rows = plane.count / columns
        return plane.indices.map { index in
            let row = index / columns
            let column = index % columns
            let here = plane[index]
            let around =
                plane[max(0, row - 1) * columns + column] + plane[min(rows - 1, row + 1) * columns + column]
                + plane[row * columns + max(0, column - 1)] + plane[row * columns + min(columns - 1, column + 1)]
            return here - strength * (around - 4 * here)
        }
    }
}
