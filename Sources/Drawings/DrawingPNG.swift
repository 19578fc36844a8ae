import VoxelCore

import Glibc

extension Drawing {
    /// The drawing as a PNG file on white, as large on paper as it is meant to be.
    ///
    /// - Parameter resolution: dots per inch.
    /// - Throws: `SimstripError` of kind `failed` where there is no memory for it.
    package func png(resolution: Double) throws(SimstripError) -> [UInt8] {
        try image(resolution: resolution).encoded(resolution: resolution)
    }

    /// The same as pixels.
    package func image(resolution: Double) throws(SimstripError) -> RGBImage {
        let scale = resolution / 25.4 / Self.unitsPerMillimetre
        let canvas = try Canvas(
            width: Int((width * scale).rounded()), height: Int((height * scale).rounded()), scale: scale)
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
