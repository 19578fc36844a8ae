import Stripping
import VoxelCore

/// Shares in per cent, as people read them: with a decimal place where the bounds leave one a meaning, or where there are none.
extension Bounded {
    /// The share: "41 %".
    package var percentText: String { "\(percent(value)) %" }

    /// Between which it lies: "38 to 45 %"; nil where nothing backs that.
    package var percentInterval: String? { ends(percent).map { $0 + " %" } }

    /// Both: "41 % (38 to 45)".
    package var percentWithInterval: String { percentText + (ends(percent).map { " (\($0))" } ?? "") }

    /// A difference of two shares: "−28 points (−45 to −11)".
    package var pointsText: String { "\(points(value)) points" + (ends(points).map { " (\($0))" } ?? "") }

    private func ends(_ text: (Double) -> String) -> String? {
        low.flatMap { low in high.map { "\(text(low)) to \(text($0))" } }
    }

    /// Another share with the decimal places of this one.
    package func percent(_ share: Double) -> String { fixed(100 * share, percentPlaces) }

    private func points(_ share: Double) -> String { signed(share, percent(abs(share))) }

    private var percentPlaces: Int {
        places(within: low.flatMap { low in high.map { 50 * ($0 - low) } } ?? 0, atMost: 1)
    }
}

extension CoverageCurve.Point {
    /// Na coverage with its band.
    package var naShare: Bounded { self[.naCoverage] ?? Bounded(.nan) }
}
