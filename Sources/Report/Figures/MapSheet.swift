import Drawings
import VoxelCore

/// Maps at one scale in rows, below them a bar of a round length and what the colours are.
struct MapSheet {
    /// A map, and what stands above it.
    struct Map {
        let words: String
        let extent: MapExtent
        let picture: Drawing.Picture
        /// By which a page finds its own picture.
        let name: String
    }

    let rows: [[Map]]
    /// µm or voxels.
    let unit: String
    /// Whether there is void, and what is outside.
    let hasVoid, hasOutside: Bool
    /// How wide the sheet is.
    let width: Double
    /// How far the first words stand from the left.
    var indent = 0.0
    /// What else has to be said.
    var note: String?

    static let gap = 30.0
    /// Maps keep clear of the edges, for half of their frame lies outside them.
    private static let edge = 1.0
    /// How high maps are at most, and how wide the words above them.
    private static let highest = 440.0
    private static let words = 300.0
    /// A line of words.
    private static let line = 30.0

    /// Units of a µm: maps are as wide as there is room, and no higher than they may be.
    private var scale: Double {
        var scale = Double.infinity
        for row in rows where !row.isEmpty {
            let widths = row.reduce(0.0) { $0 + $1.extent.width }
            scale = min(scale, (room - Double(row.count - 1) * Self.gap) / widths)
            for map in row { scale = min(scale, Self.highest / map.extent.height) }
        }
        return scale.isFinite ? scale : 1
    }

    private var room: Double { width - 2 * Self.edge }

    /// Where columns of maps begin: narrow ones stand as far apart as the words above them take.
    private var columns: [Double] {
        let count = rows.map(\.count).max() ?? 0
        let gaps = Double(max(0, count - 1)) * Self.gap
        let words = min(Self.words, (room - gaps) / Double(max(1, count)))
        let scale = scale
        var left = [Self.edge]
        for column in 0..<count {
            let widths = rows.filter { $0.count > column }.map { $0[column].extent.width }
            left.append(left[column] + max((widths.max() ?? 0) * scale, words) + Self.gap)
        }
        return left
    }

    /// The sheet, titled for those who cannot see it.
    func drawing(title: String) -> Drawing {
        let (scale, columns) = (scale, columns)
        var tops: [Double] = []
        var bottom = 0.0
        for row in rows {
            tops.append(bottom == 0 ? 0 : bottom + Self.gap / 2)
            bottom = (tops.last ?? 0) + Self.line + (row.map(\.extent.height).max() ?? 0) * scale
        }
        let below = bottom + 16
        var drawing = Drawing(width: width, height: below + 34 + (note == nil ? 0 : Self.line), title: title)
        for (row, top) in zip(rows, tops) {
            for (number, (map, x)) in zip(row, columns).enumerated() {
                let at = Drawing.Point(x + (number == 0 && top == 0 ? indent : 0), top + 20)
                let (wide, high) = (map.extent.width * scale, map.extent.height * scale)
                drawing.add(.text(map.words, at, .start, .plain, isUpright: false))
                drawing.add(
                    .picture(map.picture, .init(x, top + Self.line), width: wide, height: high, name: map.name))
                drawing.add(.box(.init(x, top + Self.line), width: wide, height: high, .frame))
            }
        }
        let widest = rows.joined().map(\.extent.width).max() ?? 1
        let length = roundLength(atMost: widest / 3)
        let (bar, text) = (length * scale, "\(short(length)) \(unit)")
        drawing.add(.block(.init(Self.edge, below + 7), width: bar, height: 5, Colour(grey: 0), opacity: 1))
        drawing.add(.text(text, .init(Self.edge + bar + 10, below + 16), .start, .plain, isUpright: false))
        var x = Self.edge + bar + 60 + 12 * Double(text.count)
        for phase in [.sodium, .lithium] + (hasVoid ? [.void] : []) + (hasOutside ? [.outside] : []) as [Phase] {
            drawing.add(.block(.init(x, below), width: 20, height: 20, phase.colour, opacity: 1))
            drawing.add(.box(.init(x, below), width: 20, height: 20, .frame))
            drawing.add(.text(phase.name, .init(x + 28, below + 16), .start, .plain, isUpright: false))
            x += 60 + 12 * Double(phase.name.count)
        }
        if let note {
            drawing.add(.text(note, .init(Self.edge, below + 16 + Self.line), .start, .plain, isUpright: false))
        }
        return drawing
    }
}

/// The longest of 1, 2 and 5 times a power of ten that is no longer than a length.
func roundLength(atMost length: Double) -> Double {
    var power = 1.0
    while power * 10 <= length { power *= 10 }
    while power > length, power > 1e-9 { power /= 10 }
    return [5.0, 2, 1].map { $0 * power }.first { $0 <= length } ?? power
}
