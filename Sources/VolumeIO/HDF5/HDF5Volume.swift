import VoxelCore

/// A volume in an HDF5 file, or in several that one names as its parts.
package struct HDF5Volume: VolumeSource {
    /// The number of slices, rows and columns.
    package let shape: VolumeShape
    /// The type of the samples.
    package let sampleType: SampleType
    /// The file that was opened, then those of its parts.
    package let files: [SourceFile]
    /// How many slices are decoded together: the depth of compressed chunks.
    package let blockDepth: Int
    /// The boxes that make up the volume, none over another.
    let parts: [HDF5Part]
    /// What stands where there is no part, in the machine's byte order; nil where there is one everywhere.
    let fill: [UInt8]?
    let memoryLimit: Int

    /// A volume of parts.
    init(
        shape: VolumeShape, sampleType: SampleType, files: [SourceFile], parts: [HDF5Part], fill: [UInt8]?,
        memoryLimit: Int
    ) {
        (self.shape, self.sampleType, self.files, self.parts) = (shape, sampleType, files, parts)
        (self.fill, self.memoryLimit) = (fill, memoryLimit)
        blockDepth = parts.reduce(1) { max($0, $1.samples.blockDepth) }
    }

    /// `deflate`, `lz4`, `bitshuffle-lz4`, …; `none`.
    package var compression: String {
        for part in parts {
            guard case .chunked(let table) = part.samples.storage else { continue }
            if let name = table.filters.last(where: { $0.isCompression })?.name { return name }
        }
        return "none"
    }

    /// The byte order of the first part: `little` or `big`.
    package var byteOrder: String { parts.first?.samples.isLittleEndian == false ? "big" : "little" }

    /// A reader that keeps a file open and the last layer of chunks decoded.
    package func makeReader() throws -> any VolumeReader { HDF5VolumeReader(of: self) }
}

/// A box of a volume and where its samples are.
struct HDF5Part: Sendable {
    /// In the volume.
    let region: VoxelRegion
    /// In the dataset; of the same extents.
    let source: VoxelRegion
    let samples: HDF5Samples
}

extension HDF5Samples {
    /// How many slices are decoded together.
    var blockDepth: Int {
        guard case .chunked(let table) = storage, !table.filters.isEmpty else { return 1 }
        return min(table.grid.extents.slices, shape.slices)
    }

    /// The decoded bytes of a layer of chunks, which a reader needs so that it decodes each once; 0 where it needs none.
    var layerBytes: Int {
        guard case .chunked(let table) = storage, !table.filters.isEmpty, blockDepth > 1 else { return 0 }
        return table.grid.layerBytes(boxBytes: table.chunkBytes)
    }
}
