import VoxelCore

/// A volume of which one row of some slices stays in memory once it has been read, whoever has read it: what is
/// looked at again later costs no second reading and decoding.
///
/// - Complexity: a row of samples per slice of memory.
package final class HeldRow: VolumeView {
    package let source: any VolumeSource
    private let slices: Range<Int>
    private let row: Int
    private let columns: Range<Int>
    /// The samples of the slices whose row was read.
    private let held: Guarded<[Int: [UInt8]]>

    /// A volume that holds so many columns of a row of some slices.
    package init(of source: any VolumeSource, slices: Range<Int>, row: Int, columns: Range<Int>) {
        self.source = source
        self.slices = slices
        self.row = row
        self.columns = columns
        held = Guarded([:])
    }

    /// A reader with its own handles; all readers share what is held.
    package func makeReader() throws -> any VolumeReader { Reader(try source.makeReader(), of: self) }

    private final class Reader: VolumeReader {
        private let reader: any VolumeReader
        private let volume: HeldRow

        init(_ reader: any VolumeReader, of volume: HeldRow) {
            self.reader = reader
            self.volume = volume
        }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) throws {
            let size = volume.sampleType.byteCount
            if rows == volume.row..<volume.row + 1, volume.columns.contains(columns),
                let samples = volume.held.withLock({ $0[slice] })
            {
                let start = (columns.lowerBound - volume.columns.lowerBound) * size
                destination.copyBytes(from: samples[start..<start + columns.count * size])
                return
            }
            try reader.read(slice: slice, rows: rows, columns: columns, into: destination)
            guard volume.slices.contains(slice), rows.contains(volume.row), columns.contains(volume.columns) else {
                return
            }
            let start =
                ((volume.row - rows.lowerBound) * columns.count + volume.columns.lowerBound - columns.lowerBound) * size
            let samples = Array(destination[start..<start + volume.columns.count * size])
            volume.held.withLock { $0[slice] = samples }
        }
    }
}
