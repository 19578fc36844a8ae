/// By how much a fit is off on scans that were simulated from it: root mean squares over the scans.
package struct FitErrors: Sendable, Hashable, Codable {
    private var scans = 0.0
    private var squares = [Double](repeating: 0, count: 9)

    init() {}

    /// Adds what a fit to a simulated scan found, less what the scan was made from.
    mutating func add(_ found: FieldFit, less made: FieldFit) {
        scans += 1
        for (index, pair) in zip(Self.numbers(found), Self.numbers(made)).enumerated() {
            squares[index] += (pair.0 - pair.1) * (pair.0 - pair.1)
        }
    }

    private static func numbers(_ fit: FieldFit) -> [Double] {
        [
            fit.levels.lithium, fit.levels.sodium, fit.levels.electrolyte, fit.levels.noise, fit.blur.depth,
            fit.blur.rows,
            fit.blur.columns, fit.coupling.lateral, fit.coupling.axial,
        ]
    }

    private subscript(index: Int) -> Double { (squares[index] / max(1, scans)).squareRoot() }

    /// Of the grey of Li.
    package var lithium: Double { self[0] }
    /// Of the grey of Na.
    package var sodium: Double { self[1] }
    /// Of the grey of the SSE.
    package var electrolyte: Double { self[2] }
    /// Of the standard deviation of the noise.
    package var noise: Double { self[3] }
    /// Of the widths of the blur along the depth, from row to row and from column to column, in voxels.
    package var blur: (depth: Double, rows: Double, columns: Double) { (self[4], self[5], self[6]) }
    /// Of the couplings in the layer and across layers.
    package var coupling: (lateral: Double, axial: Double) { (self[7], self[8]) }
}
