import Drawings
import Registration
import Results
import Stripping
import VoxelCore

/// The part of a comparison's page that tells what became of every place that both scans show; where they were not found in each
/// other, why.
struct SamePlaceSection {
    let placement: ScanPlacement
    let comparison: ScanComparison

    /// - Throws: `SimstripError` where a picture cannot be made.
    func html() throws(SimstripError) -> String {
        guard let shared = placement.shared, let last = shared.coverage.rows.last else {
            return "<p>\(escaped(placement.words)).</p>"
        }
        let changes = shared.places.changes(afterStripping: last.strippedThickness)
        return """
            <p>\(escaped(placement.words)).\(found)</p>
            <div class="pair place"><figure>\(try map(of: changes))\(legend)<figcaption>The map of A: what became of every place after
            \(lengthText(last.strippedThickness)) \(comparison.curves.a.unit)</figcaption></figure>
            <figure>\(chart(shared.coverage).svg)<figcaption>Na in both scans, and in one of them only</figcaption></figure></div>
            \(table(of: changes, shared.places, last))
            <p>\(escaped(differenceText(last))) \(escaped(interface(shared.places)))</p>
            """
    }

    // MARK: Words

    private var found: String {
        guard case .texture(let registration) = placement.source else { return "" }
        let errors = registration.errors.map { errors in
            " Standard errors: \([0, 1, 2].map { fixed(errors.shift[$0], 3) }.joined(separator: ", ")) voxels,"
                + " \([0, 1, 2].map { fixed(errors.rotation[$0], 3) }.joined(separator: ", "))°."
        }
        return
            " \(percent(registration.quality.agreement)) of \(registration.quality.blocks) blocks of SSE lie within half a voxel of"
            + " that, 95 % within \(fixed(registration.residual95 ?? 0, 2)) voxels: so far the SSE has kept its shape.\(errors ?? "")"
    }

    private func differenceText(_ last: SharedCoverage.Row) -> String {
        "Of these places Na covers \(percentage(last.a)) in A and \(percentage(last.b)) in B; B less A is"
            + " \(last.difference.pointsText): here only what changed scatters from area to area. If where B has Na had nothing to do with where A has it, \(percentage(last.bothByChance)) would be Na in"
            + " both."
    }

    private func interface(_ places: SamePlaces) -> String {
        let moved = places.interfaceMoved
        let direction = moved.mean >= 0 ? "into the electrode" : "into the SSE"
        return
            "The interface of B lies \(fixed(abs(moved.mean), 2)) voxels further \(direction) than that of A (standard deviation"
            + " \(fixed(moved.deviation, 2)))."
    }

    // MARK: Pictures

    private func map(of changes: Map<SodiumChange>) throws(SimstripError) -> String {
        let picture = PNGImage(changes, palette: SodiumChange.allCases.map(\.colour)) { $0.rawValue }
        let extent = comparison.a.mapExtent
        return embedded(
            try picture.encoded(), id: "change", "Map of A: Na in both scans, in one of them, earlier or later",
            style: shapeStyle(width: extent.width, height: extent.height))
    }

    private var legend: String {
        let items = SodiumChange.allCases.map {
            "<span><span class=\"swatch\" style=\"background:\($0.colour.css)\"></span>\($0.title)</span>"
        }
        return "<p class=\"legend\">\(items.joined(separator: " "))</p>"
    }

    private func chart(_ coverage: SharedCoverage) -> LineChart {
        let series = { (name: String, colour: Colour, isDashed: Bool, share: (SharedCoverage.Row) -> Double) in
            LineChart.Series(
                name: name, colour: colour,
                points: coverage.rows.map { (x: $0.strippedThickness, y: share($0)) }, isDashed: isDashed)
        }
        let largest = coverage.rows.map { max($0.both, $0.onlyInA, $0.onlyInB) }.max() ?? 0
        let most = max(0.1, min(1, (largest * 10).rounded(.up) / 10))
        return LineChart(
            x: .init(
                title: "stripped thickness (\(comparison.curves.a.unit))", range: 0...comparison.curves.thickness),
            y: .init(title: "share of the shared places", range: 0...most), top: nil,
            series: [
                series("both", Colour(90, 90, 90), false, \.both),
                series("only A", SodiumChange.onlyInA.colour, true, \.onlyInA),
                series("only B", SodiumChange.onlyInB.colour, false, \.onlyInB),
            ], width: 520, height: 330)
    }

    private func table(of changes: Map<SodiumChange>, _ places: SamePlaces, _ last: SharedCoverage.Row) -> String {
        let rows = SodiumChange.allCases.filter { $0 != .notShared }.map { change in
            let count = changes.values.count { $0 == change }
            return [change.title, percentage(Double(count) / Double(max(1, places.columns))), "\(count)"]
        }
        return comparisonTable(rows, heads: ["", "share of the shared places", "columns"])
    }
}

extension SodiumChange {
    /// What it is called.
    fileprivate var title: String {
        switch self {
        case .notShared: "not shared"
        case .neither: "Na in neither"
        case .onlyInA: "Na only in A"
        case .onlyInB: "Na only in B"
        case .earlierInB: "in both, earlier in B"
        case .same: "in both, within a layer"
        case .laterInB: "in both, later in B"
        }
    }

    /// Its colour: blue where B has less or later, red where it has more or earlier (after Okabe & Ito 2008).
    fileprivate var colour: Colour {
        switch self {
        case .notShared: Colour(255, 255, 255)
        case .neither: Phase.lithium.colour
        case .onlyInA: Colour(0, 114, 178)
        case .onlyInB: Colour(213, 94, 0)
        case .earlierInB: Colour(240, 165, 52)
        case .same: Colour(232, 226, 208)
        case .laterInB: Colour(120, 190, 235)
        }
    }
}
