import Drawings
import VoxelCore

/// Curves over a common axis.
struct LineChart {
    /// One curve.
    struct Series {
        let name: String
        let colour: Colour
        let points: [(x: Double, y: Double)]
        /// Between which the curve may lie, where that is known.
        var band: [(x: Double, low: Double, high: Double)] = []
        var isDashed = false
    }

    /// An axis with its title and range.
    struct Scale {
        let title: String
        let range: ClosedRange<Double>
        /// What stands at which values, in the place of round numbers.
        var names: [(value: Double, name: String)] = []
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

    /// The chart as an element of a page.
    var svg: String { drawing.element(attributes: "class=\"chart\" style=\"--units:\(fixed(width, 0))\"") }

    /// The chart as a drawing.
    var drawing: Drawing {
        var drawing = Drawing(width: width, height: height, title: "\(y.title) against \(x.title)")
        let write = { (text: String, x: Double, y: Double, anchor: Drawing.Anchor) in
            Drawing.Item.text(text, .init(x, y), anchor, .plain, isUpright: false)
        }
        for tick in ticks(y.range, atMost: Int((bottom - above) / 26)) {
            let at = place(y: tick)
            drawing.add(.line(.init(left, at), .init(width - right, at), .grid))
            drawing.add(write(label(tick), left - 8, at + 4, .end))
        }
        let along =
            x.names.isEmpty ? ticks(x.range, atMost: ticksAlong).map { (value: $0, name: label($0)) } : x.names
        for tick in along {
            let at = place(x: tick.value)
            drawing.add(.line(.init(at, bottom), .init(at, bottom + 5), .axis))
            drawing.add(write(tick.name, at, bottom + 22, .middle))
        }
        let middle = (left + width - right) / 2
        drawing.add(write(x.title, middle, height - 8, .middle))
        drawing.add(.text(y.title, .init(24, (above + bottom) / 2), .middle, .plain, isUpright: true))
        if let top {
            for tick in ticks(x.range.lowerBound * top.perX...x.range.upperBound * top.perX, atMost: ticksAlong) {
                let at = place(x: tick / top.perX)
                drawing.add(.line(.init(at, above - 5), .init(at, above), .axis))
                drawing.add(write(label(tick), at, above - 10, .middle))
            }
            drawing.add(write(top.title, middle, 20, .middle))
        }
        drawing.add(.box(.init(left, above), width: width - left - right, height: height - above - below, .frame))
        if y.range.lowerBound < 0, y.range.upperBound > 0 {
            drawing.add(.line(.init(left, place(y: 0)), .init(width - right, place(y: 0)), .axis))
        }
        for mark in marks {
            let at = place(x: mark.x)
            drawing.add(.line(.init(at, above), .init(at, bottom), .mark))
            drawing.add(write(mark.name, at - 5, above + 16, .end))
        }
        for curve in series where showsBands && !curve.band.isEmpty {
            let edge = curve.band.map { ($0.x, $0.high) } + curve.band.reversed().map { ($0.x, $0.low) }
            drawing.add(.area(edge.map { .init(place(x: $0), place(y: $1)) }, curve.colour, opacity: 0.2))
        }
        for curve in series {
            let points = curve.points.map { Drawing.Point(place(x: $0.x), place(y: $0.y)) }
            drawing.add(.curve(points, curve.colour, isDashed: curve.isDashed, name: curve.name))
            if points.count <= 40, !curve.isDashed { for point in points { drawing.add(.dot(point, curve.colour)) } }
        }
        if showsNames { for name in namesAtTheEnds() { drawing.add(name) } }
        return drawing
    }

    /// The curves' names right of their ends, moved apart where they would overlap.
    private func namesAtTheEnds() -> [Drawing.Item] {
        let ends = series.compactMap { curve in curve.points.last.map { (curve, place(y: $0.y)) } }
            .sorted { $0.1 < $1.1 }
        var lowest = -Double.infinity
        return ends.map { curve, y in
            lowest = max(y + 4, lowest + 16)
            return .text(curve.name, .init(width - right + 8, lowest), .start, .name(curve.colour), isUpright: false)
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
        guard value == 0 || abs(value) >= 1e-4 else { return lengthText(value) }
        var text = fixed(value, 6)
        while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
