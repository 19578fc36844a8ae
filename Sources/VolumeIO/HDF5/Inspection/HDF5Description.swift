import VoxelCore

/// Where the samples of a dataset lie, as libhdf5 says; nothing of it is checked yet.
struct HDF5Description {
    /// A filter of the chunks.
    struct Filter: Hashable, Sendable {
        let number: Int
        let name: String
        let parameters: [Int]
    }

    /// A chunk.
    struct Chunk {
        /// Its place in the grid of chunks, x fastest.
        let index: Int
        /// The filters that were left out, a bit each.
        let mask: UInt32
        let offset: Int
        let bytes: Int
    }

    /// A part of a virtual dataset.
    struct Part {
        let file: String
        let dataset: String
        /// The box that it fills: a range for each axis.
        let box: [Range<Int>]
        /// The box in its source.
        let source: [Range<Int>]
    }

    enum Layout {
        case compact([UInt8])
        case contiguous(offset: Int, bytes: Int)
        /// Contiguous, and never written.
        case unwritten
        case chunked(extents: [Int], edgesAreUnfiltered: Bool)
        case virtual
    }

    let dataset: HDF5Dataset
    let layout: Layout
    private(set) var fill: [UInt8] = []
    private(set) var filters: [Filter] = []
    private(set) var chunks: [Chunk] = []
    private(set) var parts: [Part] = []

    /// Reads the answer about a dataset.
    ///
    /// - Returns: nil where it is not an answer.
    init?(_ answer: consuming HDF5Answer) {
        var dataset: HDF5Dataset?
        var layout: Layout?
        var isEnded = false
        while !isEnded, var line = answer.next() {
            switch line.word() {
            case "d": dataset = line.dataset()
            case "f":
                guard let bytes = line.hexadecimal() else { return nil }
                fill = bytes
            case "p":
                guard let number = line.number(), let name = line.text() else { return nil }
                var parameters: [Int] = []
                while let parameter = line.number() { parameters.append(parameter) }
                filters.append(Filter(number: number, name: name, parameters: parameters))
            case "l": layout = Layout(&line)
            case "k":
                guard let index = line.number(), let mask = line.number(), let offset = line.number(),
                    let bytes = line.number()
                else { return nil }
                chunks.append(
                    Chunk(index: index, mask: UInt32(clamping: mask), offset: offset, bytes: bytes))
            case "m":
                guard let part = Part(&line) else { return nil }
                parts.append(part)
            case ".": isEnded = true
            default: return nil
            }
        }
        guard isEnded, let dataset, let layout else { return nil }
        (self.dataset, self.layout) = (dataset, layout)
    }
}

extension HDF5Description.Layout {
    fileprivate init?(_ line: inout HDF5Answer.Line) {
        switch line.word() {
        case "compact":
            guard let bytes = line.hexadecimal() else { return nil }
            self = .compact(bytes)
        case "contiguous":
            if let offset = line.number(), let bytes = line.number() {
                self = .contiguous(offset: offset, bytes: bytes)
            } else {
                self = .unwritten
            }
        case "chunked":
            guard let flag = line.number(), let rank = line.number(), let extents = line.numbers(rank) else {
                return nil
            }
            self = .chunked(extents: extents, edgesAreUnfiltered: flag == 1)
        case "virtual": self = .virtual
        default: return nil
        }
    }
}

extension HDF5Description.Part {
    fileprivate init?(_ line: inout HDF5Answer.Line) {
        guard let file = line.text(), let dataset = line.text(), let box = Self.box(&line), let source = Self.box(&line)
        else { return nil }
        (self.file, self.dataset, self.box, self.source) = (file, dataset, box, source)
    }

    private static func box(_ line: inout HDF5Answer.Line) -> [Range<Int>]? {
        guard let rank = line.number(), rank <= 32 else { return nil }
        var box: [Range<Int>] = []
        for _ in 0..<rank {
            guard let start = line.number(), let end = line.number(), start < end else { return nil }
            box.append(start..<end)
        }
        return box
    }
}
