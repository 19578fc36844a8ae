import VoxelCore

/// Curves over a common axis, drawn as SVG.
struct LineChart {
    /// One curve.
    struct Series {
        let name: String
        let colour: String
        let points: [(x: Double, y: Double)]
        /// Between which the curve may lie, where that is known.
        var band: [(x: Double, low: Double, high: Double)] = []
        var isDashed = false
    }

    /// An axis with its title and range.
    struct Scale {
        let title: String
        let range: ClosedRange<Double>
    }

    let x: Scale
    let y: Scale
    /// A second axis on top: its title, and how much of it there is for each unit of x; both are 0 at the same place.
    let top: (title: String, perX: Double)?
    let series: [Series]
    /// Values of x that are marked by upright lines, and what stands beside them.
    var marks: [(x: Double, name: String)] = []
    var width = 640.0
    var height = 400.0
    /// Whether bands are shaded, and whether curves have their names at their ends.
    var showsBands = true
    var showsNames = true

    private let left = 80.0
    private let right = 70.0
    /// Where the curves' frame begins and ends, down from the top.
    var above: Double { top == nil ? 16 : 60 }
    var bottom: Double { height - below }
    private let below = 60.0

    /// The chart as an SVG element.
    var svg: String {
        var parts = [
            "<svg class=\"chart\" style=\"--units:\(fixed(width, 0))\" viewBox=\"0 0 \(fixed(width, 0)) \(fixed(height, 0))\" role=\"img\""
                + " aria-label=\"\(escaped(y.title)) against \(escaped(x.title))\">"
        ]
        for tick in ticks(y.range, atMost: Int((bottom - above) / 26)) {
            let at = fixed(place(y: tick), 1)
            parts.append(line(fixed(left, 1), at, fixed(width - right, 1), at, "grid"))
            parts.append(text(fixed(left - 8, 1), fixed(place(y: tick) + 4, 1), "end", label(tick)))
        }
        for tick in ticks(x.range, atMost: ticksAlong) {
            let at = fixed(place(x: tick), 1)
            parts.append(line(at, fixed(bottom, 1), at, fixed(bottom + 5, 1), "axis"))
            parts.append(text(at, fixed(bottom + 22, 1), "middle", label(tick)))
        }
        parts.append(text(fixed((left + width - right) / 2, 1), fixed(height - 8, 1), "middle", x.title))
        parts.append(
            "<text transform=\"translate(24 \(fixed((above + bottom) / 2, 1))) rotate(-90)\""
                + " text-anchor=\"middle\">\(escaped(y.title))</text>")
        if let top {
            for tick in ticks(x.range.lowerBound * top.perX...x.range.upperBound * top.perX, atMost: ticksAlong) {
                let at = fixed(place(x: tick / top.perX), 1)
                parts.append(line(at, fixed(above - 5, 1), at, fixed(above, 1), "axis"))
                parts.append(text(at, fixed(above - 10, 1), "middle", label(tick)))
            }
            parts.append(text(fixed((left + width - right) / 2, 1), "20", "middle", top.title))
        }
        parts.append(
            "<rect x=\"\(fixed(left, 1))\" y=\"\(fixed(above, 1))\" width=\"\(fixed(width - left - right, 1))\""
                + " height=\"\(fixed(height - above - below, 1))\" class=\"frame\"/>")
        if y.range.lowerBound < 0, y.range.upperBound > 0 {
            let zero = fixed(place(y: 0), 1)
            parts.append(line(fixed(left, 1), zero, fixed(width - right, 1), zero, "axis"))
        }
        for mark in marks {
            let at = place(x: mark.x)
            parts.append(line(fixed(at, 1), fixed(above, 1), fixed(at, 1), fixed(bottom, 1), "mark"))
            parts.append(text(fixed(at - 5, 1), fixed(above + 16, 1), "end", mark.name))
        }
        for curve in series where showsBands && !curve.band.isEmpty {
            let edge = curve.band.map { ($0.x, $0.high) } + curve.band.reversed().map { ($0.x, $0.low) }
            let corners = edge.map { "\(fixed(place(x: $0), 1)),\(fixed(place(y: $1), 1))" }
            parts.append(
                "<polygon points=\"\(corners.joined(separator: " "))\" fill=\"\(curve.colour)\" fill-opacity=\"0.2\"/>")
        }
        for curve in series {
            let points = curve.points.map { "\(fixed(place(x: $0.x), 1)),\(fixed(place(y: $0.y), 1))" }
            parts.append(
                "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(curve.colour)\""
                    + " stroke-width=\"2.5\"\(curve.isDashed ? " stroke-dasharray=\"7 5\"" : "")>"
                    + "<title>\(escaped(curve.name))</title></polyline>")
            for point in curve.points where curve.points.count <= 40 {
                parts.append(
                    "<circle cx=\"\(fixed(place(x: point.x), 1))\" cy=\"\(fixed(place(y: point.y), 1))\" r=\"3\""
                        + " fill=\"\(curve.colour)\"/>")
            }
        }
        if showsNames { parts += namesAtTheEnds() }
        return parts.joined(separator: "\n") + "\n</svg>"
    }

    /// The curves' names right of their ends, moved apart where they would overlap.
    private func namesAtTheEnds() -> [String] {
        let ends = series.compactMap { curve in curve.points.last.map { (curve, place(y: $0.y)) } }
            .sorted { $0.1 < $1.1 }
        var lowest = -Double.infinity
        return ends.map { curve, y in
            lowest = max(y + 4, lowest + 16)
            return "<text x=\"\(fixed(width - right + 8, 1))\" y=\"\(fixed(lowest, 1))\" style=\"fill:\(curve.colour)\""
                + " class=\"name\">\(escaped(curve.name))</text>"
        }
    }

    /// Where a value of x stands, from the left.
    func place(x value: Double) -> Double {
        left + (value - x.range.lowerBound) / span(x.range) * (width - left - right)
    }

    private func place(y value: Double) -> Double {
        bottom - (value - y.range.lowerBound) / span(y.range) * (bottom - above)
    }

    private func span(_ range: ClosedRange<Double>) -> Double {
        range.upperBound > range.lowerBound ? range.upperBound - range.lowerBound : 1
    }

    /// So many numbers stand side by side below the chart.
    private var ticksAlong: Int { Int((width - left - right) / 55) }

    /// Round values inside a range: the most there can be of 1, 2 or 5 times a power of ten apart.
    private func ticks(_ range: ClosedRange<Double>, atMost most: Int) -> [Double] {
        var power = 1.0
        while span(range) / power > 10 { power *= 10 }
        while span(range) / power <= 1 { power /= 10 }
        let step = [0.1, 0.2, 0.5, 1, 2, 5].map { $0 * power }.first { span(range) / $0 <= Double(most) } ?? 10 * power
        let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
        let last = Int((range.upperBound / step + 1e-9).rounded(.down))
        return first > last ? [] : (first...last).map { Double($0) * step }
    }

    private func label(_ value: Double) -> String {
        var text = fixed(value, 6)
        while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
        return text
    }

    private func line(_ x1: String, _ y1: String, _ x2: String, _ y2: String, _ kind: String) -> String {
        "<line x1=\"\(x1)\" y1=\"\(y1)\" x2=\"\(x2)\" y2=\"\(y2)\" class=\"\(kind)\"/>"
    }

    private func text(_ x: String, _ y: String, _ anchor: String, _ content: String) -> String {
        "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(escaped(content))</text>"
    }
}
