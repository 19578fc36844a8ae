import Phantom
import Segmentation
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

/// What is estimated of every scan, against worlds in which it is known.
@Suite(.wholeScans) struct EstimateTests {
    /// A field sampled by brute force, voxel by voxel from its definition, gives its couplings back.
    @Test(arguments: [(0.6, 0.2, 0.1), (0.3, 0.4, -0.2)])
    func couplingsAreThoseOfTheField(lateral: Double, axial: Double, bias: Double) throws {
        let (rows, columns, depth) = (40, 40, 24)
        let labels = SharedBuffer<UInt8>(count: rows * columns * depth, repeating: 0)
        var generator = SplitMix(state: 3)
        for voxel in 0..<labels.elements.count { labels.elements[voxel] = UInt8.random(in: 0...1, using: &generator) }
        func place(_ row: Int, _ column: Int, _ k: Int) -> Int { (row * columns + column) * depth + k }
        for _ in 0..<60 {
            for row in 0..<rows {
                for column in 0..<columns {
                    for k in 0..<depth {
                        var odds = bias
                        for down in max(0, row - 1)...min(rows - 1, row + 1) {
                            for across in max(0, column - 1)...min(columns - 1, column + 1) {
                                for deep in max(0, k - 1)...min(depth - 1, k + 1) {
                                    let steps = abs(down - row) + abs(across - column) + abs(deep - k)
                                    guard steps == 1 || steps == 2 else { continue }
                                    let weight = (deep == k ? lateral : axial) / Double(steps).squareRoot()
                                    odds += weight * (Double(labels.elements[place(down, across, deep)]) - 0.5)
                                }
                            }
                        }
                        let p = 1 / (1 + PortableMath.exponential(-odds))
                        let isNa = Double.random(in: 0..<1, using: &generator) < p
                        labels.elements[place(row, column, k)] = isNa ? 1 : 0
                    }
                }
            }
        }
        let layout = StraightLayout(
            rows: rows, columns: columns, depth: depth, starts: Array(repeating: 0, count: rows * columns))
        let coupling = try NeighbourCoupling(of: labels, layout, movable: 0..<depth, threads: 2)
        let found = try #require(coupling)
        // Weak enough for both phases to be there; bounds are those of 38,000 voxels.
        #expect(abs(found.lateral - lateral) < 0.06, "\(found)")
        #expect(abs(found.axial - axial) < 0.06, "\(found)")
        #expect(abs(found.bias - bias) < 0.2, "\(found)")
    }

    /// Voxels drawn by lot follow no neighbour, and have the odds they were drawn with.
    @Test func voxelsByLotAreNotCoupled() throws {
        let layout = StraightLayout(rows: 40, columns: 40, depth: 20, starts: Array(repeating: 0, count: 1600))
        let labels = SharedBuffer<UInt8>(count: layout.count, repeating: 0)
        var generator = SplitMix(state: 5)
        for voxel in 0..<layout.count { labels.elements[voxel] = Int.random(in: 0..<10, using: &generator) < 3 ? 1 : 0 }
        let coupling = try NeighbourCoupling(of: labels, layout, movable: 0..<20, threads: 2)
        let found = try #require(coupling)
        #expect(abs(found.lateral) < 0.05 && abs(found.axial) < 0.05, "\(found)")
        // At half of the neighbours; three tenths of them are Na, and none of that counts.
        #expect(abs(found.bias - PortableMath.logarithm(3.0 / 7)) < 0.15, "\(found)")
    }

    /// The scanner's axis is the narrow one, whichever it is.
    @Test(arguments: [PhantomRecipe.Scanner.RotationAxis.along, .across])
    func blurIsMeasuredAlongEveryDirection(axis: PhantomRecipe.Scanner.RotationAxis) throws {
        var recipe = recipe(.interpenetrating, noise: 10, seed: 4, rough: false, edge: 112)
        recipe.sampleType = .uint16
        recipe.scanner = .init()
        recipe.scanner?.axis = axis
        let run = try PhantomRun(recipe)
        let levels = try #require(run.result.levels)
        // Along the stripping axis, or from row to row of the map.
        let narrow = axis == .along ? levels.blur.depth : levels.blur.rows
        #expect(narrow < levels.blur.columns - 0.1, "\(levels.blur)")
        #expect(run.errors.allSatisfy { abs($0) <= 4 }, "\(run.errors)")
    }

    /// An isotropic blur is found to be one.
    @Test func blurOfPhantomsIsTheirOwn() throws {
        let run = try PhantomRun(recipe(.pristine, noise: 10, seed: 3, rough: true))
        let blur = try #require(run.result.levels).blur
        for width in [blur.depth, blur.rows, blur.columns] { #expect(abs(width - 0.7) < 0.12, "\(blur)") }
    }
}

/// Heights that were each fitted by themselves, and what is left of their noise.
@Suite struct SurfaceFilterTests {
    private static let bounds = ColumnHeights.Bounds(leastSlope: 0, spread: 1)

    private func noise(_ deviation: Double, _ seed: UInt64) -> Map<Float> {
        var generator = SplitMix(state: seed)
        var map = Map(rows: 120, columns: 120, repeating: Float(0))
        for index in map.values.indices {
            // Twelve uniform numbers: normal enough.
            let sum = (0..<12).reduce(0.0) { sum, _ in sum + Double.random(in: 0..<1, using: &generator) }
            map.values[index] = Float(deviation * (sum - 6))
        }
        return map
    }

    private func rms(_ map: Map<Float>, _ other: Map<Float>) -> Double {
        let squares = zip(map.values, other.values).map { Double(($0 - $1) * ($0 - $1)) }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }

    /// Nothing but noise is smoothed away; hardly any noise leaves a rough surface as it is.
    @Test func filtersAsTheNoiseDemands() throws {
        let all = Map(rows: 120, columns: 120, repeating: Float(1))
        var rough = all
        for row in 0..<120 {
            for column in 0..<120 { rough[row, column] = row / 6 % 2 == column / 9 % 2 ? 0.5 : -0.5 }
        }
        for (deviation, least, most) in [(0.02, 0.0, 0.07), (0.5, 0.1, 0.45)] {
            let (one, two) = (noise(deviation, 1), noise(deviation, 2))
            var seen = rough
            for index in seen.values.indices { seen.values[index] += one.values[index] }
            let filter = try #require(
                SurfaceFilter(
                    total: MapCovariance(seen, counting: all, threads: 2),
                    noise: MapCovariance(two, counting: all, threads: 2), bounds: Self.bounds))
            let left = rms(try filter(seen, counting: all, threads: 2), rough)
            #expect(left > least && left < most, "\(left)")
            // What it foretells of its error is near what it is, where that is more than the steps of this surface leave.
            #expect(deviation < 0.1 || abs(filter.error - left) < 0.4 * left, "\(filter.error), \(left)")
        }
    }

    /// Columns that do not count say nothing, and are told by those around them.
    @Test func whatDoesNotCountIsFilled() throws {
        let one = noise(0.1, 1)
        var (seen, counts) = (one, Map(rows: 120, columns: 120, repeating: Float(1)))
        let filter = try #require(
            SurfaceFilter(
                total: MapCovariance(seen, counting: counts, threads: 2),
                noise: MapCovariance(noise(0.1, 2), counting: counts, threads: 2), bounds: Self.bounds))
        for row in 50..<56 {
            for column in 50..<56 {
                seen[row, column] = 40
                counts[row, column] = 0
            }
        }
        let smooth = try filter(seen, counting: counts, threads: 2)
        #expect(smooth.values.allSatisfy { abs($0) < 0.3 })
        #expect(try filter(seen, counting: counts, threads: 1).values == smooth.values)
    }
}
