import VoxelCore

/// Filters in two dimensions by Fourier transforms.
struct PlaneFourier: Sendable {
    let rows: Int
    let columns: Int
    private let alongRows: FourierTransform
    private let alongColumns: FourierTransform

    /// A periodic plane; both extents are powers of two.
    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        alongRows = FourierTransform(length: columns)
        alongColumns = FourierTransform(length: rows)
    }

    /// The number of elements.
    var count: Int { rows * columns }

    /// A gain for every element of a spectrum.
    ///
    /// - Parameters:
    ///   - gain: of the frequencies along a column and along a row, in cycles per element, −1/2 … 1/2.
    func gains(_ gain: (Double, Double) -> Double) -> [Double] {
        (0..<count).map { gain(Self.frequency($0 / columns, of: rows), Self.frequency($0 % columns, of: columns)) }
    }

    /// Multiplies the spectrum of a plane of complex numbers, row by row, by real gains.
    func filter(_ real: inout [Double], _ imaginary: inout [Double], gains: [Double]) {
        precondition(real.count == count && imaginary.count == count && gains.count == count, "the plane's extents")
        transform(&real, &imaginary)
        let scale = 1 / Double(count)
        for index in 0..<count {
            real[index] *= scale * gains[index]
            imaginary[index] *= scale * gains[index]
        }
        transform(&imaginary, &real)
    }

    private static func frequency(_ index: Int, of count: Int) -> Double {
        Double(2 * index <= count ? index : index - count) / Double(count)
    }

    private func transform(_ real: inout [Double], _ imaginary: inout [Double]) {
        real.withUnsafeMutableBufferPointer { real in
            imaginary.withUnsafeMutableBufferPointer { imaginary in
                for row in 0..<rows {
                    alongRows.transform(
                        real.part(at: row * columns, count: columns), imaginary.part(at: row * columns, count: columns))
                }
                var lineReal = [Double](repeating: 0, count: rows)
                var lineImaginary = lineReal
                lineReal.withUnsafeMutableBufferPointer { lineReal in
                    lineImaginary.withUnsafeMutableBufferPointer { lineImaginary in
                        for column in 0..<columns {
                            for row in 0..<rows {
                                lineReal[row] = real[row * columns + column]
                                lineImaginary[row] = imaginary[row * columns + column]
                            }
                            alongColumns.transform(lineReal, lineImaginary)
                            for row in 0..<rows {
                                real[row * columns + column] = lineReal[row]
                                imaginary[row * columns + column] = lineImaginary[row]
                            }
                        }
                    }
                }
            }
        }
    }
}
