import VoxelCore
import VoxelKernels

/// A volume seen through a 3 × 3 × 3 median filter, filtered where it is read.
///
/// At the outer faces the volume is mirrored, as in `scipy.ndimage.median_filter(volume, size=3)`. Samples that are not
/// finite stay as they are.
package struct MedianFiltered: VolumeView {
    package let source: any VolumeSource

    /// A filtered view of a volume.
    package init(_ source: any VolumeSource) { self.source = source }

    /// One slice more than the volume's own.
    package var sliceReach: Int { source.sliceReach + 1 }

    /// A reader that filters what it reads.
    package func makeReader() throws -> any VolumeReader {
        Reader(windows: try SliceWindows(source, radius: 1), shape: source.shape, type: source.sampleType)
    }

    private final class Reader: VolumeReader {
        let windows: SliceWindows
        let shape: VolumeShape
        let type: SampleType

        init(windows: SliceWindows, shape: VolumeShape, type: SampleType) {
            self.windows = windows
            self.shape = shape
            self.type = type
        }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) throws {
            let around = (
                rows: rows.widened(by: 1, within: shape.rows), columns: columns.widened(by: 1, within: shape.columns)
            )
            try windows.hold(
                slices: (slice..<slice + 1).widened(by: 1, within: shape.slices), rows: around.rows,
                columns: around.columns)
            let slices = [-1, 0, 1].map { windows[reflected(slice + $0, extent: shape.slices)] }
            let size = type.byteCount
            let padded = AlignedBytes(count: 9 * (columns.count + 2) * size)
            for row in rows {
                // Two of every three rows are where they were for the row before this one.
                for offset in row == rows.lowerBound ? -1...1 : 1...1 {
                    let sourceRow = reflected(row + offset, extent: shape.rows) - around.rows.lowerBound
                    for (plane, samples) in slices.enumerated() {
                        let line = samples[
                            sourceRow * around.columns.count..<(sourceRow + 1) * around.columns.count]
                        pad(line, around.columns, columns, into: padded, at: 3 * plane + (row + offset + 3) % 3)
                    }
                }
                let first = (row - rows.lowerBound) * columns.count * size
                median27(
                    rows: RawSamples(type, UnsafeRawBufferPointer(padded.buffer)), centre: 3 + row % 3,
                    count: columns.count,
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: destination[first..<first + columns.count * size]))
            }
        }

        /// Copies a line with one sample more at both ends into one of the nine rows of a neighbourhood.
        private func pad(
            _ line: RawSamples, _ held: Range<Int>, _ columns: Range<Int>, into padded: AlignedBytes, at row: Int
        ) {
            let size = type.byteCount
            let start = row * (columns.count + 2) * size
            func copy(_ sourceColumn: Int, _ count: Int, to column: Int) {
                let from = (sourceColumn - held.lowerBound) * size
                let target = start + column * size
                UnsafeMutableRawBufferPointer(rebasing: padded.buffer[target..<target + count * size])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: line.bytes[from..<from + count * size]))
            }
            copy(reflected(columns.lowerBound - 1, extent: shape.columns), 1, to: 0)
            copy(columns.lowerBound, columns.count, to: 1)
            copy(reflected(columns.upperBound, extent: shape.columns), 1, to: columns.count + 1)
        }
    }
}
