import VoxelCore

/// States of unpacking a stream, from which its slices are got at without unpacking all before them.
///
/// A stream cannot be entered anywhere but at its beginning. It is unpacked once when the volume is opened, which shows that
/// it is whole and its checksum right, and every few slices the state is kept: some 40 KiB, at most ``mostStates`` of them.
struct InflateIndex: Sendable {
    /// Before slice 0, `depth`, 2 `depth` …
    private let states: [Inflater]
    private let depth: Int
    private let part: RawVolume.Part
    private let sliceBytes: Int

    /// So many states of a volume are kept.
    private static let mostStates = 512
    /// The unpacked bytes between two states, at least.
    private static let spacing = 4 << 20

    /// How many slices lie between two states.
    static func blockDepth(slicesPerPart: Int, slices: Int, sliceBytes: Int) -> Int {
        let forSpacing = (spacing - 1) / sliceBytes + 1
        let forNumber = (slices - 1) / mostStates + 1
        return min(slicesPerPart, max(forSpacing, forNumber))
    }

    /// Unpacks a stream from its beginning to its end.
    ///
    /// - Parameters:
    ///   - slices: how many it holds.
    ///   - depth: of `blockDepth`.
    /// - Throws: `SimstripError` of kind `data` where it is damaged, or holds more or less.
    init(
        of part: RawVolume.Part, coding: RawCoding, slices: Int, sliceBytes: Int, depth: Int, place: Place
    ) throws(SimstripError) {
        let file = try InputFile.reopened(part.file, place: place)
        let extent = part.offset..<part.offset + part.storedBytes
        let inflater = try Inflater(coding, extent: extent, place: place)
        var states = [try Inflater(copying: inflater, place: place)]
        for first in stride(from: depth, to: slices, by: depth) {
            try inflater.skip(to: part.skippedBytes + first * sliceBytes, of: file, place: place)
            states.append(try Inflater(copying: inflater, place: place))
        }
        try inflater.skip(to: part.skippedBytes + slices * sliceBytes, of: file, place: place)
        try inflater.finish(of: file, place: place)
        self.states = states
        self.depth = depth
        self.part = part
        self.sliceBytes = sliceBytes
    }

    /// The unpacked bytes before the last state that is not behind a slice.
    func nearest(before slice: Int) -> Int { states[slice / depth].decodedBytes }

    /// An inflater of one's own, at the last state that is not behind a slice.
    func inflater(before slice: Int, place: Place) throws(SimstripError) -> Inflater {
        try Inflater(copying: states[slice / depth], place: place)
    }
}
