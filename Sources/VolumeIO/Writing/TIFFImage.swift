import VoxelCore

/// Maps as TIFF files of one page.
package enum TIFFImage {
    /// Writes a map as a float32 image; NaN stays NaN.
    ///
    /// - Parameters:
    ///   - map: the values.
    ///   - path: the file; one that exists is replaced.
    ///   - voxelSize: rows are its y, columns its x; none for a map without a length.
    /// - Throws: `SimstripError` of kind `output`.
    package static func write(_ map: Map<Float>, to path: String, voxelSize: VoxelSize?) throws {
        try write(map, as: .float32, to: path, voxelSize: voxelSize)
    }

    /// Writes a map as a uint16 image; like the one of float32.
    package static func write(_ map: Map<UInt16>, to path: String, voxelSize: VoxelSize?) throws {
        try write(map, as: .uint16, to: path, voxelSize: voxelSize)
    }

    /// Writes a map as a uint8 image; like the one of float32.
    package static func write(_ map: Map<UInt8>, to path: String, voxelSize: VoxelSize?) throws {
        try write(map, as: .uint8, to: path, voxelSize: voxelSize)
    }

    private static func write<Element>(
        _ map: Map<Element>, as type: SampleType, to path: String, voxelSize: VoxelSize?
    ) throws {
        let shape = VolumeShape(slices: 1, rows: map.rows, columns: map.columns)
        var writer = try TIFFStackWriter(path: path, shape: shape, sampleType: type, voxelSize: voxelSize)
        try map.values.withUnsafeBytes { try writer.append(slice: $0) }
        try writer.finish()
    }

    /// Reads an image of one page as a map of float32, whatever real type it has.
    ///
    /// - Throws: `SimstripError`: `missingInput` where the file is not there, `data` where it is not one page of grey
    ///   values.
    package static func readFloatMap(_ path: String, options: ReadingOptions = .init()) throws -> Map<Float> {
        if case .missing = PathKind(of: path) { throw SimstripError.missingInput("there is no file '\(path)'") }
        let image = try StackFile.open(path, options: options)
        let shape = image.shape
        guard shape.slices == 1 else {
            throw SimstripError.data("'\(path)' has \(shape.slices) pages, a map has one")
        }
        let reader = try image.makeReader()
        var values = [Float](repeating: 0, count: shape.rows * shape.columns)
        // Row by row: the stored type never needs a buffer of the whole map.
        let row = UnsafeMutableRawBufferPointer.allocate(
            byteCount: shape.columns * image.sampleType.byteCount, alignment: 16)
        defer { row.deallocate() }
        for index in 0..<shape.rows {
            try reader.read(slice: 0, rows: index..<index + 1, columns: 0..<shape.columns, into: row)
            convert(UnsafeRawBufferPointer(row), of: image.sampleType, to: &values, at: index * shape.columns)
        }
        return Map(rows: shape.rows, columns: shape.columns, values: values)
    }

    private static func convert(
        _ bytes: UnsafeRawBufferPointer, of type: SampleType, to values: inout [Float], at start: Int
    ) {
        func fill<Sample>(_: Sample.Type, _ number: (Sample) -> Float) {
            let samples = bytes.assumingMemoryBound(to: Sample.self)
            for index in samples.indices { values[start + index] = number(samples[index]) }
        }
        switch type {
        case .uint8: fill(UInt8.self) { Float($0) }
        case .uint16: fill(UInt16.self) { Float($0) }
        case .uint32: fill(UInt32.self) { Float($0) }
        case .int8: fill(Int8.self) { Float($0) }
        case .int16: fill(Int16.self) { Float($0) }
        case .int32: fill(Int32.self) { Float($0) }
        case .float16: fill(Float16.self) { Float($0) }
        case .float32: fill(Float.self) { $0 }
        case .float64: fill(Double.self) { Float($0) }
        }
    }
}
