import Phantom
import VoxelCore

/// Families of scanned phantoms: every shape drawn at twice the resolution, three levels of noise, both rotation axes.
///
/// For each the largest error of na_coverage over 15 layers in percentage points and the root mean square error of h in
/// voxels, everything automatic; then the largest error with the true height map given. Nothing is bounded here.
enum TomographTable {
    static let noises = [10.0, 20, 30]
    static let seeds = 3
    private typealias Scanner = PhantomRecipe.Scanner

    /// Prints a line for every phantom, and the median and the worst of every family.
    ///
    /// - Parameters:
    ///   - arguments: the number of seeds, shapes, noises, and axes, where not all are wanted.
    static func print(_ arguments: [String]) throws {
        let count = arguments.first.flatMap { Int($0) } ?? seeds
        let rest = arguments.dropFirst()
        let kinds = chosen(rest, from: PhantomRecipe.Kind.allCases.filter(\.isFine))
        let axes = chosen(rest, from: Scanner.RotationAxis.allCases)
        let levels = rest.compactMap { Double($0) }
        for kind in kinds {
            for noise in levels.isEmpty ? noises : levels {
                for axis in axes {
                    var family = Family()
                    for seed in 1...max(1, count) {
                        let name = "\(kind) noise \(Int(noise)) \(axis)"
                        let phantom = try Phantom(recipe(kind, noise: noise, axis, seed: seed), threads: 2)
                        let row = try? Row(phantom)
                        let given = try? Row(phantom, takesTrueInterface: true)
                        family.add(row, given)
                        Swift.print(
                            "\(name) \(seed): \(row?.description ?? "refused") | h given"
                                + " \(given.map { "\(hundredths($0.largestError))" } ?? "refused")")
                    }
                    Swift.print("\(kind) noise \(Int(noise)) \(axis): \(family)")
                }
            }
        }
    }

    private static func chosen<T: RawRepresentable<String>>(_ words: ArraySlice<String>, from all: [T]) -> [T] {
        let some = words.compactMap { word in all.first { $0.rawValue == word } }
        return some.isEmpty ? all : some
    }

    static func recipe(
        _ kind: PhantomRecipe.Kind, noise: Double, _ axis: PhantomRecipe.Scanner.RotationAxis, seed: Int
    ) -> PhantomRecipe {
        var recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 60, rows: 112, columns: 112))
        recipe.seed = UInt64(100 * seed) + UInt64(noise)
        recipe.noise = noise
        recipe.roughness = 0.7
        recipe.sampleType = .uint16
        if seed % 3 == 2 { recipe.tilt = .init(rows: 0.012, columns: -0.015) }
        recipe.scanner = .init()
        recipe.scanner?.axis = axis
        return recipe
    }
}

/// What the phantoms of a family give.
private struct Family: CustomStringConvertible {
    private var automatic: [Double] = []
    private var heights: [Double] = []
    private var given: [Double] = []

    mutating func add(_ row: Row?, _ withHeights: Row?) {
        automatic.append(row?.largestError ?? .infinity)
        heights.append(row?.interfaceError ?? .infinity)
        given.append(withHeights?.largestError ?? .infinity)
    }

    var description: String {
        "coverage \(Self.text(automatic)) points, h \(Self.text(heights)) voxels, coverage with h given"
            + " \(Self.text(given)) points (median / worst)"
    }

    private static func text(_ values: [Double]) -> String {
        let sorted = values.sorted()
        return "\(hundredths(sorted[sorted.count / 2])) / \(hundredths(sorted[sorted.count - 1]))"
    }
}
