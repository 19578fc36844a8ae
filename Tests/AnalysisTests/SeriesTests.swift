import Analysis
import Exports
import Foundation
import Options
import Publishing
import Results
import Stripping
import TestSupport
import Testing
import VoxelCore

/// A series of scans, from volumes to peaks.csv.
@Suite(.serialized) struct SeriesTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private var settings: ScanSettings {
        var settings = ScanSettings()
        settings[LayersOption.self] = "\(CellSeries.layers)"
        settings[MapsOption.self] = "none"
        return settings
    }

    /// Domains are followed without a mix-up; which moves faster, which is lost and which appears is told.
    @Test(.wholeScans, arguments: [UInt64(1), 2]) func domainsAreFollowed(seed: UInt64) throws {
        let cell = CellSeries(seed: seed)
        let paths = try cell.states.enumerated().map { try $1.write(to: temporary.file("state\($0).tif")) }
        let folder = try OutputFolder(temporary.file("series"), for: ComparisonExports.folder)
        let scans = try ComparedScans(paths, settings: settings)
        let series = try ScanSeries(of: scans.strip(into: folder), threads: 2)
        try SeriesExports.write(series, into: folder)
        try folder.publish()

        guard case .followed(let peaks, let through) = series.peaks, through == [0, 1, 2, 3] else {
            Issue.record("\(series.peaksWords)")
            return
        }
        let faults = cell.faults(in: peaks, edge: 1.4)
        #expect(faults.isEmpty, "\(faults)")
        for (found, truth) in cell.movements(in: peaks, edge: 1.4) {
            // Half of by how much the faster one is faster.
            #expect(abs(found - truth) < 0.2)
        }

        let table = try String(contentsOfFile: temporary.file("series/peaks.csv"), encoding: .utf8)
        let rows = table.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows[0].prefix(5) == ["peak", "scan", "status", "domain", "confidence"] && rows[0].count == 11)
        #expect(rows.count == 1 + 4 * peaks.tracks.count && rows.allSatisfy { $0.count == 11 })
        for (index, row) in rows.dropFirst().enumerated() {
            #expect(row[0] == "\(index / 4 + 1)" && row[1] == ["a", "b", "c", "d"][index % 4])
            let sighting = peaks.tracks[index / 4].sightings[index % 4]
            #expect(Int(row[3]) == sighting?.peak.domain)
            #expect(row[3].isEmpty == row[5].isEmpty && row[7].isEmpty == (sighting == nil))
            if let sighting, let depth = Double(row[5]), let z = Double(row[7]) {
                #expect(abs(depth - sighting.peak.depth) < 1e-4 && abs(z * 1.4 - sighting.peak.position[0]) < 1e-3)
            }
        }
        #expect(rows.contains { $0[2] == "lost" } && rows.contains { $0[2] == "appeared" })

        // Replaced as a whole by a series of three, and that by two scans; nothing of a former one stays.
        #expect(
            temporary.contents().contains("series/d/change.csv")
                && temporary.contents().contains("series/stripped/d/result.json"))
        let again = try OutputFolder(temporary.file("series"), for: ComparisonExports.folder)
        let three = try ScanSeries(
            of: Array(series.scans.prefix(3)).map { scan in
                try FinishedScan(
                    folder: temporary.file("series/stripped/" + FilePath.last(of: scan.folder)), named: scan.name)
            }, registers: false)
        try SeriesExports.write(three, into: again)
        try again.publish()
        let left = temporary.contents().filter { $0.hasPrefix("series/") }
        #expect(
            left.contains("series/c/comparison.csv")
                && !left.contains {
                    $0.hasPrefix("series/d/") || $0.hasSuffix("peaks.csv") || $0.hasSuffix("change.csv")
                })
        let document = try JSONDecoder().decode(
            SeriesDocument.self, from: Data(bytes(ofFile: temporary.file("series/comparison.json"))))
        #expect(document.peaks.followed == false && document.peaks.reason == "--registration is none")
    }
}
