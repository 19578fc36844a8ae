import Phantom
import Segmentation
import Stripping
import VoxelCore

/// The measures of curves against those of the truth: onset and half thickness, abruptness, on pristine and cycled
/// phantoms.
///
/// A second line for every phantom takes the true interface and so tells what of an error is the segmentation's.
enum MeasureTable {
    static let bound = 0.05
    private static let measures: [(name: String, value: @Sendable (CoverageCurve) -> Double?)] = [
        ("onset", { $0.onsetThickness }), ("half", { $0.halfThickness }), ("abruptness", { $0.abruptness }),
    ]

    /// Of ten phantoms of a kind so many have to lie within the bound.
    static let least = 8

    /// Prints the relative errors in per cent and how many lie within the bound.
    ///
    /// - Throws: `SimstripError` where these are too few, of ten seeds or more.
    static func print(seeds: Int) throws {
        var isTrue = true
        for noise in [10.0, 30.0] {
            for kind in [PhantomRecipe.Kind.pristine, .cycled] {
                var found: [[Double?]] = []
                var withTrueInterface: [[Double?]] = []
                for seed in 1...max(1, seeds) {
                    let recipe = TruthTable.recipe(kind, noise: noise, seed: seed, .none)
                    let row = try Row(recipe)
                    let other = try Row(recipe, takesTrueInterface: true)
                    found.append(errors(row))
                    withTrueInterface.append(errors(other))
                    let truth = measures.map {
                        "\($0.name) \($0.value(row.truth).map { "\(hundredths($0))" } ?? "none")"
                    }
                    Swift.print(
                        "noise \(Int(noise)) \(kind) \(seed): truth \(truth.joined(separator: " ")) | error"
                            + " \(text(errors(row))) | with the true interface \(text(errors(other)))")
                }
                isTrue = summarize("noise \(Int(noise)) \(kind)", found) && isTrue
                _ = summarize("noise \(Int(noise)) \(kind), true interface", withTrueInterface)
            }
        }
        if seeds >= 10, !isTrue { throw SimstripError(.failed, "too few measures are within their bound") }
    }

    /// Found over true, less 1; nil where the truth has no such measure or none was found.
    static func errors(_ row: Row) -> [Double?] {
        measures.map { measure in
            measure.value(row.found).flatMap { found in measure.value(row.truth).map { found / $0 - 1 } }
        }
    }

    private static func text(_ errors: [Double?]) -> String {
        errors.map { $0.map { "\($0 < 0 ? "" : "+")\(hundredths($0 * 100)) %" } ?? "none" }.joined(separator: " ")
    }

    /// Prints the median and the worst; whether enough are within the bound.
    private static func summarize(_ name: String, _ rows: [[Double?]]) -> Bool {
        var isTrue = true
        for (index, measure) in measures.enumerated() {
            let sizes = rows.map { $0[index].map(abs) ?? .infinity }.sorted()
            let within = sizes.count { $0 <= bound }
            isTrue = isTrue && within * 10 >= least * sizes.count
            Swift.print(
                "\(name): \(measure.name) median \(hundredths(sizes[sizes.count / 2] * 100)) % worst"
                    + " \(hundredths((sizes.last ?? 0) * 100)) %, \(within) of \(sizes.count)"
                    + " within \(Int(bound * 100)) %")
        }
        return isTrue
    }
}
