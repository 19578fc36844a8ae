import Options
import Results
import Segmentation
import Stripping
import VoxelCore

/// What is known of how far a scan's curve may be off.
struct ScanUncertainty {
    /// The bounds of the curve.
    let bounds: CurveBounds
    /// Columns that may be Na on the SSE or SSE itself: 255, all others 0; nil where that was not looked for.
    let ambiguous: Map<UInt8>?
    /// How many independent pieces the area is worth after all layers; nil where that cannot be told.
    let pieces: Double?
    /// Why there is no band, or what it is worth.
    let doubts: [String]
    /// What the scan tells of how far the curve may be off; nil where the method was not tried on a scan simulated from it.
    let evidence: BandEvidence?
}

extension Scan {
    /// How far the curve may be off; nil where that is not asked for.
    func uncertainty(of stripped: StrippedSlab, _ segmented: SegmentedScan, _ located: LocatedSlab) throws
        -> ScanUncertainty?
    {
        guard parameters.band == .auto else { return nil }
        let sampling = try stripped.samplingIntervals(threads: parameters.threads)
        let ranges = sampling.indices.map { $0 == 0 ? 0...0 : sampling[$0]?.range }
        let pieces = sampling.last.flatMap { $0?.pieces }
        guard parameters.segmentation == .markov else {
            return ScanUncertainty(
                bounds: CurveBounds(sampling: ranges), ambiguous: nil, pieces: pieces, doubts: [], evidence: nil)
        }
        let hills = located.interface.hills
        let firstNa = stripped.firstNaLayer
        let ambiguous = Map(
            rows: hills.rows, columns: hills.columns,
            values: zip(firstNa.values, hills.values).map { first, hill -> UInt8 in
                first != .max && (first == 1 || hill > InterfaceHills.least) ? 255 : 0
            })
        var doubts: [String] = []
        let evidence = evidence(of: stripped, segmented, located, InterfaceHills(hills))
        let band = band(of: stripped, segmented, evidence, &doubts)
        return ScanUncertainty(
            bounds: CurveBounds(band: band, sampling: ranges), ambiguous: ambiguous, pieces: pieces, doubts: doubts,
            evidence: evidence)
    }

    /// The root mean square error of h, in voxels, that a height map is trusted to where it was not found beside h.
    private static let errorOfGivenHeights = 0.3

    /// What the scan tells of how far the curve may be off.
    private func evidence(
        of stripped: StrippedSlab, _ segmented: SegmentedScan, _ located: LocatedSlab, _ hills: InterfaceHills
    ) -> BandEvidence? {
        BandEvidence(
            coverage: stripped.shares, segmented.slab.posterior, segmented.slab.levels,
            roughness: InterfaceShape(of: located.interface)?.roughness ?? 0,
            heightError: located.interface.heightError ?? Self.errorOfGivenHeights, hills: hills,
            columns: stripped.insideColumns)
    }

    /// The band of the true coverage of the map; nil, and why, where nothing backs one.
    private func band(
        of stripped: StrippedSlab, _ segmented: SegmentedScan, _ evidence: BandEvidence?, _ doubts: inout [String]
    ) -> [ClosedRange<Double>]? {
        if let reason = whyThereIsNoBand(segmented.parameters) {
            doubts.append(reason)
            return nil
        }
        if case .heightMap = parameters.interface {
            doubts.append(
                "The band takes the given height map for true to \(Self.errorOfGivenHeights) voxels: see in the cuts of report.html"
                    + " that it is.")
        }
        guard let evidence else {
            guard let levels = segmented.slab.levels, stripped.shares.allSatisfy({ $0 == 0 }) else {
                doubts.append(
                    "The method could not be tried on a scan simulated from this one, so the curve has no band.")
                return nil
            }
            let noisiness = levels.noise / max(1e-9, abs(levels.electrolyte - levels.lithium))
            return CoverageBand(
                withoutSodium: stripped.shares.count, noisiness: noisiness, columns: stripped.insideColumns
            ).ranges
        }
        let band = CoverageBand(evidence)
        if !band.unknown.isEmpty {
            doubts.append(
                "The bank of scans that bands are calibrated on holds nothing like "
                    + band.unknown.joined(separator: ", ") + ": the band was made twice as wide, or more.")
        }
        return band.ranges
    }

    /// Bands were calibrated on what is found without anybody's help; what errors a given number brings is not known.
    private func whyThereIsNoBand(_ parameters: ScanParameters) -> String? {
        guard parameters.naThreshold == .automatic, parameters.minimalDomain == 1 else {
            return
                "With a given Na threshold or a least domain the curve has no band: leave --na-threshold and --min-domain out."
        }
        if case .index = parameters.interface {
            return
                "How true a given flat interface is cannot be told, so the curve has no band: leave --interface out to have it"
                + " found, or give a height map."
        }
        guard parameters.course == .surface else {
            return "Bands were not tried on layers along a plane, so the curve has none: leave --layers-follow out."
        }
        return nil
    }
}

extension StrippedSlab {
    /// Na coverage after 1, 2 … N layers.
    fileprivate var shares: [Double] {
        counts.dropFirst().map { Double($0.sodium) / Double(max(1, insideColumns)) }
    }
}
