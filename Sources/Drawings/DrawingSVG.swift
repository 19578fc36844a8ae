import FoundationEssentials
import VoxelCore

extension Drawing {
    /// The drawing as an SVG file (SVG 1.1) as wide on paper as it is meant to be; texts are texts.
    ///
    /// - Parameter reference: what stands in place of a picture's file, given the picture's name; the file itself where that is nil.
    package func svg(reference: ((_ name: String) -> String)? = nil) -> String {
        let millimetres = { (length: Double) in fixed(length / Self.unitsPerMillimetre, 2) + "mm" }
        let head = """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="\(millimetres(width))" height="\(millimetres(height))" \
            viewBox="0 0 \(fixed(width, 1)) \(fixed(height, 1))" role="img">
            <title>\(escaped(title))</title>
            <style>\(Self.style)</style>

            """
        return head + items.map { Self.mark($0, reference) }.joined(separator: "\n") + "\n</svg>\n"
    }

    /// The drawing as an element of a page, whose style sheet says what its texts and lines look like.
    package func element(attributes: String) -> String {
        "<svg \(attributes) viewBox=\"0 0 \(fixed(width, 0)) \(fixed(height, 0))\" role=\"img\""
            + " aria-label=\"\(escaped(title))\">\n" + items.map { Self.mark($0, nil) }.joined(separator: "\n")
            + "\n</svg>"
    }

    private static let style: String = {
        let line = { (stroke: Stroke) in
            ".\(stroke.rawValue) { stroke: \(stroke.colour.css); fill: none"
                + (stroke.dashes.isEmpty
                    ? " }" : "; stroke-dasharray: \(stroke.dashes.map { fixed($0, 0) }.joined(separator: " ")) }")
        }
        return
            (["text { font: \(fixed(Look.text, 0))px Helvetica, Arial, sans-serif; fill: \(Look.ink.css) }"]
            + [
                "text.name { font-weight: 600 }",
                "text.letter { font-size: \(fixed(Look.letter, 0))px; font-weight: 600 }",
            ]
            + ["image { image-rendering: pixelated }"]
            + [Stroke.grid, .axis, .frame, .mark].map(line)).joined(separator: " ")
    }()

    private static func mark(_ item: Item, _ reference: ((String) -> String)?) -> String {
        let at = { (name: String, value: Double) in "\(name)=\"\(fixed(value, 1))\"" }
        let corners = { (points: [Point]) in
            "points=\"" + points.map { "\(fixed($0.x, 1)),\(fixed($0.y, 1))" }.joined(separator: " ") + "\""
        }
        switch item {
        case .line(let a, let b, let stroke):
            return
                "<line \(at("x1", a.x)) \(at("y1", a.y)) \(at("x2", b.x)) \(at("y2", b.y)) class=\"\(stroke.rawValue)\"/>"
        case .box(let corner, let width, let height, let stroke):
            return "<rect \(at("x", corner.x)) \(at("y", corner.y)) \(at("width", width)) \(at("height", height))"
                + " class=\"\(stroke.rawValue)\"/>"
        case .block(let corner, let width, let height, let colour, let opacity):
            return "<rect \(at("x", corner.x)) \(at("y", corner.y)) \(at("width", width)) \(at("height", height))"
                + " fill=\"\(colour.css)\" fill-opacity=\"\(fixed(opacity, 2))\"/>"
        case .area(let points, let colour, let opacity):
            return "<polygon \(corners(points)) fill=\"\(colour.css)\" fill-opacity=\"\(fixed(opacity, 2))\"/>"
        case .curve(let points, let colour, let isDashed, let name):
            let dashes =
                isDashed ? " stroke-dasharray=\"\(Look.dashes.map { fixed($0, 0) }.joined(separator: " "))\"" : ""
            return
                "<polyline \(corners(points)) fill=\"none\" stroke=\"\(colour.css)\" stroke-width=\"\(fixed(Look.curve, 1))\""
                + "\(dashes)><title>\(escaped(name))</title></polyline>"
        case .dot(let centre, let colour):
            return
                "<circle \(at("cx", centre.x)) \(at("cy", centre.y)) r=\"\(fixed(Look.dot, 0))\" fill=\"\(colour.css)\"/>"
        case .text(let text, let place, let anchor, let kind, let isUpright):
            let spot =
                isUpright
                ? "transform=\"translate(\(fixed(place.x, 1)) \(fixed(place.y, 1))) rotate(-90)\""
                : "\(at("x", place.x)) \(at("y", place.y))"
            let look =
                switch kind {
                case .plain: ""
                case .name(let colour): " style=\"fill:\(colour.css)\" class=\"name\""
                case .letter: " class=\"letter\""
                }
            return "<text \(spot) text-anchor=\"\(anchor.rawValue)\"\(look)>\(escaped(text))</text>"
        case .picture(let picture, let corner, let width, let height, let name):
            let file = reference?(name) ?? "data:image/png;base64," + Data(picture.png).base64EncodedString()
            return "<image \(at("x", corner.x)) \(at("y", corner.y)) \(at("width", width)) \(at("height", height))"
                + " preserveAspectRatio=\"none\" href=\"\(file)\"><title>\(escaped(name))</title></image>"
        }
    }
}
