/// A volume, or a box of one, whose samples lie in memory.
public struct MemoryVolume: VolumeSource {
    /// The extents of the whole volume, in whose indices it is read.
    public let shape: VolumeShape
    /// The type of the samples.
    public let sampleType: SampleType
    /// The box that is held; reading outside it is a mistake of the caller.
    package let region: VoxelRegion
    /// The samples of the box in (z, y, x) order.
    package var bytes: [UInt8]

    /// A volume of samples in (z, y, x) order, x fastest.
    ///
    /// - Precondition: there are as many samples as voxels.
    public init<T: Sample>(shape: VolumeShape, samples: [T]) {
        self.init(shape: shape, type: T.sampleType, bytes: samples.withUnsafeBytes { Array($0) })
    }

    /// A volume of raw bytes, or the box `region` of a volume of the given shape.
    ///
    /// - Precondition: there are as many samples as voxels in the box.
    package init(shape: VolumeShape, region: VoxelRegion? = nil, type: SampleType, bytes: [UInt8]) {
        let box = region ?? VoxelRegion(shape)
        precondition(bytes.count == box.shape.count * type.byteCount, "a volume holds as many samples as voxels")
        self.shape = shape
        self.sampleType = type
        self.region = box
        self.bytes = bytes
    }

    /// All samples of another volume.
    ///
    /// - Throws: ``SimstripError`` from reading.
    package init(of source: any VolumeSource) throws {
        let shape = source.shape
        var bytes = [UInt8](repeating: 0, count: shape.count * source.sampleType.byteCount)
        let reader = try source.makeReader()
        let slice = bytes.count / max(shape.slices, 1)
        try bytes.withUnsafeMutableBytes { all in
            for z in 0..<shape.slices {
                try reader.read(
                    slice: z, rows: 0..<shape.rows, columns: 0..<shape.columns,
                    into: UnsafeMutableRawBufferPointer(rebasing: all[z * slice..<(z + 1) * slice]))
            }
        }
        self.init(shape: shape, type: source.sampleType, bytes: bytes)
    }

    /// A reader that copies from memory.
    public func makeReader() -> any VolumeReader { Reader(volume: self) }

    private final class Reader: VolumeReader {
        let volume: MemoryVolume

        init(volume: MemoryVolume) { self.volume = volume }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) {
            let box = volume.region
            precondition(
                box.slices.contains(slice) && box.rows.contains(rows) && box.columns.contains(columns),
                "a read stays within the samples that are held")
            let size = volume.sampleType.byteCount
            let rowBytes = columns.count * size
            precondition(destination.count == rows.count * rowBytes)
            volume.bytes.withUnsafeBytes { samples in
                guard let origin = samples.baseAddress else { return }
                for (index, row) in rows.enumerated() {
                    let first =
                        ((slice - box.slices.lowerBound) * box.rows.count + row - box.rows.lowerBound)
                        * box.columns.count + columns.lowerBound - box.columns.lowerBound
                    destination.baseAddress?.advanced(by: index * rowBytes).copyMemory(
                        from: origin + first * size, byteCount: rowBytes)
                }
            }
        }
    }
}
