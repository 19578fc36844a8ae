/// The edges of a map's pixel.
public struct MapPixel: Sendable, Hashable {
    /// The distance between rows.
    public let row: Double
    /// The distance between columns, in the same unit.
    public let column: Double

    /// A pixel of two edges, both above 0.
    public init(row: Double, column: Double) {
        precondition(row > 0 && column > 0)
        (self.row, self.column) = (row, column)
    }

    /// A pixel whose edges are the unit of length.
    public static let unit = MapPixel(row: 1, column: 1)

    var area: Double { row * column }

    func distance(down: Int, right: Int) -> Double {
        let (y, x) = (Double(down) * row, Double(right) * column)
        return (y * y + x * x).squareRoot()
    }
}
