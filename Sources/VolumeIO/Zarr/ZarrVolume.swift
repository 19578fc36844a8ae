import VoxelCore

/// A volume in the chunks of a Zarr array.
struct ZarrVolume: VolumeSource {
    let chunks: ZarrChunks
    /// What stands for chunks that are not there, in the order of bytes that chunks have; nil where all are there.
    let fill: [UInt8]?
    let memoryLimit: Int

    var shape: VolumeShape { chunks.grid.shape }
    var sampleType: SampleType { chunks.array.sampleType }

    /// The depth of chunks that have to be decoded.
    var blockDepth: Int {
        chunks.array.filters.isEmpty ? 1 : min(chunks.grid.extents.slices, shape.slices)
    }

    /// The decoded bytes of a layer of chunks, which a reader needs so that it decodes each once; 0 where it needs none.
    var layerBytes: Int { blockDepth > 1 ? chunks.grid.layerBytes(boxBytes: chunks.chunkBytes) : 0 }

    func makeReader() throws -> any VolumeReader { ZarrVolumeReader(of: self) }
}
