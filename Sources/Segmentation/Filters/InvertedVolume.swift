import VoxelCore

/// A volume with bright and dark exchanged: 255 − v for uint8, 65535 − v for uint16, −1 − v for signed integers, −v for
/// floating point.
package struct InvertedVolume: VolumeView {
    package let source: any VolumeSource

    /// The inverse of a volume.
    package init(_ source: any VolumeSource) { self.source = source }

    /// A reader with its own handles.
    package func makeReader() throws -> any VolumeReader {
        InvertedReader(try source.makeReader(), source.sampleType)
    }
}

private final class InvertedReader: VolumeReader {
    private let reader: any VolumeReader
    private let type: SampleType

    init(_ reader: any VolumeReader, _ type: SampleType) {
        self.reader = reader
        self.type = type
    }

    func read(
        slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
    ) throws {
        try reader.read(slice: slice, rows: rows, columns: columns, into: destination)
        guard type.isFloatingPoint else {
            // The complement of all bits is the largest value less v, or −1 − v.
            for byte in destination.indices { destination[byte] = ~destination[byte] }
            return
        }
        // The sign bit alone, in the machine's own byte order.
        let sign = type.byteCount - 1
        for sample in 0..<destination.count / type.byteCount {
            destination[sample * type.byteCount + sign] ^= 0x80
        }
    }
}
