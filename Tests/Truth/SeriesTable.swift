import Analysis
import Exports
import Options
import Publishing
import Results
import Stripping
import TestSupport
import VoxelCore

/// Series of scans of one cell, from volumes to Na peaks that were followed: how many without a mix-up, and how truly they move.
enum SeriesTable {
    static let seeds = 20

    static func print(seeds: Int) throws {
        var (right, mixed, errors) = (0, 0, [Double]())
        for seed in 1...max(1, seeds) {
            for noise in [15.0, 30] where noise == 15 || seed <= seeds / 2 {
                let cell = CellSeries(seed: UInt64(seed), noise: noise)
                let temporary = try TemporaryFolder()
                let paths = try cell.states.enumerated().map { try $1.write(to: temporary.file("state\($0).tif")) }
                var settings = ScanSettings()
                settings[LayersOption.self] = "\(CellSeries.layers)"
                settings[MapsOption.self] = "none"
                // So little Na beside SSE of such contrast looks inverted at noise 30, and is asked after.
                settings[AxisOption.self] = "z"
                settings[ElectrodeOption.self] = "high"
                let folder = try OutputFolder(temporary.file("series"), for: ComparisonExports.folder)
                let scans = try ComparedScans(paths, settings: settings).strip(into: folder)
                let series = try ScanSeries(of: scans, threads: 2)
                guard case .followed(let peaks, let states) = series.peaks, states.count == 4 else {
                    Swift.print("seed \(seed), noise \(Int(noise)): \(series.peaksWords)")
                    continue
                }
                let faults = cell.faults(in: peaks, edge: 1.4)
                let off = cell.movements(in: peaks, edge: 1.4).map { abs($0.found - $0.truth) }
                if faults.contains(where: { $0.hasPrefix(CellSeries.mixUp) }) { mixed += 1 }
                if noise == 15 {
                    errors += off
                    if faults.isEmpty { right += 1 }
                }
                let worst = off.max().map { "\(hundredths($0))" } ?? "–"
                Swift.print(
                    "seed \(seed), noise \(Int(noise)): \(faults.isEmpty ? "no fault" : faults.joined(separator: "; "));"
                        + " movement off by \(worst) voxels a state at most")
            }
        }
        errors.sort()
        let middle = errors.isEmpty ? "–" : "\(hundredths(errors[errors.count / 2]))"
        Swift.print(
            "\(mixed) series with a mix-up; noise 15: \(right) of \(seeds) without any fault; movement off by \(middle) voxels a state in the median"
        )
        guard mixed == 0 else { throw SimstripError(.failed, "not every series was followed without a mix-up") }
    }
}
