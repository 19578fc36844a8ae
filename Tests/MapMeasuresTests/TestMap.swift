import TestSupport
import VoxelCore
import VoxelKernels

/// Maps whose measures are known.
enum TestMap {
    /// Na where a function says so, Li elsewhere.
    static func map(_ rows: Int, _ columns: Int, _ isSodium: (Int, Int) -> Bool) -> Map<Phase> {
        var map = Map(rows: rows, columns: columns, repeating: Phase.lithium)
        for row in 0..<rows {
            for column in 0..<columns where isSodium(row, column) { map[row, column] = .sodium }
        }
        return map
    }

    /// A Boolean model: discs of Na whose centres are drawn by lot, so many per column in the mean.
    static func discs(_ rows: Int, _ columns: Int, radius: Int, density: Double, seed: UInt64) -> Map<Phase> {
        var random = TestRandom(seed: seed)
        var map = Map(rows: rows, columns: columns, repeating: Phase.lithium)
        let expected = density * Double((rows + 2 * radius) * (columns + 2 * radius))
        var reached = -PortableMath.logarithm(1 - Double.random(in: 0..<1, using: &random))
        while reached <= expected {
            let row = Int.random(in: -radius..<rows + radius, using: &random)
            let column = Int.random(in: -radius..<columns + radius, using: &random)
            for y in (row - radius..<row + radius + 1).clamped(to: 0..<rows) {
                let half = Int(Double(radius * radius - (y - row) * (y - row)).squareRoot())
                for x in (column - half..<column + half + 1).clamped(to: 0..<columns) { map[y, x] = .sodium }
            }
            reached -= PortableMath.logarithm(1 - Double.random(in: 0..<1, using: &random))
        }
        return map
    }

    /// A part of a map.
    static func window(_ map: Map<Phase>, row: Int, column: Int, edge: Int) -> Map<Phase> {
        var part = Map(rows: edge, columns: edge, repeating: Phase.outside)
        for y in 0..<edge {
            for x in 0..<edge { part[y, x] = map[row + y, column + x] }
        }
        return part
    }

    /// A map of which only the largest disc is within the field of view.
    static func roundView(_ map: Map<Phase>) -> Map<Phase> {
        masked(map) { row, column in
            let (y, x) = (2 * row + 1 - map.rows, 2 * column + 1 - map.columns)
            let edge = min(map.rows, map.columns)
            return y * y + x * x <= edge * edge
        }
    }

    /// A map without the columns for which something does not hold.
    static func masked(_ map: Map<Phase>, _ isInside: (Int, Int) -> Bool) -> Map<Phase> {
        var map = map
        for row in 0..<map.rows {
            for column in 0..<map.columns where !isInside(row, column) { map[row, column] = .outside }
        }
        return map
    }

    /// Patches of noise of all phases, with columns outside here and there.
    static func anything(_ rows: Int, _ columns: Int, share: Double, seed: UInt64) -> Map<Phase> {
        var random = TestRandom(seed: seed)
        var map = discs(rows, columns, radius: 2, density: share / 13, seed: seed)
        for index in map.values.indices {
            switch Int.random(in: 0..<40, using: &random) {
            case 0: map.values[index] = .outside
            case 1...2: map.values[index] = .void
            case 3...5: map.values[index] = map.values[index] == .sodium ? .lithium : .sodium
            default: break
            }
        }
        return map
    }

    static func inside(_ map: Map<Phase>) -> ColumnSet { ColumnSet(of: [.lithium, .sodium, .void], in: map) }
    static func sodium(_ map: Map<Phase>) -> ColumnSet { ColumnSet(of: [.sodium], in: map) }
}
