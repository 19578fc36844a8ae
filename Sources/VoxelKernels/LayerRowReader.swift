import VoxelCore

/// A row of samples that share their position along the stripping axis.
package struct LayerRow {
    /// The index along the stripping axis, in the volume.
    package let position: Int
    /// The row of the map, counted from the region's first.
    package let mapRow: Int
    /// One sample for each column of the map.
    package let samples: RawSamples

    /// A row of a map's columns at a position.
    package init(position: Int, mapRow: Int, samples: RawSamples) {
        self.position = position
        self.mapRow = mapRow
        self.samples = samples
    }
}

/// Presents the slices of a volume as rows that lie across the stripping axis, whichever axis that is.
///
/// A slice seen along z or y has such rows already; along x it is transposed. So every kernel is written once, for
/// rows whose voxels all have one position and belong to neighbouring columns of the map. One reader per thread.
package final class LayerRowReader {
    private let reader: any VolumeReader
    private let type: SampleType
    private let axis: Axis
    private let region: VoxelRegion
    private var window: AlignedBytes
    private var transposed: AlignedBytes

    /// A reader of the box `region`, every row of it.
    ///
    /// - Throws: `SimstripError`.
    package init(_ source: any VolumeSource, axis: Axis, region: VoxelRegion) throws {
        reader = try source.makeReader()
        type = source.sampleType
        self.axis = axis
        self.region = region
        let byteCount = region.rows.count * region.columns.count * type.byteCount
        window = AlignedBytes(count: byteCount)
        transposed = AlignedBytes(count: axis == .x ? byteCount : 0)
    }

    /// Reads one slice and hands out its rows, from the SSE into an electrode on side `side`: in ascending order of
    /// position for `high`.
    ///
    /// The samples of a row are valid only inside `body`.
    ///
    /// - Throws: `SimstripError`, and what `body` throws.
    package func forEachRow(
        inSlice slice: Int, towards side: ElectrodeSide = .high, _ body: (LayerRow) throws -> Void
    ) throws {
        try reader.read(slice: slice, rows: region.rows, columns: region.columns, into: window.buffer)
        let (rows, columns) = (region.rows.count, region.columns.count)
        switch axis {
        case .z:
            for row in 0..<rows {
                try body(LayerRow(position: slice, mapRow: row, samples: samples(of: window, row, columns)))
            }
        case .y:
            let mapRow = slice - region.slices.lowerBound
            for index in 0..<rows {
                let row = side == .high ? index : rows - 1 - index
                let position = region.rows.lowerBound + row
                try body(LayerRow(position: position, mapRow: mapRow, samples: samples(of: window, row, columns)))
            }
        case .x:
            let mapRow = slice - region.slices.lowerBound
            transpose(
                UnsafeRawBufferPointer(window.buffer), rows: rows, columns: columns, elementSize: type.byteCount,
                into: transposed.buffer)
            for index in 0..<columns {
                let column = side == .high ? index : columns - 1 - index
                let position = region.columns.lowerBound + column
                try body(LayerRow(position: position, mapRow: mapRow, samples: samples(of: transposed, column, rows)))
            }
        }
    }

    private func samples(of bytes: AlignedBytes, _ row: Int, _ count: Int) -> RawSamples {
        RawSamples(type, UnsafeRawBufferPointer(bytes.buffer))[row * count..<(row + 1) * count]
    }
}
