import VoxelCore

/// Simulated stripping as DEFINITIONS tells it, word by word, on a volume held in memory: the oracle of the engine.
///
/// Nothing here is fast and nothing is shared with the engine: a grid of grey values, a first electrode voxel for every
/// column, a loop over layers that removes and projects.
package struct LiteralStripping {
    package var curve: [(na: Double, li: Double, void: Double)] = []
    package var firstNa: [[Int]]
    package var maps: [[[Character]]] = []

    /// - Parameters:
    ///   - grey: the grey value at (position along the axis, map row, map column).
    ///   - first: the first electrode voxel of a column; nil outside.
    package init(
        rows: Int, columns: Int, layers: Int, step: Int, naThreshold: Double, voidThreshold: Double?,
        first: (Int, Int) -> Int?, grey: (Int, Int, Int) -> Double
    ) {
        firstNa = Array(repeating: Array(repeating: 0, count: columns), count: rows)
        var interface = Array(repeating: Array(repeating: Character("o"), count: columns), count: rows)
        var projected = interface
        for n in 0...layers {
            for row in 0..<rows {
                for column in 0..<columns {
                    guard let start = first(row, column) else {
                        firstNa[row][column] = 65_535
                        continue
                    }
                    let value = grey(start + (max(n, 1) - 1) * step, row, column)
                    let phase: Character =
                        if value >= naThreshold {
                            "N"
                        } else if let voidThreshold, value <= voidThreshold {
                            "v"
                        } else {
                            "L"
                        }
                    if n > 0, phase == "N", projected[row][column] != "N" {
                        projected[row][column] = "N"
                        firstNa[row][column] = n
                    }
                    if projected[row][column] == "N" {
                        interface[row][column] = "N"
                    } else {
                        interface[row][column] = phase == "v" ? "v" : "L"
                    }
                }
            }
            maps.append(interface)
            let flat = interface.flatMap { $0 }
            let inside = Double(flat.count { $0 != "o" })
            curve.append(
                (
                    Double(flat.count { $0 == "N" }) / inside, Double(flat.count { $0 == "L" }) / inside,
                    Double(flat.count { $0 == "v" }) / inside
                ))
        }
    }

    /// The map after n layers as the bytes of a PGM file.
    package func pgm(_ n: Int) -> [UInt8] {
        let greys: [Character: UInt8] = ["N": 255, "L": 128, "v": 64, "o": 0]
        let header = "P5\n\(maps[n][0].count) \(maps[n].count)\n255\n"
        return Array(header.utf8) + maps[n].flatMap { $0.map { greys[$0] ?? 1 } }
    }

    /// The map after n layers as the text of a CSV file.
    package func csv(_ n: Int) -> String {
        let codes: [Character: String] = ["N": "2", "L": "1", "v": "3", "o": "0"]
        return maps[n].map { row in row.map { codes[$0] ?? "?" }.joined(separator: ",") + "\n" }.joined()
    }
}

/// Grey values of a volume in memory, seen along any stripping axis.
package struct GreyGrid: Sendable {
    package let shape: VolumeShape
    package let values: [Double]

    package init(shape: VolumeShape, values: [Double]) {
        self.shape = shape
        self.values = values
    }

    /// The value at a position along the axis and a place of the map.
    package func value(along axis: Axis, _ position: Int, _ row: Int, _ column: Int) -> Double {
        let (z, y, x) =
            switch axis {
            case .z: (position, row, column)
            case .y: (row, position, column)
            case .x: (row, column, position)
            }
        return values[(z * shape.rows + y) * shape.columns + x]
    }

    package func volume<T: Sample>(_ convert: (Double) -> T) -> MemoryVolume {
        MemoryVolume(shape: shape, samples: values.map(convert))
    }
}
