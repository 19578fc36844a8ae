import Stripping
import VoxelCore

extension CurveComparison {
    /// The comparison as CSV. Differences are those of the second curve less the first; a bound that nothing backs is an empty
    /// field.
    package var csv: String {
        let progress = CurveQuantity.all.filter { $0.role == .progress }
        let coverages = CurveQuantity.coverages.map(\.quantity)
        let bounded = coverages.filter(\.hasBand)
        let header =
            ["layers_removed"] + progress.map { $0.key(hasVoxelSize: a.hasVoxelSize) }
            + coverages.flatMap { ["\($0.name)_a", "\($0.name)_b", "\($0.name)_difference"] }
            + bounded.flatMap { ["\($0.name)_difference_low", "\($0.name)_difference_high"] }
        let lines = rows.map { row -> [String] in
            let text = { (quantity: CurveQuantity, number: Double?) in number.map { quantity.text($0) } ?? "" }
            let values = coverages.flatMap { quantity in
                [row.a[quantity]?.value, row.b[quantity]?.value, row.difference(quantity)?.value]
                    .map { text(quantity, $0) }
            }
            let bounds = bounded.flatMap { quantity in
                [row.difference(quantity)?.low, row.difference(quantity)?.high].map { text(quantity, $0) }
            }
            return [row.layersRemoved.map(String.init) ?? ""]
                + progress.map { text($0, row.a[$0]?.value) } + values + bounds
        }
        return ([header] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
    }
}
