import VoxelCore
import VoxelKernels

/// A volume of phase codes: another volume's grey values, thresholded voxel by voxel as they are read.
///
/// Only grey values speak here: which voxels are SSE or outside is known by the interface, not by this volume.
package struct PhaseVolume: VolumeView {
    package let source: any VolumeSource
    private let thresholds: PhaseThresholds

    /// The phases of a grey volume.
    package init(_ source: any VolumeSource, thresholds: PhaseThresholds) {
        self.source = source
        self.thresholds = thresholds
    }

    /// Codes of `Phase`.
    package var sampleType: SampleType { .uint8 }

    /// A reader that thresholds what it reads.
    package func makeReader() throws -> any VolumeReader {
        Reader(reader: try source.makeReader(), type: source.sampleType, thresholds: thresholds)
    }

    private final class Reader: VolumeReader {
        let reader: any VolumeReader
        let type: SampleType
        let thresholds: PhaseThresholds
        var grey = AlignedBytes(count: 0)

        init(reader: any VolumeReader, type: SampleType, thresholds: PhaseThresholds) {
            self.reader = reader
            self.type = type
            self.thresholds = thresholds
        }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) throws {
            let byteCount = destination.count * type.byteCount
            if grey.buffer.count != byteCount { grey = AlignedBytes(count: byteCount) }
            try reader.read(slice: slice, rows: rows, columns: columns, into: grey.buffer)
            labelPhases(
                RawSamples(type, UnsafeRawBufferPointer(grey.buffer)), thresholds: thresholds,
                into: destination.bindMemory(to: UInt8.self))
        }
    }
}
