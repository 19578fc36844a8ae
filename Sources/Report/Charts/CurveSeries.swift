import Drawings
import Stripping
import VoxelCore

extension LineChart {
    /// The coverage of every phase against stripped thickness, with the capacity of dense Li above where there is a voxel size.
    init(coverageOf curve: CoverageCurve) {
        let perMicrometre = LithiumCapacity.areal(thickness: Length(micrometres: 1))
        self.init(
            x: .init(title: "stripped thickness (\(curve.unit))", range: 0...curve.last.strippedThickness),
            y: .init(title: "share of the interface", range: 0...1),
            top: curve.hasVoxelSize ? ("areal capacity (mAh cm⁻²)", perMicrometre) : nil,
            series: Series.coverages(of: curve))
    }
}

extension LineChart.Series {
    /// A quantity of a curve against stripped thickness, with its band where it has one.
    init(_ quantity: CurveQuantity, of curve: CoverageCurve, name: String, colour: Colour, isDashed: Bool = false) {
        let points = curve.points.compactMap { point in
            point[quantity].map { (x: point.strippedThickness, bounded: $0) }
        }
        self.init(
            name: name, colour: colour, points: points.map { ($0.x, $0.bounded.value) },
            band: points.compactMap { x, bounded in
                bounded.low.flatMap { low in bounded.high.map { (x, low, $0) } }
            },
            isDashed: isDashed)
    }

    /// The coverage of every phase that is there, in the phases' colours.
    static func coverages(of curve: CoverageCurve) -> [LineChart.Series] {
        curve.shownCoverages.map { quantity, phase in
            LineChart.Series(quantity, of: curve, name: phase.name, colour: phase.colour)
        }
    }
}
