import Drawings
import Results
import Segmentation
import Stripping
import VoxelCore

/// What the voxels of the cuts along rows say of the segmentation: their grey values by phase, and against depth.
struct GreyFigures {
    private let result: ScanResult
    private let sections: [CrossSection]
    private let unit: String

    init(_ result: ScanResult) {
        self.result = result
        sections = result.sections.alongRows
        unit = result.curve.unit
    }

    /// Both drawings and what they say.
    var html: String {
        "<div class=\"pair\"><figure>\(histogram.svg)<figcaption>\(histogramText)</figcaption></figure>"
            + "<figure>\(profile.svg)<figcaption>\(profileText)</figcaption></figure></div>"
    }

    private static let fitted = Colour(194, 48, 122)

    // MARK: Grey values by phase

    private var histogram: LineChart {
        let window = GreyWindow(of: sections.map(\.grey))
        let margin = 0.08 * (Double(window.white) - Double(window.black))
        let bins = GreyBins(
            over: Double(window.black) - margin...Double(window.white) + margin,
            isWhole: !result.input.dtype.hasPrefix("float"))
        var counts = [Phase: [Double]]()
        for section in sections {
            for (grey, phase) in zip(section.grey.values, section.phases.values) where phase != .outside {
                guard grey.isFinite, let bin = bins.bin(Double(grey)) else { continue }
                counts[phase, default: Array(repeating: 0, count: bins.count)][bin] += 1
            }
        }
        // Shares of the layers' voxels; those of the SSE beside them count among themselves.
        let layers = counts.filter { $0.key != .electrolyte }.values.reduce(0) { $0 + $1.reduce(0, +) }
        let total = { (phase: Phase) in
            phase == .electrolyte ? counts[phase]?.reduce(0, +) ?? 0 : layers
        }
        let phases = [Phase.electrolyte, .lithium, .sodium, .void].filter { counts[$0] != nil }
        var series = phases.map { phase in
            LineChart.Series(
                name: phase.name, colour: Self.colour(phase),
                points: (counts[phase] ?? []).enumerated().map { (bins.middle($0), $1 / max(1, total(phase))) })
        }
        if let levels = result.greyLevels, levels.noise > 0 {
            let table = Distribution.NormalTable()
            for (phase, level) in [
                (Phase.electrolyte, levels.electrolyte), (.lithium, levels.lithium), (.sodium, levels.sodium),
            ] {
                guard let own = counts[phase] else { continue }
                let share = own.reduce(0, +) / max(1, total(phase))
                series.append(
                    LineChart.Series(
                        name: "\(phase.name), fitted", colour: Self.colour(phase),
                        points: (0..<bins.count).map { bin in
                            let place = (bins.middle(bin) - level) / levels.noise
                            return (
                                bins.middle(bin),
                                share * bins.width / levels.noise * Double(table.density(Float(place)))
                            )
                        }, isDashed: true))
            }
        }
        let most = series.flatMap { $0.points.map(\.y) }.max() ?? 1
        return LineChart(
            x: .init(title: "grey value", range: bins.range),
            y: .init(title: "share of the voxels", range: 0...max(most, 1e-9)),
            top: nil, series: series, marks: thresholds, width: 520, height: 330, showsNames: false)
    }

    /// Thresholds stand where voxels were held against them.
    private var thresholds: [(x: Double, name: String)] {
        guard result.greyLevels == nil else { return [] }
        return [(result.naThreshold, "Na from here"), (result.voidThreshold, "void to here")].compactMap { grey, name in
            grey.map { ($0, name) }
        }
    }

    /// The colours of phases as lines on white.
    private static func colour(_ phase: Phase) -> Colour {
        switch phase {
        case .electrolyte: Colour(138, 132, 120)
        case .void: Colour(74, 144, 184)
        case .sodium: Colour(184, 110, 0)
        case .lithium, .outside: phase.colour
        }
    }

    private var histogramText: String {
        let counts = sections.reduce(into: [Phase: Int]()) { counts, section in
            for phase in section.phases.values where phase != .outside { counts[phase, default: 0] += 1 }
        }
        let names = [Phase.electrolyte, .lithium, .sodium, .void].filter { counts[$0] != nil }.map {
            "<span><span class=\"swatch\" style=\"background-color:\(Self.colour($0).css)\"></span>\($0.name)</span>"
        }
        let fits =
            result.greyLevels == nil
            ? "" : " Dashed: the fitted levels with the noise of a voxel; what blur mixes lies between them."
        return
            "Grey values of \(counts.values.reduce(0, +)) voxels by the phase they were found to be; of the layers, and of the SSE"
            + " beside them.\(fits) <span class=\"legend\">\(names.joined(separator: " "))</span>"
    }

    // MARK: Grey against depth

    /// So many bins to a voxel.
    private static let perVoxel = 2.0

    private struct Bin {
        var count = 0.0
        var sum = 0.0
        var squares = 0.0
        var sodium = 0.0
        var void = 0.0
        var known = 0.0

        mutating func add(_ grey: Double, _ phase: Phase, weight: Double) {
            count += weight
            sum += weight * grey
            squares += weight * grey * grey
            guard phase != .outside else { return }
            known += weight
            if phase == .sodium { sodium += weight }
            if phase == .void { void += weight }
        }

        var mean: Double { sum / count }
        var deviation: Double { max(0, squares / count - mean * mean).squareRoot() }
    }

    /// The bins from so many voxels before the interface to so many behind it.
    private var bins: (first: Int, bins: [Bin]) {
        let layers = result.stripped.slab.layers
        let margin = max(8, layers)
        let first = -Int(Double(margin) * Self.perVoxel)
        let isHigh = result.electrode == .high
        var bins = Array(repeating: Bin(), count: Int(Double(layers + 2 * margin) * Self.perVoxel))
        for section in sections {
            for along in 0..<section.grey.columns {
                guard let surface = section.depth(of: result.interface, along) else { continue }
                for row in 0..<section.positions.count {
                    let shown = isHigh ? row : section.positions.count - 1 - row
                    let depth = Double(row) + 0.5 - surface
                    let grey = Double(section.grey[shown, along])
                    guard grey.isFinite else { continue }
                    // Shared between the two bins whose middles it lies between: columns alike in height fill every other bin.
                    let place = depth * Self.perVoxel - 0.5 - Double(first)
                    let lower = Int(place.rounded(.down))
                    let upper = place - Double(lower)
                    for (bin, weight) in [(lower, 1 - upper), (lower + 1, upper)] where bins.indices.contains(bin) {
                        bins[bin].add(grey, section.phases[shown, along], weight: weight)
                    }
                }
            }
        }
        return (first, bins)
    }

    private var edge: Double { result.voxelSize?[result.axis].micrometres ?? 1 }

    private var profile: LineChart {
        let (first, bins) = bins
        let depth = { (index: Int) in (Double(index + first) + 0.5) / Self.perVoxel * edge }
        let seen = bins.indices.filter { bins[$0].count > 1e-6 }
        let measured = LineChart.Series(
            name: "measured", colour: Colour(29, 78, 137), points: seen.map { (depth($0), bins[$0].mean) },
            band: seen.map {
                (depth($0), bins[$0].mean - bins[$0].deviation, bins[$0].mean + bins[$0].deviation)
            })
        let expected = expected(bins, first).map { (depth($0.index), $0.grey) }
        let model =
            expected.isEmpty
            ? [] : [LineChart.Series(name: "fitted", colour: Self.fitted, points: expected, isDashed: true)]
        let greys = measured.band.flatMap { [$0.low, $0.high] }
        let (low, high) = (greys.min() ?? 0, greys.max() ?? 1)
        let layers = Double(result.stripped.slab.layers) * edge
        return LineChart(
            x: .init(
                title: "depth below the interface (\(unit))",
                range: (seen.first.map(depth) ?? 0)...(seen.last.map(depth) ?? 1)),
            y: .init(title: "grey value", range: low...max(high, low.nextUp)), top: nil, series: [measured] + model,
            marks: [(0, "interface"), (layers, "last layer")], width: 520, height: 330, showsNames: false)
    }

    /// What the phases, interface and blur that were found would look like: the mean of the levels at every depth, blurred.
    private func expected(_ bins: [Bin], _ first: Int) -> [(index: Int, grey: Double)] {
        guard let levels = result.greyLevels else { return [] }
        let void = result.voidThreshold
        let greys = bins.enumerated().map { index, bin -> Double? in
            if index + first < 0 { return levels.electrolyte }
            guard bin.known > 0.5 * bin.count, bin.known > 0 else { return nil }
            let (sodium, dark) = (bin.sodium / bin.known, bin.void / bin.known)
            // The grey of void is fitted by none: it lies as far below the threshold as Li lies above it.
            let voidGrey = void.map { 2 * $0 - levels.lithium } ?? levels.lithium
            return levels.lithium + sodium * (levels.sodium - levels.lithium) + dark * (voidGrey - levels.lithium)
        }
        // A voxel is the mean over its own extent.
        let width = Self.perVoxel * (levels.blur.depth * levels.blur.depth + 1.0 / 12).squareRoot()
        let taps = Distribution.gaussianTaps(sigma: width, radius: Int(4 * width) + 1).map { Double($0) }
        let reach = taps.count / 2
        return greys.indices.compactMap { index in
            var sum = 0.0
            for (tap, weight) in taps.enumerated() {
                let place = index + tap - reach
                // Before the first bin lies SSE; behind the last layer nothing is known.
                guard place < greys.count else { return nil }
                guard let grey = place < 0 ? levels.electrolyte : greys[place] else { return nil }
                sum += weight * grey
            }
            return (index, sum)
        }
    }

    private var profileText: String {
        "Mean grey against depth; shaded: one standard deviation of voxels."
            + (result.greyLevels == nil
                ? ""
                : " <span class=\"key fitted\">Dashed</span>: what the fitted levels, the blur and the phases found add up to.")
            + levelsText
    }

    /// Means of both sides, and the peaks of Na, as profile.csv has them.
    private var levelsText: String {
        guard let profile = result.profile else { return "" }
        let sides = [("SSE", profile.electrolyte), ("electrode", profile.electrode)].compactMap { name, grey in
            grey.map { "\(name) \(significant($0.mean, 4)) ± \(significant($0.standardDeviation, 3))" }
        }
        guard !sides.isEmpty else { return "" }
        let box =
            "rows \(profile.rows.lowerBound):\(profile.rows.upperBound), columns \(profile.columns.lowerBound):\(profile.columns.upperBound)"
        let peaks = profile.peaks.map { lengthText($0.depth * edge) }
        return " Mean and standard deviation over \(box): \(sides.joined(separator: ", "))."
            + (peaks.isEmpty ? "" : " Peaks of Na \(peaks.joined(separator: ", ")) \(unit) from the interface.")
            + " As numbers: profile.csv."
    }
}
