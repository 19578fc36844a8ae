import VoxelCore
import VoxelKernels

/// How much the grey scale jumps from slice to slice.
///
/// A stack whose slices were each stretched to the full range of 8 or 16 bits has no common grey scale: no threshold holds
/// for all of it. The grey of one and the same material then jumps from a slice to the next. Three slices in a row tell: the
/// middle one says which pixels are bright and which are dark, and of either kind the median difference of the other two
/// tells; another scale moves both. Noise is not chosen by, since each slice has its own, and domains that end have ended as much in the one as in
/// the other. Where an interface or a film of Na passes, pixels change their phase instead: their differences scatter far
/// more than elsewhere, or do so in few slices only.
package struct SliceScaling: Sendable {
    /// The median, over triples of neighbouring slices, of how much the grey of the bright or of the dark pixels, whichever
    /// is less, differs between the outer two, as a share of the grey range; nil where there are fewer than eight triples
    /// or no contrast.
    package let jump: Double?
    private let triples: Int

    private static let leastTriples = 8
    private static let manyTriples = 16

    /// Whether the slices look scaled one by one: jumps of more than 1.5 % of the grey range, or 5 % where so few were seen
    /// that a film counts for many. Stacks with one scale jump by up to 0.6 %, and by 3.3 % in twelve slices around a film.
    package var isSliceBySlice: Bool { jump.map { $0 > (triples < Self.manyTriples ? 0.05 : 0.015) } ?? false }

    /// Looks at windows of about 16,000 voxels, in few rows, in up to 24 triples of slices of a region: enough for
    /// medians, and little where little is read at all.
    ///
    /// - Throws: `SimstripError` from reading.
    package init(of source: any VolumeSource, region: VoxelRegion, threads: Int) throws {
        let window = { (range: Range<Int>, longest: Int) in
            let length = min(longest, range.count)
            let start = range.lowerBound + (range.count - length) / 2
            return start..<start + length
        }
        let columns = window(region.columns, 1_024)
        // Strips mostly begin at a multiple of 16 rows, if not at every row: as few of them as can be.
        let centred = window(region.rows, max(16, 16_384 / max(columns.count, 1)))
        let shift = min(centred.lowerBound % 16, centred.lowerBound - region.rows.lowerBound)
        let rows = centred.lowerBound - shift..<centred.upperBound - shift
        // Of few slices all triples, lest one where a film begins decide for all.
        let count = min(24, region.slices.count - 2)
        guard count >= Self.leastTriples else {
            (jump, triples) = (nil, max(0, count))
            return
        }
        let middles = (0..<count).map {
            region.slices.lowerBound + 1 + (2 * $0 + 1) * (region.slices.count - 2) / (2 * count)
        }
        let tasks = SliceRuns(of: region.slices, in: source, threads: threads).pieces(startingAt: middles)
        let parts = try concurrentAccumulate(
            taskCount: tasks.count, threads: threads,
            makeAccumulator: {
                (
                    triples: [(middle: Int, SliceTriple)](), reader: try source.makeReader(),
                    window: AlignedBytes(count: rows.count * columns.count * source.sampleType.byteCount)
                )
            }
        ) { state, task in
            for middle in middles[tasks[task]] {
                let slices = try (middle - 1...middle + 1).map { slice in
                    try state.reader.read(slice: slice, rows: rows, columns: columns, into: state.window.buffer)
                    return floats(RawSamples(source.sampleType, UnsafeRawBufferPointer(state.window.buffer)))
                }
                if let triple = SliceTriple(slices[0], slices[1], slices[2]) { state.triples.append((middle, triple)) }
            }
        }
        let found = parts.flatMap(\.triples).sorted { $0.middle < $1.middle }.map(\.1)
        jump = found.count < Self.leastTriples ? nil : Self.jump(found)
        triples = found.count
    }

    private static func jump(_ triples: [SliceTriple]) -> Double? {
        guard let range = median(triples.map(\.range)), range > 0 else { return nil }
        let spreads = triples.flatMap { $0.shifts.map(\.spread) }.sorted()
        guard !spreads.isEmpty else { return nil }
        // Of one phase throughout, differences scatter as noise does; where many pixels change it, far more.
        let ordinary = max(spreads[spreads.count / 4], 0.02 * range)
        let jumps = triples.compactMap { triple -> Double? in
            triple.shifts.filter { $0.spread <= 1.6 * ordinary }.map { $0.shift / range }.min()
        }
        return median(jumps)
    }

    private static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
    }
}

/// What three neighbouring slices tell of the grey scale.
private struct SliceTriple: Sendable {
    /// From the 1st to the 99th percentile of the middle one.
    let range: Double
    /// Of the dark and of the bright pixels of the middle one: by how much the two others surely differ, and how far the
    /// differences scatter (10th to 90th percentile).
    private(set) var shifts: [(shift: Double, spread: Double)] = []

    /// nil without contrast.
    init?(_ first: [Float], _ second: [Float], _ third: [Float]) {
        let places = first.indices.filter { first[$0].isFinite && second[$0].isFinite && third[$0].isFinite }
        let sorted = places.map { second[$0] }.sorted()
        guard sorted.count >= 50 || sorted.count == first.count, let least = sorted.first, let most = sorted.last,
            least < most
        else { return nil }
        let (black, white) = (sorted[sorted.count / 100], sorted[sorted.count - 1 - sorted.count / 100])
        range = Double(white) - Double(black)
        let middle = black / 2 + white / 2
        for isBright in [false, true] {
            let differences = places.filter { (second[$0] > middle) == isBright }.map { first[$0] - third[$0] }
            guard differences.count * 20 >= places.count, differences.count >= Self.parts else { continue }
            let sorted = differences.sorted()
            let spread = Double(sorted[(sorted.count - 1) * 9 / 10]) - Double(sorted[(sorted.count - 1) / 10])
            shifts.append((Self.sureShift(of: differences), spread))
        }
    }

    private static let parts = 4

    /// The median difference, 0 where the parts of the window do not agree on it: another scale moves them alike, the texture
    /// of a phase, whose grains are large beside a small window, each by itself.
    private static func sureShift(of differences: [Float]) -> Double {
        let medians = (0..<parts).map { part -> Double in
            let values = differences[part * differences.count / parts..<(part + 1) * differences.count / parts].sorted()
            return Double(values[values.count / 2])
        }
        let mean = medians.reduce(0, +) / Double(parts)
        let variance = medians.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(parts - 1)
        return abs(mean) > 2 * (variance / Double(parts)).squareRoot() ? abs(mean) : 0
    }
}
