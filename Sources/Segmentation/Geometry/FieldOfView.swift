import VoxelCore
import VoxelKernels

/// The part of every slice that was measured: all of it, or the disk of a circular reconstruction, less what is filled.
///
/// Reconstructions of a parallel beam are true inside a circle; what lies outside is filled with 0 or NaN. Being a
/// disk, it has one range of columns in every row and one range of rows in every column. Frames, stripes and slices of
/// padding, and which grey values are outliers, come from ``MeasuredPart``.
package struct FieldOfView: Sendable, Equatable {
    /// Places that are filled in every slice; nil where there are none but those beyond the disk.
    package internal(set) var filled: FilledColumns?
    /// The slices that hold data; nil for all.
    package internal(set) var measuredSlices: Range<Int>?
    /// Samples beyond this range are outliers; nil where none are known.
    package internal(set) var greys: ClosedRange<Double>?
    /// How many of some samples are outliers.
    package internal(set) var outliersSeen: OutlierCount?
    private let columnsOfRow: [Range<Int>]?
    private let rowsOfColumn: [Range<Int>]?

    /// Every voxel of every slice.
    package static let everything = FieldOfView(columnsOfRow: nil, rowsOfColumn: nil)

    private init(columnsOfRow: [Range<Int>]?, rowsOfColumn: [Range<Int>]?) {
        self.columnsOfRow = columnsOfRow
        self.rowsOfColumn = rowsOfColumn
    }

    /// Whether there is a rim that was not measured.
    package var isLimited: Bool { columnsOfRow != nil || filled != nil || measuredSlices != nil }

    /// The measured parts of a row of a slice, within `range`.
    func runs(ofRow row: Int, inSlice slice: Int, in range: Range<Int>) -> [Range<Int>] {
        guard measuredSlices?.contains(slice) ?? true else { return [] }
        let disk = columns(ofRow: row, in: range)
        return filled?.runs(ofRow: row, in: disk) ?? [disk]
    }

    /// The part of a range along an axis that holds data in any column of a window.
    package func extent(along axis: Axis, of region: VoxelRegion) -> Range<Int> {
        let range = region[axis]
        guard axis != .z else { return measuredSlices?.clamped(to: range) ?? range }
        guard filled != nil else { return range }
        let mapRow = measuredSlices?.lowerBound ?? 0
        let parts = region[axis.ofMap.columns].map {
            positions(along: axis, mapRow: mapRow, mapColumn: $0, in: range)
        }
        let inside = parts.filter { !$0.isEmpty }
        guard let low = inside.map(\.lowerBound).min(), let high = inside.map(\.upperBound).max() else { return range }
        return low..<high
    }

    /// The columns of a row that lie inside the disk, within `range`.
    package func columns(ofRow row: Int, in range: Range<Int>) -> Range<Int> {
        columnsOfRow.map { $0[row].clamped(to: range) } ?? range
    }

    /// The part of `range` along `axis` that was measured at a place of the map.
    ///
    /// - Parameters:
    ///   - axis: the stripping axis.
    ///   - mapRow: the index along the first other axis, in the volume.
    ///   - mapColumn: the index along the second, in the volume.
    ///   - range: the indices along the axis that are asked for.
    package func positions(along axis: Axis, mapRow: Int, mapColumn: Int, in range: Range<Int>) -> Range<Int> {
        let none = range.lowerBound..<range.lowerBound
        if axis != .z, let measuredSlices, !measuredSlices.contains(mapRow) { return none }
        switch axis {
        case .z:
            if columns(ofRow: mapRow, in: mapColumn..<mapColumn + 1).isEmpty { return none }
            if let filled, filled.contains(row: mapRow, column: mapColumn) { return none }
            return measuredSlices.map { $0.clamped(to: range) } ?? range
        case .y:
            let disk = rowsOfColumn.map { $0[mapColumn].clamped(to: range) } ?? range
            return filled?.longest(ofColumn: mapColumn, in: disk) ?? disk
        case .x:
            let disk = columns(ofRow: mapColumn, in: range)
            return filled?.longest(ofRow: mapColumn, in: disk) ?? disk
        }
    }
}

extension FieldOfView {
    /// Looks for the rim of a circular reconstruction.
    ///
    /// Where no corner of a slice is filled with 0 or NaN there is no rim, and only the corners are read. Else up to
    /// eight slices are looked at together, and a rim is recognised where the ends of the measured part of every row
    /// lie on one circle to within 1.5 voxels and its inside is measured (98 %).
    ///
    /// - Parameters:
    ///   - source: the volume.
    ///   - slices: the slices to look at, not empty.
    /// - Throws: `SimstripError` from reading.
    package static func detect(in source: any VolumeSource, slices: Range<Int>) throws -> FieldOfView {
        let shape = source.shape
        let reader = try source.makeReader()
        let corner = min(2, shape.rows, shape.columns)
        let middle = (slices.lowerBound + slices.upperBound) / 2
        let ends = { (extent: Int) in [0..<corner, extent - corner..<extent] }
        var someCornerIsFilled = false
        for rows in ends(shape.rows) {
            for columns in ends(shape.columns) where !someCornerIsFilled {
                let measured = try measuredMask(reader, source.sampleType, slices: [middle], rows, columns)
                someCornerIsFilled = !measured.contains(true)
            }
        }
        guard someCornerIsFilled else { return .everything }
        let looks = min(8, slices.count)
        let chosen = (0..<looks).map { slices.lowerBound + (2 * $0 + 1) * slices.count / (2 * looks) }
        let mask = try measuredMask(reader, source.sampleType, slices: chosen, 0..<shape.rows, 0..<shape.columns)
        return disk(mask, rows: shape.rows, columns: shape.columns) ?? .everything
    }

    private static func measuredMask(
        _ reader: any VolumeReader, _ type: SampleType, slices: [Int], _ rows: Range<Int>, _ columns: Range<Int>
    ) throws -> [Bool] {
        var mask = Array(repeating: false, count: rows.count * columns.count)
        let window = AlignedBytes(count: mask.count * type.byteCount)
        for slice in slices {
            try reader.read(slice: slice, rows: rows, columns: columns, into: window.buffer)
            mask.withUnsafeMutableBufferPointer {
                markMeasured(RawSamples(type, UnsafeRawBufferPointer(window.buffer)), in: $0)
            }
        }
        return mask
    }

    private static func disk(_ mask: [Bool], rows: Int, columns: Int) -> FieldOfView? {
        let columnsOfRow = (0..<rows).map { row in
            extent((0..<columns).lazy.map { mask[row * columns + $0] })
        }
        let rowsOfColumn = (0..<columns).map { column in
            extent((0..<rows).lazy.map { mask[$0 * columns + column] })
        }
        var edge: [(row: Double, column: Double)] = []
        for (row, range) in columnsOfRow.enumerated() where !range.isEmpty {
            if range.lowerBound > 0 { edge.append((Double(row) + 0.5, Double(range.lowerBound))) }
            if range.upperBound < columns { edge.append((Double(row) + 0.5, Double(range.upperBound))) }
        }
        // The ends of rows say little where the circle runs along them; the ends of columns say it there.
        for (column, range) in rowsOfColumn.enumerated() where !range.isEmpty {
            if range.lowerBound > 0 { edge.append((Double(range.lowerBound), Double(column) + 0.5)) }
            if range.upperBound < rows { edge.append((Double(range.upperBound), Double(column) + 0.5)) }
        }
        guard edge.count >= 16, let circle = Circle(through: edge) else { return nil }
        // Ends of rows near the circle's top and bottom are off by more than a voxel along the row, never across it.
        let onCircle = edge.count { abs(circle.distance(row: $0.row, column: $0.column)) <= 1.5 }
        let spanned = columnsOfRow.reduce(0) { $0 + $1.count }
        let measured = mask.count { $0 }
        guard onCircle * 100 >= edge.count * 98, measured * 100 >= spanned * 98,
            circle.radius * 4 >= Double(min(rows, columns))
        else { return nil }
        return FieldOfView(columnsOfRow: columnsOfRow, rowsOfColumn: rowsOfColumn)
    }

    private static func extent(_ flags: some Collection<Bool>) -> Range<Int> {
        var range = 0..<0
        for (index, flag) in flags.enumerated() where flag {
            range = (range.isEmpty ? index : range.lowerBound)..<index + 1
        }
        return range
    }
}

/// A circle fitted to points by linear least squares: Kåsa (1976), doi 10.1109/TIM.1976.6312298.
private struct Circle {
    let row: Double
    let column: Double
    let radius: Double

    init?(through points: [(row: Double, column: Double)]) {
        let n = Double(points.count)
        let meanRow = points.reduce(0) { $0 + $1.row } / n
        let meanColumn = points.reduce(0) { $0 + $1.column } / n
        var (suu, svv, suv, suz, svz, sz) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        for point in points {
            let (u, v) = (point.row - meanRow, point.column - meanColumn)
            let z = u * u + v * v
            suu += u * u
            svv += v * v
            suv += u * v
            suz += u * z
            svz += v * z
            sz += z
        }
        let determinant = suu * svv - suv * suv
        guard determinant > 1e-9 * suu * svv else { return nil }
        let centreU = (suz * svv - svz * suv) / (2 * determinant)
        let centreV = (svz * suu - suz * suv) / (2 * determinant)
        row = meanRow + centreU
        column = meanColumn + centreV
        radius = (centreU * centreU + centreV * centreV + sz / n).squareRoot()
    }

    func distance(row: Double, column: Double) -> Double {
        let (u, v) = (row - self.row, column - self.column)
        return (u * u + v * v).squareRoot() - radius
    }
}
