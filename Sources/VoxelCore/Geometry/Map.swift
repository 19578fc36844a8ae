/// A two-dimensional array over the columns of the stripping axis, row by row.
///
/// Inlinable: other modules go through maps of millions of columns element by element.
public struct Map<Element> {
    /// The number of rows: the first of the two axes that are not the stripping axis.
    public let rows: Int
    /// The number of columns: the second of them.
    public let columns: Int
    /// The elements; (row, column) is at `row * columns + column`.
    public var values: [Element]

    /// A map filled with one value.
    @inlinable
    public init(rows: Int, columns: Int, repeating value: Element) {
        self.init(rows: rows, columns: columns, values: Array(repeating: value, count: rows * columns))
    }

    /// A map of given values, row by row.
    @inlinable
    public init(rows: Int, columns: Int, values: [Element]) {
        precondition(values.count == rows * columns, "a map holds rows × columns values")
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// The element at a row and a column.
    @inlinable
    public subscript(row: Int, column: Int) -> Element {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    /// The number of elements.
    @inlinable
    public var count: Int { values.count }

    /// The map of a function of every element.
    @inlinable
    public func map<T>(_ transform: (Element) -> T) -> Map<T> {
        Map<T>(rows: rows, columns: columns, values: values.map(transform))
    }
}

extension Map: Sendable where Element: Sendable {}
extension Map: Equatable where Element: Equatable {}
