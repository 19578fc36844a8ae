import VoxelCore

/// A drawing of lines, areas, texts and pictures, which is written as SVG or as PNG.
///
/// Its unit is such that texts of 18 units are 6.8 points on paper: 640 units are 85 mm, the width of a journal's column. x runs to
/// the right, y downwards.
package struct Drawing: Sendable {
    /// Units of a millimetre on paper.
    package static let unitsPerMillimetre = 640.0 / 85

    /// A place in the drawing.
    package struct Point: Sendable, Hashable {
        package let x, y: Double

        package init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// What a line is there for, and so what it looks like.
    package enum Stroke: String, Sendable {
        case grid, axis, frame, mark
    }

    /// Which end of a text stands at its place.
    package enum Anchor: String, Sendable {
        case start, middle, end
    }

    /// What a text is there for.
    package enum TextKind: Sendable {
        /// A number or a title.
        case plain
        /// The name of a curve, in the curve's colour.
        case name(Colour)
        /// The letter of a panel.
        case letter
    }

    /// A part of the drawing.
    package enum Item: Sendable {
        case line(Point, Point, Stroke)
        /// An empty box.
        case box(Point, width: Double, height: Double, Stroke)
        /// A filled box.
        case block(Point, width: Double, height: Double, Colour, opacity: Double)
        /// The area within a closed line.
        case area([Point], Colour, opacity: Double)
        case curve([Point], Colour, isDashed: Bool, name: String)
        case dot(Point, Colour)
        case text(String, Point, Anchor, TextKind, isUpright: Bool)
        /// A picture, its pixels as squares, and what it shows.
        case picture(Picture, Point, width: Double, height: Double, name: String)
    }

    /// Its extents.
    package let width, height: Double
    /// What it shows, for those who cannot see it.
    package let title: String
    /// Its parts, the lowest first.
    package private(set) var items: [Item] = []

    /// An empty drawing.
    package init(width: Double, height: Double, title: String) {
        (self.width, self.height, self.title) = (width, height, title)
    }

    /// Adds a part on top.
    package mutating func add(_ item: Item) { items.append(item) }

    /// Adds all parts of another drawing, moved.
    package mutating func add(_ other: Drawing, at origin: Point) {
        items += other.items.map { $0.moved(by: origin) }
    }
}

extension Drawing.Item {
    fileprivate func moved(by shift: Drawing.Point) -> Self {
        let to = { (point: Drawing.Point) in Drawing.Point(point.x + shift.x, point.y + shift.y) }
        return switch self {
        case .line(let a, let b, let stroke): .line(to(a), to(b), stroke)
        case .box(let corner, let width, let height, let stroke): .box(to(corner), width: width, height: height, stroke)
        case .block(let corner, let width, let height, let colour, let opacity):
            .block(to(corner), width: width, height: height, colour, opacity: opacity)
        case .area(let points, let colour, let opacity): .area(points.map(to), colour, opacity: opacity)
        case .curve(let points, let colour, let isDashed, let name):
            .curve(points.map(to), colour, isDashed: isDashed, name: name)
        case .dot(let centre, let colour): .dot(to(centre), colour)
        case .text(let text, let place, let anchor, let kind, let isUpright):
            .text(text, to(place), anchor, kind, isUpright: isUpright)
        case .picture(let picture, let corner, let width, let height, let name):
            .picture(picture, to(corner), width: width, height: height, name: name)
        }
    }
}
