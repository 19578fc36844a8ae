import Drawings
import Results
import Stripping
import VoxelCore

/// How large the Na domains of the layers are.
struct DomainFigure {
    private let document: ResultDocument
    private let unit: String
    /// Whole domains by ascending diameter: it, how much Na they stand for, and how many domains.
    private let sizes: [(diameter: Double, volume: Double, number: Double)]

    /// Nil where no domain is whole.
    init?(_ result: ScanResult, _ document: ResultDocument) {
        guard let domains = result.domains else { return nil }
        let voxel = result.mapEdges?.reduce(1, *) ?? 1
        sizes = domains.domains.reversed().compactMap { domain in
            domain.weight.map { weight in
                (domain.equivalentDiameter(voxel: voxel), Double(domain.voxels) * voxel * weight, weight)
            }
        }
        guard !sizes.isEmpty else { return nil }
        self.document = document
        unit = result.curve.unit
    }

    /// A chart and what it says.
    var html: String {
        "<div class=\"domains\"><figure>\(chart.svg)<figcaption>\(caption)</figcaption></figure></div>"
    }

    /// A curve is drawn at so many points at most.
    private static let points = 200

    private var chart: LineChart {
        let largest = sizes.last?.diameter ?? 1
        let series = { (name: String, colour: Colour, isDashed: Bool, amount: (Int) -> Double) in
            LineChart.Series(
                name: name, colour: colour, points: self.cumulative(amount, to: largest), isDashed: isDashed)
        }
        return LineChart(
            x: .init(title: "equivalent diameter (\(unit))", range: 0...largest),
            y: .init(title: "share in smaller domains", range: 0...1), top: nil,
            series: [
                series("Na", Phase.sodium.colour, false) { sizes[$0].volume },
                series("no.", Phase.lithium.colour, true) { sizes[$0].number },
            ], width: 520, height: 300)
    }

    /// The share of an amount up to every diameter, thinned out where there are many.
    private func cumulative(_ amount: (Int) -> Double, to largest: Double) -> [(x: Double, y: Double)] {
        let total = sizes.indices.reduce(0) { $0 + amount($1) }
        let step = max(1, sizes.count / Self.points)
        var held = 0.0
        var points: [(x: Double, y: Double)] = [(0, 0)]
        for index in sizes.indices {
            held += amount(index)
            if index % step == 0 || index == sizes.count - 1 {
                points.append((sizes[index].diameter, min(1, held / total)))
            }
        }
        return points
    }

    private var caption: String {
        let diameters = document.domains?.equivalentDiameters.map { diameters in
            " A tenth, half and nine tenths of their Na lie in domains of up to"
                + " \(diameters.map { lengthText($0) }.joined(separator: ", ")) µm."
        }
        let cut = document.domains.map { domains in
            domains.shareTouchingBorder.map {
                " \(counted(domains.touchingBorder, "domain")) with \(percent($0)) of the Na touch the border and are left out; those"
                    + " that are whole count for as many as a window cuts of their size."
            } ?? ""
        }
        return "Na domains by size, \(sizes.count) whole ones: the share of their Na, and dashed of their number."
            + (diameters ?? "") + (cut ?? "")
    }
}
