import VoxelCore

extension Drawing {
    /// How a drawing looks on paper, whichever way it is written.
    enum Look {
        /// The height of texts.
        static let text = 18.0
        /// The height of the letters of panels.
        static let letter = 24.0
        static let ink = Colour(29, 39, 51)
        /// The width of curves, and the radius of their dots.
        static let curve = 2.5
        static let dot = 3.0
        /// Lengths of the parts of dashed curves, and of marks.
        static let dashes = [7.0, 5.0]
        static let markDashes = [3.0, 4.0]
    }
}

extension Drawing.Stroke {
    var colour: Colour {
        switch self {
        case .grid: Colour(228, 232, 236)
        case .axis, .frame, .mark: Colour(107, 119, 133)
        }
    }

    var dashes: [Double] { self == .mark ? Drawing.Look.markDashes : [] }
}

extension Drawing.TextKind {
    var colour: Colour {
        switch self {
        case .plain, .letter: Drawing.Look.ink
        case .name(let colour): colour
        }
    }

    var size: Double { if case .letter = self { Drawing.Look.letter } else { Drawing.Look.text } }

    var isBold: Bool {
        switch self {
        case .plain: false
        case .name, .letter: true
        }
    }
}
