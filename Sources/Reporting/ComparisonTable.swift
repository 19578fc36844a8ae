import Stripping

extension CurveComparison {
    /// The comparison as CSV: a row for each layer, or for each thickness where the layers are not of one thickness;
    /// `layers_removed` is then empty.
    ///
    /// Differences are those of the second curve less the first. Their bounds stay empty until something backs them.
    public var csv: String {
        let phases = ["na", "li", "void"]
        let header =
            ["layers_removed", "stripped_thickness_\(a.unitKey)", "capacity_mAh_cm2"]
            + phases.flatMap { ["\($0)_coverage_a", "\($0)_coverage_b", "\($0)_coverage_difference"] }
            + ["na_coverage_difference_low", "na_coverage_difference_high"]
        let lines = rows.map { row in
            [
                row.layersRemoved.map(String.init) ?? "", short(row.strippedThickness),
                row.a.capacity.map { fixed($0, 6) } ?? "",
                "\(row.a.naCoverage)", "\(row.b.naCoverage)", "\(row.naDifference)",
                "\(row.a.liCoverage)", "\(row.b.liCoverage)", "\(row.liDifference)",
                "\(row.a.voidCoverage)", "\(row.b.voidCoverage)", "\(row.voidDifference)", "", "",
            ]
        }
        return ([header] + lines).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    }
}
