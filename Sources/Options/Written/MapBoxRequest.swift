import VoxelCore

/// A part of the map before the map is known: ranges of rows and of columns, of which each end may be the map's.
public struct MapBoxRequest: Sendable, Hashable, CustomStringConvertible {
    private let rows, columns: OpenRange

    /// Half-open ranges of indices.
    public init(rows: Range<Int>, columns: Range<Int>) {
        self.rows = OpenRange(lower: rows.lowerBound, upper: rows.upperBound)
        self.columns = OpenRange(lower: columns.lowerBound, upper: columns.upperBound)
    }

    /// Understands `r0:r1,c0:c1`, an empty end meaning the map's.
    ///
    /// - Throws: `SimstripError` of kind `usage`.
    package init(parsing text: String) throws(SimstripError) {
        let ranges = try OpenRange.all(
            in: text, of: ProfileBoxOption.typed, counting: 2,
            such: "two for rows and columns of the map, such as 100:140,:")
        (rows, columns) = (ranges[0], ranges[1])
    }

    /// The rows and columns of a map.
    ///
    /// - Throws: `SimstripError` of kind `usage` where it is empty or reaches beyond the map.
    package func box(
        ofRows rowCount: Int, columns columnCount: Int
    ) throws(SimstripError) -> (rows: Range<Int>, columns: Range<Int>) {
        guard let rows = rows.range(within: rowCount), let columns = columns.range(within: columnCount) else {
            throw .usage(
                "--profile-box is '\(description)', but the map has the rows 0:\(rowCount) and the columns"
                    + " 0:\(columnCount); write ranges within them that are not empty")
        }
        return (rows, columns)
    }

    /// Whether it is the map, whatever that is.
    var isWhole: Bool { rows.isWhole && columns.isWhole }

    /// The request in its shortest spelling: `100:140,:`.
    public var description: String { "\(rows),\(columns)" }
}
