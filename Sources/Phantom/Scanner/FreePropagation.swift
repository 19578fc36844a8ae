import VoxelCore

/// Phase contrast by free propagation, to first order in the distance, and the filter that undoes it.
///
/// Transport of intensity in a sample of one ratio of phase to attenuation: I = (1 − a ∇²) T. Paganin et al. (2002).
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

    /// The inverse of the same Laplacian's (1 − a ∇²), by Fourier transforms of a plane that goes on as it ends.
    package func retrieved(_ plane: [Double], columns: Int) -> [Double] {
        let rows = plane.count / columns
        let fourier = PlaneFourier(
            rows: FourierTransform.length(atLeast: rows + 16), columns: FourierTransform.length(atLeast: columns + 16))
        var real = [Double](repeating: 0, count: fourier.count)
        for row in 0..<fourier.rows {
            let from = Self.nearest(row, of: rows, within: fourier.rows) * columns
            for column in 0..<fourier.columns {
                real[row * fourier.columns + column] =
                    plane[from + Self.nearest(column, of: columns, within: fourier.columns)]
            }
        }
        var imaginary = [Double](repeating: 0, count: fourier.count)
        fourier.filter(&real, &imaginary) { row, column in
            let laplacian =
                2 * PortableMath.circle(turns: abs(row)).cosine + 2 * PortableMath.circle(turns: abs(column)).cosine - 4
            return 1 / (1 - strength * laplacian)
        }
        return (0..<rows).flatMap { row in real[row * fourier.columns..<row * fourier.columns + columns] }
    }

    /// The index of a plane nearest to one of a longer, periodic plane.
    private static func nearest(_ index: Int, of count: Int, within period: Int) -> Int {
        index < count ? index : index - count < (period - count) / 2 ? count - 1 : 0
    }
}
