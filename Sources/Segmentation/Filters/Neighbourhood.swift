import VoxelCore

/// The windows of the slices around the one a filter is asked for: a filter that walks through the slices, up or down,
/// reads each once.
final class SliceWindows {
    private let reader: any VolumeReader
    private let type: SampleType
    private var rows = 0..<0
    private var columns = 0..<0
    /// The slice whose window lies at every place; slice k has its place at k modulo their number.
    private var held: [Int?]
    /// All windows in one piece, which the system takes back as soon as it is freed.
    private var memory = AlignedBytes(count: 0)
    private var byteCount = 0

    /// No windows yet.
    ///
    /// - Parameter radius: how many slices before and after one are held with it.
    init(_ source: any VolumeSource, radius: Int) throws {
        reader = try source.makeReader()
        type = source.sampleType
        held = Array(repeating: nil, count: min(2 * radius + 1, source.shape.slices))
    }

    /// Reads the same window of some slices, from the first to the last, but for those that are held from the last time.
    ///
    /// - Parameter slices: side by side, at most 2 · radius + 1.
    func hold(slices: Range<Int>, rows: Range<Int>, columns: Range<Int>) throws {
        precondition(slices.count <= held.count)
        if rows != self.rows || columns != self.columns {
            (self.rows, self.columns) = (rows, columns)
            byteCount = rows.count * columns.count * type.byteCount
            if memory.buffer.count != held.count * byteCount { memory = AlignedBytes(count: held.count * byteCount) }
            held = Array(repeating: nil, count: held.count)
        }
        for slice in slices where held[slice % held.count] != slice {
            held[slice % held.count] = nil
            try reader.read(slice: slice, rows: rows, columns: columns, into: window(slice))
            held[slice % held.count] = slice
        }
    }

    /// The samples of a window that is held, valid until others are.
    subscript(slice: Int) -> RawSamples {
        precondition(held[slice % held.count] == slice)
        return RawSamples(type, UnsafeRawBufferPointer(window(slice)))
    }

    private func window(_ slice: Int) -> UnsafeMutableRawBufferPointer {
        let first = slice % held.count * byteCount
        return UnsafeMutableRawBufferPointer(rebasing: memory.buffer[first..<first + byteCount])
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
