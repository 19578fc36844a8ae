import VoxelCore

import Glibc

extension Drawing {
    /// So many lines of pixels are painted and compressed at a time: a page of 600 dots per inch has 40 MB of them.
    private static let band = 192

    /// The drawing as a PNG file on white, as large on paper as it is meant to be.
    ///
    /// - Parameter resolution: dots per inch.
    /// - Throws: `SimstripError` of kind `failed` where there is no memory for it.
    package func png(resolution: Double) throws(SimstripError) -> [UInt8] {
        let (columns, rows) = extents(resolution)
        let stream = try DeflateStream(level: PNGFile.level)
        for first in stride(from: 0, to: rows, by: Self.band) {
            let last = min(first + Self.band, rows)
            stream.add(try image(rows: first..<last, resolution).lines, isLast: last == rows)
        }
        return PNGFile(width: columns, height: rows, pixels: .colours, resolution: resolution).file(stream.compressed)
    }

    /// The same as pixels.
    package func image(resolution: Double) throws(SimstripError) -> RGBImage {
        try image(rows: 0..<extents(resolution).rows, resolution)
    }

    private func extents(_ resolution: Double) -> (columns: Int, rows: Int) {
        let scale = Self.pixels(resolution)
        return (Int((width * scale).rounded()), Int((height * scale).rounded()))
    }

    /// Pixels of a unit.
    private static func pixels(_ resolution: Double) -> Double { resolution / 25.4 / unitsPerMillimetre }

    private func image(rows: Range<Int>, _ resolution: Double) throws(SimstripError) -> RGBImage {
        let canvas = try Canvas(width: extents(resolution).columns, rows: rows, scale: Self.pixels(resolution))
        for item in items { try Self.paint(item, on: canvas) }
        return canvas.image
    }

    private static func paint(_ item: Item, on canvas: Canvas) throws(SimstripError) {
        switch item {
        case .line(let a, let b, let stroke):
            try canvas.stroke([a, b], stroke.colour, width: 1, dashes: stroke.dashes)
        case .box(let corner, let width, let height, let stroke):
            try canvas.stroke(box(corner, width, height), stroke.colour, width: 1, isClosed: true)
        case .block(let corner, let width, let height, let colour, let opacity):
            try canvas.fill(box(corner, width, height), colour, opacity: opacity)
        case .area(let points, let colour, let opacity):
            try canvas.fill(points, colour, opacity: opacity)
        case .curve(let points, let colour, let isDashed, _):
            try canvas.stroke(points, colour, width: Look.curve, dashes: isDashed ? Look.dashes : [])
        case .dot(let centre, let colour):
            let corners = (0..<32).map { corner -> Point in
                let angle = Double(corner) * Double.pi / 16
                return Point(centre.x + Look.dot * cos(angle), centre.y + Look.dot * sin(angle))
            }
            try canvas.fill(corners, colour, opacity: 1)
        case .text(let text, let place, let anchor, let kind, let isUpright):
            try canvas.write(text, at: place, anchor, kind, isUpright: isUpright)
        case .picture(let picture, let corner, let width, let height, _):
            canvas.paint(picture, at: corner, width: width, height: height)
        }
    }

    private static func box(_ corner: Point, _ width: Double, _ height: Double) -> [Point] {
        [(0.0, 0.0), (1, 0), (1, 1), (0, 1)].map { Point(corner.x + $0 * width, corner.y + $1 * height) }
    }
}
