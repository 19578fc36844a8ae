import VoxelCore

/// A volume of which a window of some slices stays in memory once it has been read, whoever has read it: what is
/// looked at again later costs no second reading and decoding.
///
/// - Complexity: a window of samples per slice of memory.
package final class HeldWindow: VolumeView {
    package let source: any VolumeSource
    private let slices: Range<Int>
    private let rows: Range<Int>
    private let columns: Range<Int>
    /// The samples of the slices whose window was read.
    private let held: Guarded<[Int: [UInt8]]>

    /// A volume that holds so many columns of some rows of some slices.
    package init(of source: any VolumeSource, slices: Range<Int>, rows: Range<Int>, columns: Range<Int>) {
        self.source = source
        self.slices = slices
        self.rows = rows
        self.columns = columns
        held = Guarded([:])
    }

    /// A reader with its own handles; all readers share what is held.
    package func makeReader() throws -> any VolumeReader { Reader(try source.makeReader(), of: self) }

    private final class Reader: VolumeReader {
        private let reader: any VolumeReader
        private let volume: HeldWindow

        init(_ reader: any VolumeReader, of volume: HeldWindow) {
            self.reader = reader
            self.volume = volume
        }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) throws {
            let size = volume.sampleType.byteCount
            // The place of a row's samples within a window, which begins at a row and a column and is so wide.
            let place = { (row: Int, first: Int, top: Int, left: Int, width: Int) in
                ((row - top) * width + first - left) * size
            }
            if volume.rows.contains(rows), volume.columns.contains(columns),
                let samples = volume.held.withLock({ $0[slice] })
            {
                for row in rows {
                    let from = place(
                        row, columns.lowerBound, volume.rows.lowerBound, volume.columns.lowerBound, volume.columns.count
                    )
                    let to = (row - rows.lowerBound) * columns.count * size
                    UnsafeMutableRawBufferPointer(rebasing: destination[to..<to + columns.count * size]).copyBytes(
                        from: samples[from..<from + columns.count * size])
                }
                return
            }
            try reader.read(slice: slice, rows: rows, columns: columns, into: destination)
            guard volume.slices.contains(slice), rows.contains(volume.rows), columns.contains(volume.columns) else {
                return
            }
            var samples: [UInt8] = []
            samples.reserveCapacity(volume.rows.count * volume.columns.count * size)
            for row in volume.rows {
                let from = place(
                    row, volume.columns.lowerBound, rows.lowerBound, columns.lowerBound, columns.count)
                samples += destination[from..<from + volume.columns.count * size]
            }
            volume.held.withLock { $0[slice] = samples }
        }
    }
}
