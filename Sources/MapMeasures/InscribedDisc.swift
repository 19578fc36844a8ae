import VoxelCore
import VoxelKernels

/// The largest disc that a phase of a map holds.
///
/// The greatest Euclidean distance from a column of the phase to the nearest column that is not, less half a pixel in that
/// direction: from its centre to the edge of the phase. What lies outside or beyond the map is not of the phase, so the disc is
/// really there; where it touches the border a larger one may be.
///
/// The distance to the nearest other column of the same column of the map comes from two sweeps; along a row the nearest is then the
/// lowest of parabolas (Felzenszwalb & Huttenlocher 2012, doi 10.4086/toc.2012.v008a019). A run of a row that cannot hold the greatest
/// distance is passed over. The downward sweep is kept at every so manieth row and made anew from there, so memory grows with the
/// square root of the rows.
package struct InscribedDisc: Sendable, Hashable {
    /// Its radius in the unit of the pixel's edges.
    package let radius: Double
    /// Whether a disc of this radius touches the map's border or a column that is outside.
    package let touchesBorder: Bool

    /// The largest disc of a phase; nil where the map does not hold the phase.
    ///
    /// - Parameters:
    ///   - phase: the phase.
    ///   - set: its columns.
    ///   - map: the columns that are not outside.
    ///   - phases: the map.
    ///   - pixel: the distances between rows and between columns.
    /// - Complexity: O(columns) time, O(√rows · columns of a row) memory.
    package init?(of phase: Phase, _ set: ColumnSet, in map: ColumnSet, of phases: Map<Phase>, pixel: MapPixel) {
        guard set.count > 0 else { return nil }
        // Lengths in edges between columns: whole numbers, and so exact, where pixels are square.
        var search = DiscSearch(map: map, aspect: pixel.row / pixel.column)
        let (rows, columns) = (phases.rows, phases.columns)
        let block = max(1, Int(Double(rows).squareRoot()))
        let blocks = (rows + block - 1) / block
        let sweep = Sweep(phase: phase, map: phases)
        // The downward sweep before the first row of every block.
        var above = [Int32](repeating: 0, count: (blocks + 1) * columns)
        var down = [Int32](repeating: 0, count: (block + 1) * columns)
        var below = [Int32](repeating: 0, count: columns)
        above.withUnsafeMutableBufferPointer { above in
            for first in 0..<blocks {
                let (state, next) = (row(first, of: above), row(first + 1, of: above))
                _ = next.update(fromContentsOf: state)
                for index in first * block..<min(rows, (first + 1) * block) {
                    sweep.advance(UnsafeBufferPointer(next), over: index, into: next)
                }
            }
            down.withUnsafeMutableBufferPointer { down in
                below.withUnsafeMutableBufferPointer { below in
                    for first in (0..<blocks).reversed() {
                        let range = first * block..<min(rows, (first + 1) * block)
                        _ = row(0, of: down).update(fromContentsOf: row(first, of: above))
                        for index in range.indices {
                            let place = index - range.lowerBound
                            sweep.advance(
                                UnsafeBufferPointer(row(place, of: down)), over: index, into: row(place + 1, of: down))
                        }
                        for index in range.reversed() {
                            let nearest = row(index - range.lowerBound + 1, of: down)
                            sweep.advance(UnsafeBufferPointer(below), over: index, into: below)
                            for column in 0..<columns { nearest[column] = min(nearest[column], below[column]) }
                            set.forEachRun(ofRow: index) {
                                search.look(at: $0, ofRow: index, nearest: UnsafeBufferPointer(nearest))
                            }
                        }
                    }
                }
            }
        }
        radius = search.radius * pixel.column
        touchesBorder = search.touchesBorder()

        func row(
            _ index: Int, of rows: UnsafeMutableBufferPointer<Int32>
        ) -> UnsafeMutableBufferPointer<Int32> {
            UnsafeMutableBufferPointer(rebasing: rows[index * columns..<(index + 1) * columns])
        }
    }
}

/// How many rows off the nearest column lies that is not of the phase, in one direction.
private struct Sweep {
    let phase: Phase
    let map: Map<Phase>

    /// Takes a sweep over a row: one further where the row has the phase, 0 elsewhere.
    func advance(
        _ before: UnsafeBufferPointer<Int32>, over row: Int, into after: UnsafeMutableBufferPointer<Int32>
    ) {
        map.values.withUnsafeBufferPointer { phases in
            let phases = UnsafeBufferPointer(rebasing: phases[row * map.columns..<(row + 1) * map.columns])
            for column in 0..<map.columns { after[column] = phases[column] == phase ? before[column] &+ 1 : 0 }
        }
    }
}

/// The largest disc so far; lengths in edges between columns.
private struct DiscSearch {
    let map: ColumnSet
    /// The edge between rows.
    let aspect: Double
    private(set) var radius = -1.0
    private var touches = false
    /// Where discs of the radius lie that were not yet asked whether they touch the border.
    private var centres: [(row: Int, column: Int, distance: Double)] = []
    private var hull: [(column: Int, height: Double, rows: Int, from: Double)] = []
    private static let centresKept = 4096

    init(map: ColumnSet, aspect: Double) { (self.map, self.aspect) = (map, aspect) }

    /// Looks for a larger disc about the columns of a run.
    ///
    /// - Parameter nearest: how many rows off the nearest column lies that is not of the phase.
    mutating func look(at run: Range<Int>, ofRow row: Int, nearest: UnsafeBufferPointer<Int32>) {
        // No distance is greater than to the run's ends or than the greatest along columns.
        let smaller = min(1, aspect) / 2
        guard Double(run.count + 1) / 2 - smaller >= radius else { return }
        var greatest: Int32 = 0
        for column in run { greatest = max(greatest, nearest[column]) }
        guard Double(greatest) * aspect - smaller >= radius else { return }

        hull.removeAll(keepingCapacity: true)
        for column in run.lowerBound - 1...run.upperBound {
            let rows = run.contains(column) ? Int(nearest[column]) : 0
            let edge = Double(rows) * aspect
            let height = edge * edge
            var from = -Double.infinity
            while let last = hull.last {
                let between = Double(column - last.column)
                // Where this parabola comes below the last, from there.
                from = Double(last.column) + ((height - last.height) / between + between) / 2
                guard from <= last.from else { break }
                hull.removeLast()
                from = -.infinity
            }
            hull.append((column, height, rows, from))
        }
        var piece = 0
        for column in run {
            while piece + 1 < hull.count, hull[piece + 1].from <= Double(column) { piece += 1 }
            let across = column - hull[piece].column
            let distance = (Double(across * across) + hull[piece].height).squareRoot()
            let steps = Double(across * across + hull[piece].rows * hull[piece].rows).squareRoot()
            let found = distance - distance / steps / 2
            guard found >= radius else { continue }
            if found > radius {
                radius = found
                touches = false
                centres.removeAll(keepingCapacity: true)
            }
            guard !touches else { continue }
            centres.append((row, column, distance))
            if centres.count == Self.centresKept { askCentres() }
        }
    }

    /// Whether a disc of the radius touches the border.
    mutating func touchesBorder() -> Bool {
        askCentres()
        return touches
    }

    private mutating func askCentres() {
        touches = touches || centres.contains { !isWithin(row: $0.row, column: $0.column, distance: $0.distance) }
        centres.removeAll(keepingCapacity: true)
    }

    /// Whether all columns up to a distance are within the map and not outside.
    private func isWithin(row: Int, column: Int, distance: Double) -> Bool {
        let reached = distance * (1 + 1e-12)
        let rows = Int(reached / aspect)
        return (row - rows...row + rows).allSatisfy { other in
            guard 0..<map.rows ~= other else { return false }
            let down = Double(other - row) * aspect
            let across = Int(max(0, reached * reached - down * down).squareRoot())
            guard column - across >= 0, column + across < map.columns else { return false }
            return map.isWhole || map.holds(row: other, columns: column - across..<column + across + 1)
        }
    }
}
