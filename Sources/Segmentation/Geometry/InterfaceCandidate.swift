import VoxelCore

/// Two neighbouring parts along an axis of which the brighter may be the SSE and the darker the electrode.
struct InterfaceCandidate {
    private(set) var geometry: StrippingGeometry
    /// The number of each part along its axis, from the low end.
    let (electrolytePart, electrodePart): (Int, Int)
    let electrolyte: PartLook
    let electrode: PartLook
    /// The voxels of the two parts, in the volume's own index.
    let (electrolyteRange, electrodeRange): (Range<Int>, Range<Int>)

    /// The least share of an electrode that has to be far brighter than its rest, to be told to hold Na.
    private static let leastDomains = 0.005
    /// The SSE is about as bright as Na (Yoon et al. 2025): its contrast to Li as a share of that of the domains.
    private static let likenessToSodium = 0.45...1.25
    /// So many times the spread of the other makes a part the textured one.
    private static let texture = 3.0

    /// Whether the darker part shows domains of Na.
    var hasDomains: Bool {
        guard let sodium = electrode.brightGrey else { return false }
        return electrode.brightShare >= Self.leastDomains
            && sodium - electrode.grey >= 0.3 * (electrolyte.grey - electrode.grey)
    }

    /// Whether the brighter part is about as bright as the domains.
    var isLikeSodium: Bool {
        guard let sodium = electrode.brightGrey, sodium > electrode.grey else { return false }
        return Self.likenessToSodium.contains((electrolyte.grey - electrode.grey) / (sodium - electrode.grey))
    }

    /// The candidates between neighbouring parts along an axis.
    ///
    /// - Parameters:
    ///   - bins: the finite values of every bin along the axis, from its low end.
    ///   - voxels: the voxels of some bins, in the volume's own index.
    static func all(
        in parts: [PartsAlongAxis.Part], of bins: [[Double]], along axis: Axis, voxels: (Range<Int>) -> Range<Int>
    ) -> [InterfaceCandidate] {
        let looks = parts.map { PartLook(bins, $0) }
        return parts.indices.dropLast().compactMap { low in
            let isHigh = parts[low].grey > parts[low + 1].grey
            let (bright, dark) = isHigh ? (low, low + 1) : (low + 1, low)
            guard let electrolyte = looks[bright], let electrode = looks[dark], electrolyte.grey > electrode.grey else {
                return nil
            }
            return InterfaceCandidate(
                geometry: .init(axis: axis, electrode: isHigh ? .high : .low), electrolytePart: bright,
                electrodePart: dark, electrolyte: electrolyte, electrode: electrode,
                electrolyteRange: voxels(parts[bright].bins), electrodeRange: voxels(parts[dark].bins))
        }
    }

    /// Those of some candidates that nothing speaks against.
    ///
    /// An electrode holds domains of Na, and the SSE is about as bright as they are. Of two bright parts on either side
    /// of one electrode the textured one is the SSE; of two electrodes on either side of one SSE the brighter one, which
    /// holds more Na, is the one that is meant.
    static func best(of candidates: [InterfaceCandidate]) -> [InterfaceCandidate] {
        let withDomains = candidates.filter(\.hasDomains)
        let alike = withDomains.filter(\.isLikeSodium)
        let best = !alike.isEmpty ? alike : !withDomains.isEmpty ? withDomains : candidates
        guard best.count == 2, best[0].geometry.axis == best[1].geometry.axis else { return best }
        let (a, b) = (best[0], best[1])
        if a.electrodePart == b.electrodePart {
            if a.electrolyte.spread > texture * b.electrolyte.spread { return [a] }
            if b.electrolyte.spread > texture * a.electrolyte.spread { return [b] }
        } else if a.electrolytePart == b.electrolytePart {
            let lead = (a.electrode.mean - b.electrode.mean)
            let contrast = a.electrolyte.mean - min(a.electrode.mean, b.electrode.mean)
            if abs(lead) >= 0.05 * contrast { return [lead > 0 ? a : b] }
        }
        return best
    }

    /// The same candidate, found along depth, in a geometry.
    func oriented(_ geometry: StrippingGeometry) -> InterfaceCandidate {
        var oriented = self
        oriented.geometry = geometry
        return oriented
    }

    /// The candidate in words: its axis, side, places and greys.
    var description: String {
        let text = { (range: Range<Int>) in "\(range.lowerBound):\(range.upperBound)" }
        return "--axis \(geometry.axis.rawValue) --electrode \(geometry.electrode.rawValue) (SSE at about"
            + " \(text(electrolyteRange)), grey \(greyText(electrolyte.grey)) ± \(greyText(electrolyte.spread)); electrode at"
            + " about \(text(electrodeRange)), grey \(greyText(electrode.grey)),"
            + " \(percentage(electrode.brightShare)) of it far brighter)"
    }

    /// The range for `--roi` that holds the two parts and nothing else.
    var roi: String {
        let range =
            min(
                electrolyteRange.lowerBound, electrodeRange.lowerBound)..<max(
                electrolyteRange.upperBound, electrodeRange.upperBound)
        return Axis.allCases.map { $0 == geometry.axis ? "\(range.lowerBound):\(range.upperBound)" : ":" }
            .joined(separator: ",")
    }

    /// Refuses to choose between candidates.
    static func undecided(_ candidates: [InterfaceCandidate]) -> SimstripError {
        let shown = candidates.prefix(4)
        let more = candidates.count > shown.count ? " (and \(candidates.count - shown.count) more)" : ""
        let inverted =
            candidates.contains(where: \.hasDomains)
            ? ""
            : "; none of the electrodes shows bright domains of Na: if Li is brighter than the SSE give --contrast inverted"
        return .data(
            "\(candidates.count) readings of the volume are equally likely: "
                + shown.map(\.description).joined(separator: ", or ") + more
                + "; name --axis and --electrode, and cut the volume to SSE and electrode with "
                + shown.map { "--roi \($0.roi)" }.joined(separator: " or ") + inverted)
    }

    /// Tells which of several candidates was taken, and of the others.
    func warning(insteadOf others: [InterfaceCandidate]) -> Warning {
        Warning(
            "third_part",
            "there is more than SSE and electrode; taken is \(description), by bright domains of Na in the"
                + " electrode and an SSE about as bright and textured, rather than "
                + others.map(\.description).joined(separator: " or ")
                + "; if that is wrong, name --axis and --electrode and"
                + " cut the volume to SSE and electrode with --roi")
    }
}
