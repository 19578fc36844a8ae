import Segmentation
import Stripping
import VoxelCore

extension PNGImage {
    /// A coverage map in the phases' colours, thinned out where it has more than 1,024 rows or columns.
    package init(_ map: Map<Phase>) {
        let thinning = max(1, (max(map.rows, map.columns) + 1_023) / 1_024)
        let (rows, columns) = ((map.rows + thinning - 1) / thinning, (map.columns + thinning - 1) / thinning)
        self.init(width: columns, height: rows, filledWith: Phase.outside.colour)
        for row in 0..<rows {
            for column in 0..<columns { self[row, column] = map[row * thinning, column * thinning].colour }
        }
    }
}

/// The grey values of a cross-section with its interface and the outlines of its Na.
///
/// Depth runs down the page, from the SSE into the electrode, on either side.
struct CrossSectionPicture {
    private let section: CrossSection
    private let interface: Interface
    /// The columns that are shown: a part in the middle where there are too many.
    let columns: Range<Int>
    private let scale: Int

    init(_ section: CrossSection, interface: Interface) {
        self.section = section
        self.interface = interface
        let width = min(section.grey.columns, 600)
        let first = (section.grey.columns - width) / 2
        columns = first..<first + width
        scale = max(2, min(6, 900 / max(width, 1)))
    }

    /// The picture's height in voxels.
    private var depth: Int { section.positions.count }

    /// The row of the cross-section that is shown at a row of the picture.
    private func shown(_ row: Int) -> Int {
        interface.geometry.electrode == .high ? row : depth - 1 - row
    }

    /// Grey values from the 0.5th to the 99.5th percentile, each voxel a square, Na outlined.
    ///
    /// - Throws: `SimstripError` where it cannot be compressed.
    func png() throws(SimstripError) -> [UInt8] {
        let finite = section.grey.values.filter(\.isFinite).sorted()
        let black = finite.isEmpty ? 0 : finite[finite.count / 200]
        let white = finite.isEmpty ? 1 : finite[finite.count - 1 - finite.count / 200]
        var image = PNGImage(width: columns.count * scale, height: depth * scale, filledWith: Phase.outside.colour)
        for row in 0..<depth {
            for (column, source) in columns.enumerated() {
                let grey = section.grey[shown(row), source]
                let share = grey.isFinite && white > black ? (grey - black) / (white - black) : 0
                let colour = Colour(grey: UInt8(255 * min(max(share, 0), 1)))
                for y in row * scale..<(row + 1) * scale {
                    for x in column * scale..<(column + 1) * scale { image[y, x] = colour }
                }
                if isSodium(row, source) { outline(&image, row, column, source) }
            }
        }
        return try image.encoded()
    }

    private func isSodium(_ row: Int, _ column: Int) -> Bool {
        (0..<depth).contains(row) && columns.contains(column) && section.phases[shown(row), column] == .sodium
    }

    private func outline(_ image: inout PNGImage, _ row: Int, _ column: Int, _ source: Int) {
        let (top, left) = (row * scale, column * scale)
        let end = scale - 1
        for i in 0..<scale {
            if !isSodium(row - 1, source) { image[top, left + i] = Phase.sodium.colour }
            if !isSodium(row + 1, source) { image[top + end, left + i] = Phase.sodium.colour }
            if !isSodium(row, source - 1) { image[top + i, left] = Phase.sodium.colour }
            if !isSodium(row, source + 1) { image[top + i, left + end] = Phase.sodium.colour }
        }
    }

    /// The interface and the end of the last layer as SVG over a picture that fills the view box.
    func overlay(layers: Int) -> String {
        var surface: [String] = []
        var end: [String] = []
        for (column, source) in columns.enumerated() {
            let height = Double(interface.heights[section.mapRow, source])
            guard height.isFinite else { continue }
            let depth =
                interface.geometry.electrode == .high
                ? height - Double(section.positions.lowerBound) : Double(section.positions.upperBound) - height
            surface.append("\(fixed(Double(column) + 0.5, 1)),\(fixed(depth, 2))")
            end.append("\(fixed(Double(column) + 0.5, 1)),\(fixed(depth + Double(layers), 2))")
        }
        let line = { (points: [String], style: String) in
            "<polyline points=\"\(points.joined(separator: " "))\" class=\"\(style)\"/>"
        }
        return "<svg viewBox=\"0 0 \(columns.count) \(depth)\" preserveAspectRatio=\"none\">"
            + line(surface, "interface") + line(end, "last-layer") + "</svg>"
    }
}
