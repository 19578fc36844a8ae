import Registration
import Results
import Segmentation
import VoxelCore
import VoxelKernels

/// The SSE of a finished scan, away from the interface: where its texture tells which place this is.
struct ElectrolyteOfScan {
    /// What may be looked at.
    let box: ElectrolyteBox

    /// So far from the interface the SSE is looked at, where there is enough of it, in voxels: roughness, blur and what reacts there
    /// stay outside.
    private static let margin = 15
    /// The same where the SSE is thin.
    private static let leastMargin = 6
    /// A box thinner than this gives up some of the margin, in voxels.
    private static let wanted = 32
    /// How deep the box is at most, in voxels: what lies further away has less to do with the interface.
    private static let depth = 96

    /// Chooses the box of a scan whose volume is opened again.
    ///
    /// - Parameters:
    ///   - scan: the volume, opened with the options of the result.
    ///   - result: what it was stripped to.
    ///   - heights: h of every column, NaN outside.
    /// - Throws: `SimstripError` of kind `data` where there is too little SSE; and from reading.
    init(of scan: Scan, _ result: FinishedScan, heights: Map<Float>) throws {
        let geometry = StrippingGeometry(
            axis: result.document.geometry.axis, electrode: result.document.geometry.electrode)
        let (axis, map) = (geometry.axis, geometry.axis.ofMap)
        let field = try MeasuredPart(of: scan.grey, storedAs: scan.volume, region: scan.region).fieldOfView
        let range = field.extent(along: axis, of: scan.region)
        let corner = (row: scan.region[map.rows].lowerBound, column: scan.region[map.columns].lowerBound)
        let thickness =
            median(
                heights.values.filter(\.isFinite).map {
                    geometry.electrode == .high
                        ? Double($0) - Double(range.lowerBound) : Double(range.upperBound) - Double($0)
                }) ?? 0
        let margin = max(Self.leastMargin, min(Self.margin, Int(thickness) - Self.wanted))
        var positions = Map<Range<Int>>(rows: heights.rows, columns: heights.columns, repeating: 0..<0)
        for row in 0..<heights.rows {
            for column in 0..<heights.columns where heights[row, column].isFinite {
                let measured = field.positions(
                    along: axis, mapRow: corner.row + row, mapColumn: corner.column + column, in: range)
                positions[row, column] = Self.electrolyte(
                    before: Double(heights[row, column]), geometry.electrode, margin: margin
                ).clamped(to: measured)
            }
        }
        let part = try Self.electrolyte(of: scan, result, positions)
        positions = positions.map { $0.clamped(to: part) }
        var box = scan.region
        box[axis] = try Self.hull(of: positions, result)
        self.box = try ElectrolyteBox(
            source: scan.grey, box: box, edges: scan.voxelSize ?? VoxelSize(cubic: .um(1)), axis: axis,
            positions: positions)
    }

    /// The positions of SSE before an interface.
    private static func electrolyte(before height: Double, _ side: ElectrodeSide, margin: Int) -> Range<Int> {
        switch side {
        case .high:
            let end = Int(height.rounded(.down)) - margin
            return end - depth..<end
        case .low:
            let start = Int(height.rounded(.up)) + margin
            return start..<start + depth
        }
    }

    /// The least range that holds all.
    private static func hull(of positions: Map<Range<Int>>, _ result: FinishedScan) throws -> Range<Int> {
        let some = positions.values.lazy.filter { !$0.isEmpty }
        guard let low = some.map(\.lowerBound).min(), let high = some.map(\.upperBound).max() else {
            throw SimstripError.data(
                "scan '\(result.name)' shows no SSE \(leastMargin) voxels or more before its interface")
        }
        return low..<high
    }

    // MARK: Where the SSE ends

    /// So many rows and columns in the middle of the map tell where the SSE ends.
    private static let window = 64

    /// The positions that hold SSE: from the interface on as long as their mean grey is nearer to that of the SSE than to Li's, and
    /// no further above it than Li is below.
    private static func electrolyte(
        of scan: Scan, _ result: FinishedScan, _ positions: Map<Range<Int>>
    ) throws -> Range<Int> {
        let range = try hull(of: positions, result)
        guard let anchors = result.document.anchors else { return range }
        let (axis, map) = (result.document.geometry.axis, result.document.geometry.axis.ofMap)
        var part = scan.region
        part[axis] = range
        for side in [map.rows, map.columns] {
            let all = scan.region[side]
            let start = all.lowerBound + max(0, all.count - window) / 2
            part[side] = (start..<start + window).clamped(to: all)
        }
        let first = (row: scan.region[map.rows].lowerBound, column: scan.region[map.columns].lowerBound)
        var (sums, counts) = ([Double](repeating: 0, count: range.count), [Int](repeating: 0, count: range.count))
        let reader = try scan.grey.makeReader()
        let type = scan.grey.sampleType
        let slice = AlignedBytes(count: part.rows.count * part.columns.count * type.byteCount)
        var line = [Float](repeating: 0, count: part.columns.count)
        for z in part.slices {
            try reader.read(slice: z, rows: part.rows, columns: part.columns, into: slice.buffer)
            let samples = RawSamples(type, UnsafeRawBufferPointer(slice.buffer))
            for (index, y) in part.rows.enumerated() {
                line.withUnsafeMutableBufferPointer { line in
                    line.update(repeating: 0)
                    addWeighted(samples[index * line.count..<(index + 1) * line.count], weight: 1, sums: line)
                }
                for (grey, x) in zip(line, part.columns) {
                    let place = axis.place(z: z, y: y, x: x)
                    guard grey.isFinite,
                        positions[place.row - first.row, place.column - first.column].contains(place.position)
                    else { continue }
                    sums[place.position - range.lowerBound] += Double(grey)
                    counts[place.position - range.lowerBound] += 1
                }
            }
        }
        let contrast = anchors.electrolyte - anchors.lithium
        let most = counts.max() ?? 0
        // The middle of the map may be outside; then nothing tells where the SSE ends.
        guard most > 0 else { return range }
        let isElectrolyte = { (position: Int) -> Bool in
            let index = position - range.lowerBound
            // Few columns reach the first positions before a rough interface; their mean is chance.
            guard counts[index] > 0, 4 * counts[index] >= most else { return true }
            let above = sums[index] / Double(counts[index]) - anchors.electrolyte
            return above > -contrast / 2 && above < contrast
        }
        let outwards = result.document.geometry.electrode == .high ? Array(range.reversed()) : Array(range)
        let count = outwards.prefix(while: isElectrolyte).count
        return result.document.geometry.electrode == .high
            ? range.upperBound - count..<range.upperBound : range.lowerBound..<range.lowerBound + count
    }
}
