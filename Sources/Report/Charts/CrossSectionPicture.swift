import Drawings
import Segmentation
import Stripping
import VoxelCore

extension PNGImage {
    /// A coverage map in the phases' colours.
    ///
    /// - Parameter largest: of more rows or columns some are left out.
    package init(_ map: Map<Phase>, largest: Int = 1_024) {
        // A phase's colour lies at its code; the interface is never SSE.
        let palette = [Phase.outside, .lithium, .sodium, .void].map(\.colour)
        self.init(map, palette: palette, largest: largest) { $0.rawValue }
    }

    /// The columns that a map marks, on the colour of Li.
    init(marked map: Map<UInt8>) {
        self.init(map, palette: [Phase.lithium.colour, Self.mark]) { $0 > 0 ? 1 : 0 }
    }

    /// The colour of marked columns.
    static let mark = Colour(229, 80, 138)

    /// Every so manieth row and column is shown of a map with more than 1,024 of either.
    ///
    /// - Parameter largest: so many at most are shown.
    static func thinning(rows: Int, columns: Int, largest: Int = 1_024) -> Int {
        max(1, (max(rows, columns) + largest - 1) / largest)
    }

    /// A map, thinned out where it is large.
    init<Element>(
        _ map: Map<Element>, palette: [Colour], largest: Int = 1_024, index: (Element) -> UInt8
    ) {
        let thinning = Self.thinning(rows: map.rows, columns: map.columns, largest: largest)
        self.init(
            width: (map.columns + thinning - 1) / thinning, height: (map.rows + thinning - 1) / thinning,
            palette: palette, pixels: map.thinned(by: thinning).map(index))
    }
}

extension Map {
    /// The elements of every so manieth row and column.
    func thinned(by thinning: Int) -> [Element] {
        guard thinning > 1 else { return values }
        return stride(from: 0, to: rows, by: thinning).flatMap { row in
            stride(from: row * columns, to: (row + 1) * columns, by: thinning).map { values[$0] }
        }
    }
}

/// The grey values of a cross-section with its interface and the outlines of its Na.
///
/// Depth runs down the page, from the SSE into the electrode, on either side.
struct CrossSectionPicture {
    private let section: CrossSection
    private let content: CrossSections.Content
    private let interface: Interface
    /// The columns that are shown: a part in the middle where there are too many.
    let columns: Range<Int>
    private let scale: Int

    init(_ section: CrossSection, of content: CrossSections.Content, interface: Interface) {
        self.section = section
        self.content = content
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

    /// The picture.
    ///
    /// - Throws: `SimstripError` where it cannot be compressed.
    func png() throws(SimstripError) -> [UInt8] {
        switch content {
        case .grey: try greys()
        case .phases: try squares(Phase.allCases.map(\.colour)) { UInt8($0) }.encoded()
        }
    }

    /// Grey values from the 0.5th to the 99.5th percentile (of about 10,000 voxels), each voxel a square, Na outlined.
    private func greys() throws(SimstripError) -> [UInt8] {
        let window = GreyWindow(of: [section.grey])
        let steps = Float(Self.outline - 1)
        var image = squares(Self.palette) { UInt8(steps * window.share(of: $0)) }
        for row in 0..<depth {
            for (column, source) in columns.enumerated() where isSodium(row, source) {
                outline(&image, row, column, source)
            }
        }
        return try image.encoded()
    }

    /// Each voxel a square of a palette's colour.
    private func squares(_ palette: [Colour], _ index: (Float) -> UInt8) -> PNGImage {
        let width = columns.count * scale
        var pixels: [UInt8] = []
        pixels.reserveCapacity(width * depth * scale)
        for row in 0..<depth {
            let line = columns.flatMap { repeatElement(index(section.grey[shown(row), $0]), count: scale) }
            for _ in 0..<scale { pixels += line }
        }
        return PNGImage(width: width, height: depth * scale, palette: palette, pixels: pixels)
    }

    /// The index of the outlines' colour; below it lie the greys.
    private static let outline: UInt8 = 255
    private static let palette = (0..<255).map { Colour(grey: UInt8($0 * 255 / 254)) } + [Phase.sodium.colour]

    private func isSodium(_ row: Int, _ column: Int) -> Bool {
        (0..<depth).contains(row) && columns.contains(column) && section.phases[shown(row), column] == .sodium
    }

    private func outline(_ image: inout PNGImage, _ row: Int, _ column: Int, _ source: Int) {
        let (top, left) = (row * scale, column * scale)
        let end = scale - 1
        for i in 0..<scale {
            if !isSodium(row - 1, source) { image[top, left + i] = Self.outline }
            if !isSodium(row + 1, source) { image[top + end, left + i] = Self.outline }
            if !isSodium(row, source - 1) { image[top + i, left] = Self.outline }
            if !isSodium(row, source + 1) { image[top + i, left + end] = Self.outline }
        }
    }

    /// The interface and the end of the last layer as SVG over a picture that fills the view box.
    func overlay(of slab: Slab) -> String {
        var surface: [String] = []
        var end: [String] = []
        for (column, source) in columns.enumerated() {
            let place = section.line.place(source)
            guard let depth = section.depth(of: interface, source) else { continue }
            surface.append("\(fixed(Double(column) + 0.5, 1)),\(fixed(depth, 2))")
            // Layers along a plane do not begin where the surface lies.
            let offset =
                slab.layerStart[place.row, place.column] - slab.surfaceStart[place.row, place.column]
            let last = depth + Double(Int(offset) * slab.geometry.electrode.step + slab.layers)
            end.append("\(fixed(Double(column) + 0.5, 1)),\(fixed(last, 2))")
        }
        let line = { (points: [String], style: String) in
            "<polyline points=\"\(points.joined(separator: " "))\" class=\"\(style)\"/>"
        }
        return "<svg viewBox=\"0 0 \(columns.count) \(depth)\" preserveAspectRatio=\"none\">"
            + line(surface, "interface") + line(end, "last-layer") + "</svg>"
    }
}

extension CrossSection {
    /// How far below the upper edge of the picture, whose top is the SSE's side, the interface lies; nil where there is none.
    func depth(of interface: Interface, _ along: Int) -> Double? {
        let place = line.place(along)
        let height = Double(interface.heights[place.row, place.column])
        guard height.isFinite else { return nil }
        return interface.geometry.electrode == .high
            ? height - Double(positions.lowerBound) : Double(positions.upperBound) - height
    }
}
