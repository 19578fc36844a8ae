import Drawings
import Stripping
import VoxelCore

/// What is left of a scan that could not be stripped: the volume at a glance beside what was looked for and not found.
package struct FailurePage {
    private static let kind = "Simulated stripping, failed"

    private let name: String
    private let message: String
    private let options: String
    private let glance: VolumeGlance
    private let shape: VolumeShape
    private let content: CrossSections.Content

    /// The page of a failure.
    ///
    /// - Parameters:
    ///   - name: of the volume.
    ///   - message: why it could not be stripped.
    ///   - options: that were asked for, as on a command line; empty for none.
    ///   - glance: what the volume looks like.
    ///   - content: whether it was given as grey values or as labels.
    package init(
        _ name: String, message: String, options: String, glance: VolumeGlance, shape: VolumeShape,
        of content: CrossSections.Content = .grey
    ) {
        (self.name, self.message, self.options) = (name, message, options)
        (self.glance, self.shape, self.content) = (glance, shape, content)
    }

    /// Where the page of a scan lies whose results would have gone to a folder.
    package static func path(beside folder: String) -> String {
        var folder = folder
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        return folder + ".failed.html"
    }

    /// Whether a text is such a page.
    package static func isMade(_ text: String) -> Bool { text.contains(HTMLPage.line(ofKind: kind)) }

    private static let (pictureStart, pictureEnd) = ("<img id=\"cut-z\" src=\"", "\"")

    /// The picture of a page, as an address, for a list of failures; nil where there is none.
    static func picture(in page: String) -> String? {
        guard isMade(page), let start = page.firstRange(of: pictureStart) else { return nil }
        let rest = page[start.upperBound...]
        return rest.firstRange(of: pictureEnd).map { String(rest[..<$0.lowerBound]) }
    }

    /// The page.
    ///
    /// - Throws: `SimstripError` where a picture cannot be made.
    package func html() throws(SimstripError) -> String {
        HTMLPage(
            kind: Self.kind, title: name,
            headline:
                "<p class=\"headline\"><strong>Not stripped.</strong></p><p class=\"verdict grave\">\(escaped(message))</p>",
            warnings: [],
            sections: [
                ("What the volume looks like", try cuts()),
                ("What was looked for", content == .grey ? lookedFor + profiles : lookedForInLabels),
                (content.title, histogram),
                ("What was asked for", "<pre class=\"command\"><code>\(escaped(options))</code></pre>"),
            ],
            data: "the volume itself"
        ).html
    }

    private func cuts() throws(SimstripError) -> String {
        let window = GreyWindow(of: glance.cuts.map(\.grey))
        var figures: [String] = []
        for cut in glance.cuts {
            let others = Axis.allCases.filter { $0 != cut.axis }
            let picture = PNGImage(
                width: cut.grey.columns, height: cut.grey.rows, palette: (0...255).map { Colour(grey: UInt8($0)) },
                pixels: cut.grey.values.map { UInt8(255 * window.share(of: $0)) })
            let lengths = others.map { Double(shape[$0]) }
            // Slices that were left out are as thick as they are.
            let style = shapeStyle(width: lengths[1], height: lengths[0])
            figures.append(
                "<figure>\(embedded(try picture.encoded(), id: "cut-\(cut.axis.rawValue)", "the volume at \(cut.axis.rawValue) = \(cut.index)", style: style))"
                    + "<figcaption>\(cut.axis.rawValue) = \(cut.index): \(others[0].rawValue) downwards, \(others[1].rawValue) to the"
                    + " right</figcaption></figure>")
        }
        return "<div class=\"maps\">\(figures.joined(separator: "\n"))</div>"
            + "<p>From black, \(greyText(Double(window.black))), to white, \(greyText(Double(window.white))).</p>"
    }

    private var lookedFor: String {
        """
        <p>A surface across one of the axes with brighter voxels, the SSE, on one side and darker ones, Li with some bright Na in it, on \
        the other, in most columns of the part that is looked at. Along the axis that the electrode was stacked along, the mean grey \
        value then falls, or rises, in one step. Where none of the three does, the volume does not hold the interface, or a part of \
        it has to be cut out (<code>--roi</code>); where Li is the bright phase, <code>--contrast inverted</code> says so; where the step is \
        there but was not taken, <code>--axis</code>, <code>--electrode</code> and <code>--interface</code> name it.</p>
        """
    }

    private var lookedForInLabels: String {
        """
        <p>In every column a run of voxels labelled SSE that begins at one end, the same in all, and behind it as many voxels as there are \
        layers. That end is the face of the part looked at of whose voxels at least 90 % are SSE; where there is none, or more than \
        one, <code>--axis</code> and <code>--electrode</code> name it. <code>--codes</code> has to name every code that occurs; what is no \
        part of the sample is <code>outside</code>, and <code>--roi</code> cuts out a part.</p>
        """
    }

    private var profiles: String {
        let charts = glance.profiles.filter { $0.points.count > 1 }.map { profile -> String in
            let means = profile.points.map(\.mean)
            let (low, high) = (means.min() ?? 0, means.max() ?? 1)
            let chart = LineChart(
                x: .init(
                    title: "\(profile.axis.rawValue) (voxels)",
                    range: Double(profile.points[0].index)...Double(profile.points[profile.points.count - 1].index)),
                y: .init(title: "mean grey value", range: low...max(high, low.nextUp)), top: nil,
                series: [
                    .init(
                        name: profile.axis.rawValue, colour: Phase.lithium.colour,
                        points: profile.points.map { (Double($0.index), $0.mean) })
                ], width: 520, height: 330, showsNames: false)
            return
                "<figure>\(chart.svg)<figcaption>Mean grey value of planes across \(profile.axis.rawValue)</figcaption></figure>"
        }
        return "<div class=\"pair\">\(charts.joined(separator: "\n"))</div>"
    }

    private var histogram: String {
        let values = glance.sample
        guard let first = values.first, let last = values.last else {
            return "<p>No voxel has a finite grey value.</p>"
        }
        guard last > first else { return "<p>All voxels have the value \(greyText(Double(first))).</p>" }
        // From the 1st to the 999th thousandth: single voxels far away would leave no room for the others.
        let (low, high) = (Double(values[values.count / 1000]), Double(values[values.count - 1 - values.count / 1000]))
        let bins = GreyBins(over: low...max(high, low.nextUp), isWhole: values.allSatisfy { $0 == $0.rounded() })
        var shares = [Double](repeating: 0, count: bins.count)
        for value in values { if let bin = bins.bin(Double(value)) { shares[bin] += 1 / Double(values.count) } }
        let chart = LineChart(
            x: .init(title: content == .grey ? "grey value" : "code", range: bins.range),
            y: .init(title: "share of the voxels", range: 0...(shares.max() ?? 1)), top: nil,
            series: [
                .init(
                    name: "voxels", colour: Phase.lithium.colour,
                    points: shares.enumerated().map { (bins.middle($0), $1) })
            ], width: 520, height: 330, showsNames: false)
        return "<figure>\(chart.svg)<figcaption>Of \(values.count) voxels, from \(greyText(Double(first))) to"
            + " \(greyText(Double(last)))</figcaption></figure>"
    }
}
