import Stripping
import VoxelCore

extension ScanSeries {
    /// The curves of all scans as CSV: at the thicknesses of the first that all have, the others interpolated where their layers are of
    /// another thickness. A bound that nothing backs is an empty field.
    package var csv: String {
        let unit = scans[0].curve.unitKey
        let letters = ComparisonFolder.letters.prefix(scans.count)
        let coverage = CurveQuantity.naCoverage.name
        let header =
            ["layers_removed", "stripped_thickness_\(unit)"]
            + letters.flatMap { ["\(coverage)_\($0)", "\(coverage)_\($0)_low", "\(coverage)_\($0)_high"] }
        let lines = points.map { points -> [String] in
            let shares = points.flatMap { point -> [Double?] in
                let share = point[.naCoverage]
                return [share?.value, share?.low, share?.high]
            }
            return [
                areByLayer ? "\(points[0].layersRemoved)" : "",
                CurveQuantity.strippedThickness.text(points[0].strippedThickness),
            ]
                + shares.map { share in share.map { CurveQuantity.naCoverage.text($0) } ?? "" }
        }
        return ([header] + lines).map { $0.joined(separator: ",") + "\n" }.joined()
    }

    /// Whether the layers of all scans are of one thickness.
    package var areByLayer: Bool { comparisons.allSatisfy(\.curves.isByLayer) }

    /// The thickness that all have.
    package var thickness: Double { scans.map(\.curve.last.strippedThickness).min() ?? 0 }

    /// The states of all scans at the thicknesses of the first that all have.
    package var points: [[CoverageCurve.Point]] {
        scans[0].curve.points.compactMap { first in
            // What rounding makes of the last layer is that layer.
            let points = scans.compactMap { scan in
                scan.curve.point(at: min(first.strippedThickness, max(scan.curve.last.strippedThickness, 0)))
            }
            let isWithin = first.strippedThickness <= thickness * (1 + 1e-9)
            return isWithin && points.count == scans.count ? points : nil
        }
    }
}
