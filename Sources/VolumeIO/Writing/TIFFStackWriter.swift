import VoxelCore

/// Writes a stack as one TIFF file that ImageJ, napari and tifffile open with its calibration.
///
/// Little endian, uncompressed, one strip per slice, all samples in one piece behind the first directory, ImageJ's
/// description when a voxel size is given. The same input gives the same bytes: no date, no host. A file that would
/// reach 4 GiB is written as BigTIFF; ImageJ opens that through Bio-Formats only.
///
/// The caller names a temporary path and renames it when ``finish()`` has returned. A writer that is dropped before
/// removes its file.
package struct TIFFStackWriter: ~Copyable {
    private let output: OutputFile
    private let shape: VolumeShape
    private let layout: StackLayout
    private var appended = 0

    /// Creates the file and writes all that precedes the samples.
    ///
    /// - Parameters:
    ///   - path: the file; one that exists is replaced.
    ///   - shape: the extents; every one at least 1.
    ///   - sampleType: the type of the samples.
    ///   - voxelSize: the calibration to write, none for a volume without a length.
    /// - Throws: `SimstripError` of kind `output`.
    package init(
        path: String, shape: VolumeShape, sampleType: SampleType, voxelSize: VoxelSize?
    ) throws {
        precondition(shape.extents.allSatisfy { $0 > 0 }, "a stack has samples")
        let layout = StackLayout(shape: shape, sampleType: sampleType, voxelSize: voxelSize)
        let output = try OutputFile(creating: path)
        try output.write(layout.head)
        self.shape = shape
        self.layout = layout
        self.output = output
    }

    /// Appends the next slice.
    ///
    /// - Parameter slice: rows × columns samples of the writer's type in the machine's byte order, row by row.
    /// - Throws: `SimstripError` of kind `output`, for instance where the disk is full.
    package mutating func append(slice: UnsafeRawBufferPointer) throws {
        precondition(appended < shape.slices, "a stack gets as many slices as its shape says")
        precondition(slice.count == layout.sliceBytes, "a slice holds rows × columns samples")
        precondition(1.littleEndian == 1, "samples are written as they lie in memory")
        try output.write(slice)
        appended += 1
    }

    /// Writes the directories of the other slices and closes the file.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    package consuming func finish() throws {
        precondition(appended == shape.slices, "a stack is finished when it has all its slices")
        // In pieces, so that a million slices do not need their directories in memory.
        for first in stride(from: 1, to: shape.slices, by: 4096) {
            try output.write(layout.directories(of: first..<min(first + 4096, shape.slices)))
        }
        try output.close()
    }
}
