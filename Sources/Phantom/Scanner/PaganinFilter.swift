import VoxelCore

/// Undoes free propagation: the inverse of (1 − a ∇²) with the Laplacian of four neighbours.
///
/// Paganin et al. (2002), for a sample of one ratio of phase to attenuation.
package struct PaganinFilter: Sendable {
    private let rows: Int
    private let columns: Int
    private let fourier: PlaneFourier
    private let gains: [Double]

    /// The filter for planes of some extents.
    ///
    /// - Parameters:
    ///   - strength: a, in square pixels.
    package init(strength: Double, rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        fourier = PlaneFourier(
            rows: FourierTransform.length(atLeast: rows + 16), columns: FourierTransform.length(atLeast: columns + 16))
        gains = fourier.gains { row, column in
            let laplacian =
                2 * PortableMath.circle(turns: abs(row)).cosine + 2 * PortableMath.circle(turns: abs(column)).cosine - 4
            return 1 / (1 - strength * laplacian)
        }
    }

    /// What a plane was before it propagated; beyond its border it goes on as it ends.
    package func retrieved(_ plane: [Double]) -> [Double] {
        precondition(plane.count == rows * columns, "a plane of the filter's extents")
        var real = [Double](repeating: 0, count: fourier.count)
        let nearest = (0..<fourier.columns).map { Self.nearest($0, of: columns, within: fourier.columns) }
        for row in 0..<fourier.rows {
            let from = Self.nearest(row, of: rows, within: fourier.rows) * columns
            for column in 0..<fourier.columns {
                real[row * fourier.columns + column] = plane[from + nearest[column]]
            }
        }
        var imaginary = [Double](repeating: 0, count: fourier.count)
        fourier.filter(&real, &imaginary, gains: gains)
        return (0..<rows).flatMap { row in real[row * fourier.columns..<row * fourier.columns + columns] }
    }

    /// The index of a plane nearest to one of a longer, periodic plane.
    private static func nearest(_ index: Int, of count: Int, within period: Int) -> Int {
        index < count ? index : index - count < (period - count) / 2 ? count - 1 : 0
    }
}
