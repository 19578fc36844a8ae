import VoxelCore
import VoxelKernels

/// What of a region is data: not the frame that a rotation, a registration or padding leaves, nor single samples far
/// beyond all others.
///
/// Fill is NaN or one value without noise, so a column along z that never changes beside columns that do is no data. A
/// value is taken for fill only where columns either have it throughout or hardly at all: what clipped noise or
/// saturation leaves of Li, air or SSE has it now and then as well. A volume without noise may have constant columns of
/// data; in it only NaN is fill.
package struct MeasuredPart: Sendable {
    /// What was measured of every slice, the range of grey values included.
    package let fieldOfView: FieldOfView
    /// The region's slices less those at its ends that hold a single value.
    package let slices: Range<Int>
    /// Whether neighbouring slices mostly differ in columns that are not constant.
    let areNoisy: Bool
    /// The grey value at which the scale ends, where data reaches it; nil where it does not.
    let saturation: Double?
    /// What was left out, and why.
    package let warnings: [Warning]

    /// So many slices of a region are looked at.
    private static let looks = 16
    /// Fewer slices do not tell a constant from chance.
    private static let leastLooks = 6

    /// Looks at up to 16 slices of a region, and at those at its ends that are constant.
    ///
    /// - Parameters:
    ///   - grey: the volume with Li as the dark phase.
    ///   - volume: the samples as they are stored; reconstructions fill with their 0.
    ///   - region: the part that is looked at.
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(voxels of 16 slices).
    package init(of grey: any VolumeSource, storedAs volume: any VolumeSource, region: VoxelRegion) throws {
        let look = try SliceLook(grey, region)
        var (low, high) = (region.slices.lowerBound, region.slices.upperBound)
        var fills: [(slices: Range<Int>, value: Double)] = []
        while low < high, let value = try look.constant(slice: low) {
            if let last = fills.last, last.value == value || (last.value.isNaN && value.isNaN) {
                fills[fills.count - 1].slices = last.slices.lowerBound..<low + 1
            } else {
                fills.append((low..<low + 1, value))
            }
            low += 1
        }
        let front = fills.count
        while high > low, let value = try look.constant(slice: high - 1) {
            high -= 1
            if fills.count > front, let last = fills.last, last.value == value || (last.value.isNaN && value.isNaN) {
                fills[fills.count - 1].slices = high..<last.slices.upperBound
            } else {
                fills.append((high..<high + 1, value))
            }
        }
        guard low < high else {
            slices = region.slices
            warnings = []
            (areNoisy, saturation) = (false, nil)
            fieldOfView = try FieldOfView.detect(in: volume, slices: region.slices)
            return
        }
        let columns = try ColumnLook(look, slices: low..<high, looks: Self.looks)
        (areNoisy, saturation) = (columns.areNoisy, columns.saturation)
        let saturation = saturation
        // Without noise a slice of SSE or of Li is constant, too.
        let isFill = { (value: Double) in value.isNaN || (columns.areNoisy && value != saturation) }
        let before = fills[..<front].prefix { isFill($0.value) }
        let behind = fills[front...].prefix { isFill($0.value) }
        let begin = before.last?.slices.upperBound ?? region.slices.lowerBound
        let end = behind.last?.slices.lowerBound ?? region.slices.upperBound
        slices = begin..<end
        let isTold = columns.count >= Self.leastLooks
        let filled = columns.filled { $0.isNaN || (isTold && isFill($0)) }
        let greys = try columns.ordinaryGreys(look, leavingOut: filled)
        var field = try FieldOfView.detect(in: volume, slices: slices)
        let isDisk = field.isLimited
        if slices != region.slices { field.measuredSlices = slices }
        var warnings: [Warning] = []
        let padded = (Array(before) + Array(behind)).filter { !$0.slices.isEmpty }
        if !padded.isEmpty {
            let seen = padded.map { part in
                "\(part.slices.count == 1 ? "slice" : "slices") \(part.slices.lowerBound)"
                    + (part.slices.count == 1 ? "" : " to \(part.slices.upperBound - 1)")
                    + (part.value.isNaN ? " (NaN)" : " (grey \(greyText(part.value)))")
            }
            warnings.append(
                Warning(
                    "padding",
                    "\(seen.joined(separator: " and ")) \(padded.count == 1 && padded[0].slices.count == 1 ? "holds" : "hold")"
                        + " a single value: padding, no data; left out, as --roi would"))
        }
        if filled.contains(true) {
            let frame = FilledColumns(rows: region.rows, columns: region.columns, isFilled: filled)
            if isDisk == false || frame.reachesBeyond(field) { field.filled = frame }
            if field.filled != nil {
                let count = filled.count { $0 }
                warnings.append(
                    Warning(
                        "constant_columns",
                        "\(count) of \(filled.count) places of a slice (\(rounded(Double(count) / Double(filled.count) * 100, 1))"
                            + " %) hold the same value (\(columns.values(of: filled))) in every slice: a frame or padding, no data;"
                            + " what they meet is outside and in no coverage"))
            }
        }
        field.greys = greys
        field.outliersSeen = greys.map { columns.outliers(beyond: $0) }
        fieldOfView = field
        self.warnings = warnings
    }
}

/// Reads windows of slices as grey values.
private final class SliceLook {
    let region: VoxelRegion
    private let reader: any VolumeReader
    private let type: SampleType
    private let window: AlignedBytes

    init(_ source: any VolumeSource, _ region: VoxelRegion) throws {
        self.region = region
        reader = try source.makeReader()
        type = source.sampleType
        window = AlignedBytes(count: region.rows.count * region.columns.count * type.byteCount)
    }

    /// The grey values of a slice, row by row.
    func values(slice: Int) throws -> [Double] {
        try reader.read(slice: slice, rows: region.rows, columns: region.columns, into: window.buffer)
        return greys(RawSamples(type, UnsafeRawBufferPointer(window.buffer)))
    }

    /// The only value of a slice, NaN where none is finite; nil where there are several.
    func constant(slice: Int) throws -> Double? {
        let values = try values(slice: slice)
        guard let first = values.first(where: \.isFinite) else { return .nan }
        return values.allSatisfy { $0 == first || !$0.isFinite } ? first : nil
    }
}

/// What some slices tell of the columns along z.
private struct ColumnLook {
    /// The number of slices.
    let count: Int
    /// Whether neighbouring slices mostly differ in columns that are not constant.
    let areNoisy: Bool
    private let slices: [Int]
    /// The first finite value of every column, and how many finite ones there are and equal it.
    private var first: [Double]
    private var finite: [UInt8]
    private var equal: [UInt8]
    /// Some finite values of columns that are not constant, ascending.
    private var data: [Double]

    init(_ look: SliceLook, slices range: Range<Int>, looks: Int) throws {
        // Both ends are among them: thin SSE lies at one of them.
        let chosen = Set((0..<looks).map { range.lowerBound + $0 * (range.count - 1) / (looks - 1) }).sorted()
        let places = look.region.rows.count * look.region.columns.count
        var first = [Double](repeating: .nan, count: places)
        var finite = [UInt8](repeating: 0, count: places)
        var (equal, steady) = (finite, finite)
        var earlier = first
        // An odd stride, so that it does not follow a row's length.
        let stride = max(1, places * chosen.count / 262_144) | 1
        var taken: [(place: Int, value: Double)] = []
        for (index, slice) in chosen.enumerated() {
            let values = try look.values(slice: slice)
            for place in 0..<places where values[place].isFinite {
                if finite[place] == 0 { first[place] = values[place] }
                finite[place] += 1
                if values[place] == first[place] { equal[place] += 1 }
                if values[place] == earlier[place] { steady[place] += 1 }
            }
            for place in Swift.stride(from: index * 7 % stride, to: places, by: stride) where values[place].isFinite {
                taken.append((place, values[place]))
            }
            earlier = values
        }
        var (same, pairs) = (0, 0)
        for place in 0..<places where equal[place] < finite[place] {
            same += Int(steady[place])
            pairs += Int(finite[place]) - 1
        }
        areNoisy = pairs > 0 && 2 * same < pairs
        let varying = taken.filter { equal[$0.place] < finite[$0.place] }
        data = (varying.isEmpty ? taken : varying).map(\.value).sorted()
        slices = chosen
        count = chosen.count
        (self.first, self.finite, self.equal) = (first, finite, equal)
    }

    /// The value that is the brightest there is and frequent besides: where the scale ends, not where the data does.
    var saturation: Double? {
        guard !data.isEmpty else { return nil }
        let value = data[(data.count - 1) * 999 / 1000]
        let (low, high) = (data.partition(below: value), data.partition(below: value.nextUp))
        return (high - low) * 100 > data.count ? value : nil
    }

    /// How many of the samples looked at lie beyond a range.
    func outliers(beyond range: ClosedRange<Double>) -> OutlierCount {
        let inside = data.partition(below: range.upperBound.nextUp) - data.partition(below: range.lowerBound)
        return OutlierCount(count: data.count - inside, total: data.count)
    }

    /// Whether every column, row by row, has a single value that is fill.
    func filled(where isFill: (Double) -> Bool) -> [Bool] {
        // How many columns have a value throughout, and how many mostly.
        var tally: [Double: (always: Int, mostly: Int)] = [:]
        for place in first.indices where finite[place] >= 4 {
            if equal[place] == finite[place] {
                tally[first[place], default: (0, 0)].always += 1
            } else if 10 * Int(equal[place]) >= 7 * Int(finite[place]) {
                tally[first[place], default: (0, 0)].mostly += 1
            }
        }
        var fills: [Double: Bool] = [:]
        for (value, found) in tally where found.always > 0 {
            fills[value] = 10 * found.mostly <= found.always && isFill(value)
        }
        return first.indices.map { place in
            if finite[place] == 0 { return isFill(.nan) }
            return finite[place] >= 4 && equal[place] == finite[place] && fills[first[place]] == true
        }
    }

    /// The values that fill columns, for messages.
    func values(of filled: [Bool]) -> String {
        var tally: [String: Int] = [:]
        for place in filled.indices where filled[place] {
            tally[finite[place] == 0 ? "NaN" : "grey " + greyText(first[place]), default: 0] += 1
        }
        let most = tally.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let named = most.prefix(3).map(\.key).joined(separator: ", ")
        return most.count > 3 ? named + " and \(most.count - 3) others" : named
    }

    /// The range of grey values that are not outliers; nil where there are no two values.
    ///
    /// From the 2nd to the 98th percentile, and 1.5 times as far again on either side: noise never gets there, what is
    /// rare and bright but lies together (a thin sheet of SSE, a piece of metal) may. So an end at which most of the samples
    /// beyond have a neighbour that lies beyond, too, is open up to ten times as far.
    func ordinaryGreys(_ look: SliceLook, leavingOut filled: [Bool]) throws -> ClosedRange<Double>? {
        guard let least = data.first, let greatest = data.last else { return nil }
        let ends = (data[(data.count - 1) * 2 / 100], data[(data.count - 1) * 98 / 100])
        let span = ends.1 - ends.0
        guard span > 0, span.isFinite else { return nil }
        var (low, high) = (ends.0 - 1.5 * span, ends.1 + 1.5 * span)
        guard least < low || greatest > high else { return low...high }
        var (beyond, together) = ([0, 0], [0, 0])
        let columns = look.region.columns.count
        for slice in slices {
            let values = try look.values(slice: slice)
            let side = { (place: Int) -> Int? in
                guard !filled[place], values[place].isFinite else { return nil }
                if values[place] < low { return values[place] > ends.0 - 10 * span ? 0 : nil }
                return values[place] > high && values[place] < ends.1 + 10 * span ? 1 : nil
            }
            for place in values.indices {
                guard let here = side(place) else { continue }
                beyond[here] += 1
                if place % columns + 1 < columns, side(place + 1) == here { together[here] += 1 }
            }
        }
        if together[0] * 10 > beyond[0] * 6 { low = ends.0 - 10 * span }
        if together[1] * 10 > beyond[1] * 6 { high = ends.1 + 10 * span }
        return low...high
    }
}

extension [Double] {
    /// How many elements of an ascending array lie below a value.
    fileprivate func partition(below value: Double) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
