import VoxelCore

/// Keeps the last few slice windows a filter has read, so that a filter that walks through the slices reads each once.
final class SliceWindows {
    private let reader: any VolumeReader
    private let type: SampleType
    private let capacity: Int
    private var kept: [(slice: Int, rows: Range<Int>, columns: Range<Int>, bytes: AlignedBytes)] = []

    /// Windows of a volume, at most `capacity` of them kept.
    init(_ source: any VolumeSource, capacity: Int) throws {
        reader = try source.makeReader()
        type = source.sampleType
        self.capacity = capacity
    }

    /// The samples of a window of one slice, valid until `capacity` other windows have been asked for.
    func window(slice: Int, rows: Range<Int>, columns: Range<Int>) throws -> RawSamples {
        if let index = kept.firstIndex(where: { $0.slice == slice && $0.rows == rows && $0.columns == columns }) {
            let found = kept.remove(at: index)
            kept.append(found)
            return RawSamples(type, UnsafeRawBufferPointer(found.bytes.buffer))
        }
        let byteCount = rows.count * columns.count * type.byteCount
        var bytes = kept.count == capacity ? kept.removeFirst().bytes : AlignedBytes(count: byteCount)
        if bytes.buffer.count != byteCount { bytes = AlignedBytes(count: byteCount) }
        try reader.read(slice: slice, rows: rows, columns: columns, into: bytes.buffer)
        kept.append((slice, rows, columns, bytes))
        return RawSamples(type, UnsafeRawBufferPointer(bytes.buffer))
    }
}

/// The index inside 0 ..< `extent` that stands for one beyond its ends: the volume mirrored at its outer faces
/// (… c b a | a b c …), as SciPy's mode `reflect`.
func reflected(_ index: Int, extent: Int) -> Int {
    let period = 2 * extent
    let folded = ((index % period) + period) % period
    return folded < extent ? folded : period - 1 - folded
}

extension Range<Int> {
    /// The range and `margin` more at both ends, within 0 ..< `extent`.
    func widened(by margin: Int, within extent: Int) -> Range<Int> {
        Swift.max(0, lowerBound - margin)..<Swift.min(extent, upperBound + margin)
    }
}
