import Testing
import VolumeIO
import VoxelCore

extension VolumeSource {
    /// The samples of a region, little endian.
    func samples(of region: VoxelRegion? = nil) throws -> [UInt8] {
        let region = region ?? VoxelRegion(shape)
        let reader = try makeReader()
        let count = region.rows.count * region.columns.count * sampleType.byteCount
        var all: [UInt8] = []
        let slice = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        defer { slice.deallocate() }
        for index in region.slices {
            try reader.read(slice: index, rows: region.rows, columns: region.columns, into: slice)
            all += slice
        }
        return all
    }
}

/// Bytes of integers, lowest first.
func littleEndian<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
}

/// Bytes of integers, highest first.
func bigEndian<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}

/// Expects an error of a kind whose message holds certain words.
func expectError<Result>(
    _ kind: SimstripError.Kind, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation,
    from body: () throws -> Result
) {
    do {
        _ = try body()
        Issue.record("no error was thrown", sourceLocation: sourceLocation)
    } catch let error as SimstripError {
        #expect(error.kind == kind, "\(error.message)", sourceLocation: sourceLocation)
        for word in words {
            #expect(error.message.contains(word), "\(error.message)", sourceLocation: sourceLocation)
        }
    } catch {
        Issue.record("\(error)", sourceLocation: sourceLocation)
    }
}

/// The bytes of a window of a slice.
func window(of samples: [UInt8], columns width: Int, size: Int, rows: Range<Int>, columns: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    for row in rows {
        let start = row * width
        result += samples[(start + columns.lowerBound) * size..<(start + columns.upperBound) * size]
    }
    return result
}
