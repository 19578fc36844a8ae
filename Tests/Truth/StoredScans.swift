import Analysis
import Options
import Segmentation
import TestSupport
import VolumeIO
import VoxelCore

/// The error of the whole method on scans that lie in folders with their truth.
enum StoredScans {
    /// Prints a line a folder: largest error of na_coverage and RMS of h, all automatic and with the true height map given.
    static func print(_ folders: [String], threads: Int = 2) throws {
        for folder in folders {
            let name = folder.split(separator: "/").last.map(String.init) ?? folder
            let truth = try StoredTruth(folder)
            let found = try errors(truth, givesInterface: false, threads: threads)
            let given = try errors(truth, givesInterface: true, threads: threads)
            Swift.print("\(name): \(found) | true h given: \(given)")
        }
    }

    private static func errors(_ truth: StoredTruth, givesInterface: Bool, threads: Int) throws -> String {
        var parameters = ScanParameters(voxelSize: .voxels, amount: .layers(truth.layers))
        parameters.threads = threads
        if givesInterface {
            parameters.interface = .heightMap(path: truth.heightMap)
            parameters.axis = .z
            parameters.electrode = .high
        }
        let scan = try Scan(truth.volume, parameters)
        let located = try scan.locate()
        let segmented = try scan.segment(located)
        let curve = try scan.strip(segmented, of: located).curve
        let errors = truth.errors(of: curve.points.map { Double($0.naCoverage) })
        let largest = errors.max { abs($0) < abs($1) } ?? 0
        return "\(hundredths(largest)) (last \(hundredths(errors.last ?? 0)))"
            + " h \(hundredths(truth.heightError(of: located.interface.heights)))"
            + " [\(segmented.slab.levels.map(levelsText) ?? "")]"
    }
}
