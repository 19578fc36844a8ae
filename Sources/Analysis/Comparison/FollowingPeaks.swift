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
        let comparisons = try zip(1..., scans.dropFirst()).map { index, scan in
            let name = Self.letter(index).uppercased()
            return try ScanComparison(of: scans[0], and: scan, registers: registers, threads: threads) { event in
                var event = event
                event.stage = "\(name): \(event.stage)"
                try progress?(event)
            }
        }
        self.init(scans: scans, comparisons: comparisons, peaks: try Self.follow(scans, comparisons))
    }

    private static func follow(_ scans: [FinishedScan], _ comparisons: [ScanComparison]) throws -> Peaks {
        var (states, through): ([PeakState], [Int]) = ([], [])
        let edges = scans[0].volumeEdges
        for (index, scan) in scans.enumerated() {
            let placed = index == 0 ? .identity : comparisons[index - 1].placement?.way
            guard let way = placed else { continue }
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
            through.append(index)
        }
        guard states.count > 1 else {
            let reason = comparisons.lazy.compactMap { $0.placement?.reason }.first
            return .unknown(reason.map { "no scan was found in A: \($0)" } ?? "--registration is none")
        }
        return .followed(PeakSeries(states, axis: scans[0].document.geometry.axis), through: through)
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
