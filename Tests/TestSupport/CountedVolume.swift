import VoxelCore

/// A volume in blocks of slices that counts how often every slice is read and every block decoded.
///
/// As readers of chunked files do, each of its readers keeps the block it decoded last.
package final class CountedVolume: VolumeSource {
    private let volume: MemoryVolume
    package let blockDepth: Int
    private let counts: Guarded<(reads: [Int], decodings: [Int])>

    package init(_ volume: MemoryVolume, blockDepth: Int = 1) {
        self.volume = volume
        self.blockDepth = blockDepth
        let blocks = (volume.shape.slices + blockDepth - 1) / blockDepth
        counts = Guarded((Array(repeating: 0, count: volume.shape.slices), Array(repeating: 0, count: blocks)))
    }

    package var shape: VolumeShape { volume.shape }
    package var sampleType: SampleType { volume.sampleType }
    package func makeReader() -> any VolumeReader { Reader(reader: volume.makeReader(), counted: self) }

    /// How often every slice was read.
    package var reads: [Int] { counts.withLock { $0.reads } }
    /// How often every block was decoded.
    package var decodings: [Int] { counts.withLock { $0.decodings } }

    private final class Reader: VolumeReader {
        let reader: any VolumeReader
        let counted: CountedVolume
        var decoded: Int?

        init(reader: any VolumeReader, counted: CountedVolume) {
            self.reader = reader
            self.counted = counted
        }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) throws {
            let block = slice / counted.blockDepth
            let isNew = block != decoded
            counted.counts.withLock {
                $0.reads[slice] += 1
                if isNew { $0.decodings[block] += 1 }
            }
            decoded = block
            try reader.read(slice: slice, rows: rows, columns: columns, into: destination)
        }
    }
}
