import VoxelCore

/// The windows of the slices around the one a filter is asked for: a filter that walks through the slices, up or down,
/// reads each once.
final class SliceWindows {
    private let reader: any VolumeReader
    private let type: SampleType
    private var rows = 0..<0
    private var columns = 0..<0
    private var held: [Int: AlignedBytes] = [:]
    /// Memory of windows that are not needed any more.
    private var spare: [AlignedBytes] = []

    /// No windows yet.
    init(_ source: any VolumeSource) throws {
        reader = try source.makeReader()
        type = source.sampleType
    }

    /// Reads the same window of some slices, from the first to the last, but for those that are held from the last time.
    /// No others stay.
    func hold(slices: Range<Int>, rows: Range<Int>, columns: Range<Int>) throws {
        let byteCount = rows.count * columns.count * type.byteCount
        let isSameWindow = rows == self.rows && columns == self.columns
        for (slice, bytes) in held where !isSameWindow || !slices.contains(slice) {
            spare.append(bytes)
            held[slice] = nil
        }
        spare.removeAll { $0.buffer.count != byteCount }
        (self.rows, self.columns) = (rows, columns)
        for slice in slices where held[slice] == nil {
            let bytes = spare.popLast() ?? AlignedBytes(count: byteCount)
            try reader.read(slice: slice, rows: rows, columns: columns, into: bytes.buffer)
            held[slice] = bytes
        }
    }

    /// The samples of a window that is held, valid until others are.
    subscript(slice: Int) -> RawSamples {
        guard let bytes = held[slice] else { preconditionFailure("slice \(slice) is not held") }
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
