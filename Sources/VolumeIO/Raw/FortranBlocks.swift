import VoxelCore

/// Slices of an array whose index z runs fastest: all its samples lie between those of any slice.
///
/// A block of slices is put together by reading every column of the file once, so a file larger than a block is read once
/// for each.
struct FortranBlocks: Sendable {
    private let shape: VolumeShape
    private let sampleBytes: Int
    /// The slices of a block.
    let depth: Int

    /// A block has a sixteenth of the volume, within these bounds and those of the memory.
    private static let smallestBlock = 64 << 20
    /// So many columns of x are read together: what is written one behind the other.
    private static let columnsAtOnce = 16
    /// The bytes that are read together, about.
    private static let readBytes = 16 << 20

    init(_ form: RawVolume.Form, memoryLimit: Int) {
        shape = form.shape
        sampleBytes = form.sampleType.byteCount
        let wanted = max(FortranBlocks.smallestBlock, form.sliceBytes * form.shape.slices / 16)
        depth = min(shape.slices, max(1, min(wanted, memoryLimit) / form.sliceBytes))
    }

    func block(of slice: Int) -> Range<Int> {
        let first = slice / depth * depth
        return first..<min(first + depth, shape.slices)
    }

    /// Puts a block of slices together.
    ///
    /// - Parameters:
    ///   - block: one of `block(of:)`.
    ///   - offset: where the samples begin in the file.
    ///   - destination: exactly the block's samples; they stay in the file's byte order.
    func read(
        _ block: Range<Int>, of file: borrowing InputFile, at offset: Int,
        into destination: UnsafeMutableRawBufferPointer, scratch: GrowingBuffer, place: Place
    ) throws(SimstripError) {
        let columnBytes = shape.slices * sampleBytes
        let width = min(FortranBlocks.columnsAtOnce, shape.columns)
        let height = min(shape.rows, max(1, FortranBlocks.readBytes / (columnBytes * width)))
        for x in stride(from: 0, to: shape.columns, by: width) {
            let xs = x..<min(x + width, shape.columns)
            for y in stride(from: 0, to: shape.rows, by: height) {
                let ys = y..<min(y + height, shape.rows)
                // Of long columns only the part that is wanted.
                let partBytes = block.count * sampleBytes
                let isWhole = columnBytes - partBytes <= 1 << 12
                let run = ys.count * (isWhole ? columnBytes : partBytes)
                let bytes = scratch.bytes(run * xs.count)
                for x in xs {
                    let target = UnsafeMutableRawBufferPointer(
                        rebasing: bytes[(x - xs.lowerBound) * run..<(x - xs.lowerBound + 1) * run])
                    let start = offset + (x * shape.rows + ys.lowerBound) * columnBytes
                    if isWhole {
                        try file.read(into: target, at: start, place: place)
                    } else {
                        for row in 0..<ys.count {
                            try file.read(
                                into: UnsafeMutableRawBufferPointer(
                                    rebasing: target[row * partBytes..<(row + 1) * partBytes]),
                                at: start + row * columnBytes + block.lowerBound * sampleBytes, place: place)
                        }
                    }
                }
                let first = isWhole ? block.lowerBound : 0
                let rowStride = isWhole ? shape.slices : block.count
                switch sampleBytes {
                case 1: turn(UInt8.self, bytes, destination, block.count, ys, xs, first, rowStride)
                case 2: turn(UInt16.self, bytes, destination, block.count, ys, xs, first, rowStride)
                case 4: turn(UInt32.self, bytes, destination, block.count, ys, xs, first, rowStride)
                default: turn(UInt64.self, bytes, destination, block.count, ys, xs, first, rowStride)
                }
            }
        }
    }

    /// Puts samples that were read, (x, y, z) with z fastest, where they belong in (z, y, x).
    private func turn<Word: FixedWidthInteger>(
        _: Word.Type, _ source: UnsafeMutableRawBufferPointer, _ destination: UnsafeMutableRawBufferPointer,
        _ depth: Int, _ ys: Range<Int>, _ xs: Range<Int>, _ first: Int, _ rowStride: Int
    ) {
        let source = source.assumingMemoryBound(to: Word.self)
        let target = destination.assumingMemoryBound(to: Word.self)
        let columnStride = ys.count * rowStride
        for y in 0..<ys.count {
            for z in 0..<depth {
                let row = (z * shape.rows + ys.lowerBound + y) * shape.columns + xs.lowerBound
                let from = y * rowStride + first + z
                for x in 0..<xs.count { target[row + x] = source[x * columnStride + from] }
            }
        }
    }
}
