import Registration
import Results
import Stripping
import VoxelCore

extension ScanSeries {
    /// A series of finished scans, each but the first placed in the first and compared with it, and their Na peaks followed.
    ///
    /// - Parameters:
    ///   - scans: three or more, the first pristine.
    ///   - registers: whether the others are looked for in the first.
    ///   - threads: at most this many; no number depends on it.
    ///   - progress: told of what is searched; by throwing it cancels the work.
    /// - Throws: `SimstripError` as `ScanComparison`, and where a domains.csv is damaged; what `progress` throws.
    package init(
        of scans: [FinishedScan], registers: Bool = true, threads: Int = 1, progress: ProgressHandler? = nil
    ) throws {
        let comparisons = try scans.dropFirst().map { scan in
            try ScanComparison(
                of: scans[0], and: scan, registers: registers, threads: threads, progress: progress)
        }
        self.init(scans: scans, comparisons: comparisons, peaks: try Self.follow(scans, comparisons))
    }

    private static func follow(_ scans: [FinishedScan], _ comparisons: [ScanComparison]) throws -> Peaks {
        var (states, placed): ([PeakState], [Int]) = ([], [])
        let edges = scans[0].volumeEdges
        for (index, scan) in scans.enumerated() {
            guard let way = WayToFirst(index == 0 ? nil : comparisons[index - 1].placement, isFirst: index == 0) else {
                continue
            }
            guard let domains = try scan.domains() else {
                return .unknown("scan \(letter(index).uppercased()) has no \(ScanFolder.domains)")
            }
            let place = try MapOfPlaces(scan, scan.heights())
            let peaks = domains.map { domain in
                SodiumPeak(
                    position: way.toA(domain.centre) * edges, depth: domain.meanDepth, volume: domain.volume,
                    touchesBorder: domain.touchesBorder, domain: domain.number)
            }
            let layers = scan.curve.last.layersRemoved
            states.append(PeakState(peaks: peaks) { place.shows(way.toB($0 / edges), within: layers) })
            placed.append(index)
        }
        guard states.count > 1 else {
            let reason = comparisons.lazy.compactMap { $0.placement?.reason }.first
            return .unknown(reason.map { "no scan was found in A: \($0)" } ?? "--registration is none")
        }
        return .followed(PeakSeries(states, axis: scans[0].document.geometry.axis), through: placed)
    }
}

/// The way between a scan of a series and the first.
private struct WayToFirst: Sendable {
    let toA, toB: @Sendable (SIMD3<Double>) -> SIMD3<Double>

    /// Nil where the scan was not placed in the first.
    init?(_ placement: ScanPlacement?, isFirst: Bool) {
        switch placement?.source {
        case .texture(let registration):
            let transform = registration.transform
            (toA, toB) = ({ transform.inA($0) }, { transform.inB($0) })
        case .sameVolume: (toA, toB) = ({ $0 }, { $0 })
        case .unknown: return nil
        case nil:
            guard isFirst else { return nil }
            (toA, toB) = ({ $0 }, { $0 })
        }
    }
}

extension FinishedScan {
    /// The edges of a voxel along z, y and x in µm; 1 where lengths are in voxels.
    fileprivate var volumeEdges: SIMD3<Double> {
        guard curve.hasVoxelSize, let edges = document.input.voxelSizeMicrometres, edges.count == 3 else {
            return SIMD3(repeating: 1)
        }
        return SIMD3(edges)
    }
}
