import Stripping

extension CoverageCurve {
    /// The curve as CSV. What the curve does not have, and a bound that nothing backs, is an empty field.
    package var csv: String {
        let columns = CurveQuantity.columns
        let header = ["layers_removed"] + columns.map { $0.header(hasVoxelSize: hasVoxelSize) }
        let rows = points.map { point in ["\(point.layersRemoved)"] + columns.map { $0.text(of: point[$0.quantity]) } }
        return ([header] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
    }
}
