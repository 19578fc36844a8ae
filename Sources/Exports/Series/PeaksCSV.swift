import Results
import Stripping
import VoxelCore

/// peaks.csv: a row for every Na peak and scan through which it was followed, with an empty place where it was not found.
struct PeaksCSV {
    /// The table.
    let text: String

    init(_ peaks: PeakSeries, of series: ScanSeries, through states: [Int]) {
        let unit = series.scans[0].curve.unitKey
        let edges = series.scans[0].document.input.voxelSizeMicrometres ?? [1, 1, 1]
        var text =
            "peak,scan,status,domain,confidence,distance_to_interface_\(unit),volume_\(unit)3,z_voxel,y_voxel,x_voxel,"
            + "touches_border\n"
        for (number, track) in zip(1..., peaks.tracks) {
            for (place, sighting) in track.sightings.enumerated() {
                let fields: [String]
                if let sighting {
                    let peak = sighting.peak
                    let numbers =
                        [sighting.confidence, peak.depth, peak.volume]
                        + (0..<3).map { peak.position[$0] / edges[$0] }
                    fields =
                        [String(peak.domain)] + numbers.map { significant($0, 7) }
                        + [peak.touchesBorder ? "true" : "false"]
                } else {
                    fields = Array(repeating: "", count: 8)
                }
                let status = Self.status(of: track, at: place)
                text +=
                    ([String(number), ScanSeries.letter(states[place]), status] + fields).joined(separator: ",") + "\n"
            }
        }
        self.text = text
    }

    /// What a peak is in a scan.
    private static func status(of track: PeakTrack, at place: Int) -> String {
        let states = track.states
        if place < states.lowerBound { return "not_yet" }
        if place > states.upperBound {
            guard place == states.upperBound + 1 else { return "gone" }
            switch track.end {
            case .lost: return "lost"
            case .merged(let into): return "merged_into_\(into + 1)"
            case .unseen: return "unseen"
            case .present: return "gone"
            }
        }
        guard track.sightings[place] != nil else { return "missed" }
        guard place == states.lowerBound else { return "found" }
        switch track.beginning {
        case .present: return "found"
        case .appeared: return "appeared"
        case .unseen: return "came_into_sight"
        case .split(let from): return "split_from_\(from + 1)"
        }
    }
}
