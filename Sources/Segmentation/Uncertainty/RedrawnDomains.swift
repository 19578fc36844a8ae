import VoxelCore
import VoxelKernels

/// Na domains like those of a sample, with smooth faces.
///
/// A sample's labels are whole voxels, and where noise decides they are drawn by lot. So labels are smoothed by half a voxel
/// and looked up at the centres of the eighths of voxels; eighths are Na above the level at which every layer keeps its Na.
/// Faces know nothing of voxels: for that, eighths are displaced by up to half a voxel along every direction, by another
/// length from place to place.
package struct RedrawnDomains {
    /// How many eighths of every voxel are Na, 0 … 8.
    package let eighths: SharedBuffer<UInt8>
    private let layout: StraightLayout

    /// Where faces lie.
    package enum Faces: Sendable {
        /// Where the sample has them, between voxels.
        case betweenVoxels
        /// Anywhere in voxels.
        case anywhere
    }

    private static let sigma = 0.5
    /// A voxel at least so many of whose eighths are Na counts as Na.
    private static let half: UInt8 = 4

    /// Redraws the domains of a sample.
    ///
    /// - Parameters:
    ///   - labels: 1 for Na, 0 for Li, voxel by voxel of a layout.
    ///   - faces: where faces lie.
    ///   - movable: the voxels of every column that may be Na.
    /// - Complexity: O(voxels · 64), and 17 bytes a voxel.
    package init(
        like labels: SharedBuffer<UInt8>, faces: Faces, _ layout: StraightLayout, movable: Range<Int>, threads: Int
    ) throws {
        let fine = try FineLabels(labels, faces, layout, movable, sigma: Self.sigma, threads: threads)
        let levels = fine.levels(keeping: labels, layout, movable)
        let eighths = layout.buffer(repeating: UInt8(0))
        try layout.forEachStrip(threads: threads) { rows in
            layout.forEachVoxel(ofRows: rows, depths: movable) { voxel, k in
                var count: UInt8 = 0
                for part in 0..<8 where fine.values.elements[voxel * 8 + part] > levels[k] { count += 1 }
                eighths.elements[voxel] = count
            }
        }
        self.eighths = eighths
        self.layout = layout
    }

    /// True coverage after 1, 2 … N layers, as shares of the columns that are not outside.
    ///
    /// - Parameter start: the first layer of a column, as a voxel of it.
    package func coverage(layers: Int, startingAt start: (_ column: Int) -> Int) -> [Double] {
        var first = [Int](repeating: 0, count: layers)
        var columns = 0
        layout.forEachColumn(ofRows: 0..<layout.rows) { column in
            columns += 1
            let start = start(column)
            let found = (0..<layers).first { layer in
                let k = start + layer
                return (0..<layout.depth).contains(k) && eighths.elements[column * layout.depth + k] >= Self.half
            }
            if let found { first[found] += 1 }
        }
        var reached = 0
        return first.map { count in
            reached += count
            return Double(reached) / Double(max(1, columns))
        }
    }
}

/// The share of Na around the centres of the displaced eighths of voxels, 0 … 255.
private struct FineLabels {
    let values: SharedBuffer<UInt8>

    init(
        _ labels: SharedBuffer<UInt8>, _ faces: RedrawnDomains.Faces, _ layout: StraightLayout, _ movable: Range<Int>,
        sigma: Double, threads: Int
    ) throws {
        let taps = BlurTaps(Distribution.gaussianTaps(sigma: sigma, radius: 2))
        let smooth = try layout.blurred(taps: taps, threads: threads) { Float(labels.elements[$0]) }
        let values = SharedBuffer<UInt8>(count: layout.count * 8, repeating: 0)
        let displacements = Displacements(layout, faces)
        try layout.forEachStrip(threads: threads) { rows in
            var sums = [Float](repeating: 0, count: layout.depth)
            layout.forEachColumn(ofRows: rows) { column in
                for part in 0..<8 {
                    let place = displacements.place(ofEighth: part, in: column)
                    for k in movable { sums[k] = 0 }
                    place.forEachNeighbour(of: column, in: layout) { other, weight in
                        let shift = Int(layout.starts[column]) - Int(layout.starts[other]) + place.depth.whole
                        let base = other * layout.depth
                        for k in movable {
                            let (near, far) = (
                                min(layout.depth - 1, max(0, k + shift)), min(layout.depth - 1, max(0, k + shift + 1))
                            )
                            sums[k] +=
                                weight
                                * ((1 - place.depth.part) * smooth.elements[base + near]
                                    + place.depth.part * smooth.elements[base + far])
                        }
                    }
                    for k in movable {
                        values.elements[(column * layout.depth + k) * 8 + part] = UInt8(
                            min(255, max(0, sums[k] * 255)).rounded())
                    }
                }
            }
        }
        self.values = values
    }

    /// The value above which as many eighths of a layer lie as its labels have, for every depth.
    func levels(keeping labels: SharedBuffer<UInt8>, _ layout: StraightLayout, _ movable: Range<Int>) -> [UInt8] {
        var wanted = [Int](repeating: 0, count: layout.depth)
        var counts = [Int](repeating: 0, count: layout.depth * 256)
        layout.forEachVoxel(ofRows: 0..<layout.rows, depths: movable) { voxel, k in
            wanted[k] += 8 * Int(labels.elements[voxel])
            for part in 0..<8 { counts[k * 256 + Int(values.elements[voxel * 8 + part])] += 1 }
        }
        return (0..<layout.depth).map { k in
            var (above, level) = (0, 255)
            while level > 0, above + counts[k * 256 + level] / 2 < wanted[k] {
                above += counts[k * 256 + level]
                level -= 1
            }
            return UInt8(level)
        }
    }
}

/// By how much domains are displaced against voxels from place to place: waves between −½ and ½ voxel, so that faces of
/// every direction meet voxels everywhere alike.
private struct Displacements {
    private let layout: StraightLayout
    private let amplitude: Float

    init(_ layout: StraightLayout, _ faces: RedrawnDomains.Faces) {
        self.layout = layout
        amplitude = faces == .anywhere ? 1 : 0
    }

    /// A place along a direction, from a voxel's centre: a whole number of voxels, and the rest.
    struct Offset {
        let whole: Int
        let part: Float

        init(_ value: Float) {
            whole = Int(value.rounded(.down))
            part = value - value.rounded(.down)
        }
    }

    struct Place {
        let depth, row, column: Offset

        /// The four columns around, and the weight of each; what lies beyond the map's end or is outside counts as the column
        /// itself.
        @inline(__always)
        func forEachNeighbour(
            of index: Int, in layout: StraightLayout, _ body: (_ column: Int, _ weight: Float) -> Void
        ) {
            for (rows, ofRow) in [(row.whole, 1 - row.part), (row.whole + 1, row.part)] {
                for (columns, ofColumn) in [(column.whole, 1 - column.part), (column.whole + 1, column.part)] {
                    let down = min(layout.rows - 1, max(0, index / layout.columns + rows))
                    let across = min(layout.columns - 1, max(0, index % layout.columns + columns))
                    let other = down * layout.columns + across
                    body(layout.starts[other] == Slab.outside ? index : other, ofRow * ofColumn)
                }
            }
        }
    }

    /// Where an eighth of the voxels of a column looks its share up.
    func place(ofEighth part: Int, in index: Int) -> Place {
        let down = Double(index / layout.columns) / Double(layout.rows)
        let across = Double(index % layout.columns) / Double(layout.columns)
        let quarter = { (bit: Int) -> Float in part & bit == 0 ? -0.25 : 0.25 }
        return Place(
            depth: Offset(wave(across + 0.3 * down) + quarter(4)), row: Offset(wave(across + 0.25) + quarter(1)),
            column: Offset(wave(down + 0.1) + quarter(2)))
    }

    /// A triangular wave of period 1 between −½ and ½.
    private func wave(_ t: Double) -> Float {
        let phase = t - t.rounded(.down)
        return amplitude * Float(phase < 0.5 ? 2 * phase - 0.5 : 1.5 - 2 * phase)
    }
}
