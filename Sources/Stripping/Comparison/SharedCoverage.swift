import MapMeasures
import VoxelCore
import VoxelKernels

/// Coverage of the columns that two scans share, thickness by thickness.
package struct SharedCoverage: Sendable, Hashable {
    /// After a thickness has been stripped from both: shares of the columns that they share.
    package struct Row: Sendable, Hashable {
        /// n, where it is the same for both.
        package let layersRemoved: Int?
        /// In the unit of thickness.
        package let strippedThickness: Double
        /// Na in both, in A only and in B only.
        package let both, onlyInA, onlyInB: Double
        /// Na coverage of B less that of A, and between which it lies with 95 %, all rows at once; no bounds where nothing backs them.
        package let difference: Bounded

        /// Na coverage of A and of B.
        package var a: Double { both + onlyInA }
        package var b: Double { both + onlyInB }
        /// What would be Na in both if where B has Na had nothing to do with where A has it.
        package var bothByChance: Double { a * b }
    }

    /// By ascending thickness.
    package let rows: [Row]

    /// How uncertain a difference is, is looked for at so many thicknesses, and taken from the nearest elsewhere.
    private static let looks = 8

    /// Counts the columns of two scans.
    ///
    /// The places are the same, so what scatters from area to area is the difference alone: the area of columns with Na in one scan
    /// only. Its standard deviation is at most the sum of those of both shares, each of which is told by the map's own covariance; to
    /// that the bands of both curves are added in squares, as of two independent errors.
    ///
    /// - Parameters:
    ///   - places: the columns.
    ///   - curves: of the same scans.
    ///   - threads: at most this many; the result does not depend on it.
    package init(_ places: SamePlaces, _ curves: CurveComparison, threads: Int) throws {
        let thicknesses = curves.rows.map(\.strippedThickness)
        let tolerance = 1e-6 * max(places.layers.a, places.layers.b)
        // The row from which on a column has Na; behind the last where it never has.
        let firstRow = { (first: UInt16, layer: Double) -> Int in
            guard first > 0 else { return thicknesses.count }
            let thickness = Double(first) * layer - tolerance
            return thicknesses.firstIndex { $0 >= thickness } ?? thicknesses.count
        }
        let most = Int(max(Self.last(places.firstNaOfA), Self.last(places.firstNaOfB)))
        let rowsOfA = (0...most).map { firstRow(UInt16($0), places.layers.a) }
        let rowsOfB = (0...most).map { firstRow(UInt16($0), places.layers.b) }
        var (both, onlyInA, onlyInB) = (
            [Int](repeating: 0, count: thicknesses.count + 1), [Int](repeating: 0, count: thicknesses.count + 1),
            [Int](repeating: 0, count: thicknesses.count + 1)
        )
        let none = Int32(clamping: thicknesses.count)
        var starts = (a: places.firstNaOfA.map { _ in none }, b: places.firstNaOfB.map { _ in none })
        for index in places.firstNaOfA.values.indices where places.firstNaOfA.values[index] != .max {
            let a = rowsOfA[Int(places.firstNaOfA.values[index])]
            let b = rowsOfB[Int(places.firstNaOfB.values[index])]
            both[max(a, b)] += 1
            if a < b {
                onlyInA[a] += 1
                onlyInA[b] -= 1
            } else {
                onlyInB[b] += 1
                onlyInB[a] -= 1
            }
            starts.a.values[index] = Int32(clamping: a)
            starts.b.values[index] = Int32(clamping: b)
        }
        let scatter = try Self.scatter(places, starts, rows: thicknesses.count, threads: threads)
        let total = Double(places.columns)
        var (inBoth, inA, inB) = (0, 0, 0)
        rows = curves.rows.enumerated().map { index, row in
            inBoth += both[index]
            inA += onlyInA[index]
            inB += onlyInB[index]
            let value = Double(inB - inA) / total
            return Row(
                layersRemoved: row.layersRemoved, strippedThickness: row.strippedThickness,
                both: Double(inBoth) / total, onlyInA: Double(inA) / total, onlyInB: Double(inB) / total,
                difference: row.bounded(value, samePlaceDeviation: scatter[index]))
        }
    }

    private static func last(_ map: Map<UInt16>) -> UInt16 { map.values.lazy.filter { $0 != .max }.max() ?? 0 }

    /// The standard deviation of the difference from area to area at every row: an upper bound.
    private static func scatter(
        _ places: SamePlaces, _ starts: (a: Map<Int32>, b: Map<Int32>), rows: Int, threads: Int
    ) throws -> [Double] {
        let looks = min(Self.looks, rows - 1)
        guard looks > 0 else { return Array(repeating: 0, count: rows) }
        let asked = (1...looks).map { ($0 * (rows - 1)) / looks }
        let (height, width) = (places.firstNaOfA.rows, places.firstNaOfA.columns)
        let shared = places.firstNaOfA.values.map { $0 != .max }
        let map = ColumnSet(rows: height, columns: width) { shared[$0] }
        let found = try concurrentMap(count: 2 * looks, threads: threads) { index in
            let row = Int32(clamping: asked[index / 2])
            let (first, second) =
                index % 2 == 0 ? (starts.a.values, starts.b.values) : (starts.b.values, starts.a.values)
            let set = ColumnSet(rows: height, columns: width) { shared[$0] && first[$0] <= row && second[$0] > row }
            guard set.count > 0, let pieces = TwoPointCovariance(of: set, in: map, pixel: .unit).pieces else {
                return 0.0
            }
            let share = Double(set.count) / Double(max(1, map.count))
            return (share * (1 - share) / pieces).squareRoot()
        }
        return (0..<rows).map { row in
            // Before anything is stripped there is no difference.
            guard row > 0 else { return 0 }
            let nearest = asked.indices.min { abs(asked[$0] - row) < abs(asked[$1] - row) } ?? 0
            return found[2 * nearest] + found[2 * nearest + 1]
        }
    }
}
