import Analysis
import Options
import Segmentation
import VolumeIO
import VoxelCore

import Foundation

/// The error of the whole method on scans that lie in folders with their truth: `volume.tif`, `truth_interface.tif` and
/// `truth_curve.csv`.
enum StoredScans {
    /// Prints a line a folder: largest error of na_coverage and RMS of h, all automatic and with the true height map given.
    static func print(_ folders: [String], threads: Int = 2) throws {
        for folder in folders {
            let name = folder.split(separator: "/").last.map(String.init) ?? folder
            let found = try Errors(folder, givesInterface: false, threads: threads)
            let given = try Errors(folder, givesInterface: true, threads: threads)
            Swift.print("\(name): \(found) | true h given: \(given)")
        }
    }

    private struct Errors: CustomStringConvertible {
        /// Found less true coverage by layer, in percentage points.
        let errors: [Double]
        let heightRMS: Double
        let levels: GreyLevels?

        init(_ folder: String, givesInterface: Bool, threads: Int) throws {
            let rows = try String(contentsOfFile: folder + "/truth_curve.csv", encoding: String.Encoding.utf8).split(
                separator: "\n")
            let truth = rows.dropFirst().compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
            var parameters = ScanParameters(voxelSize: .voxels, amount: .layers(truth.count - 1))
            parameters.threads = threads
            let map = folder + "/truth_interface.tif"
            if givesInterface {
                parameters.interface = .heightMap(path: map)
                parameters.axis = .z
                parameters.electrode = .high
            }
            let scan = try Scan(folder + "/volume.tif", parameters)
            let located = try scan.locate()
            let segmented = try scan.segment(located)
            let curve = try scan.strip(segmented, of: located).curve
            errors = zip(curve.points, truth).dropFirst().map { 100 * ($0.naCoverage - $1) }
            let heights = try TIFFImage.readFloatMap(map)
            var (squares, count) = (0.0, 0.0)
            for (found, true_) in zip(located.interface.heights.values, heights.values) where found.isFinite {
                squares += Double((found - true_) * (found - true_))
                count += 1
            }
            heightRMS = (squares / max(1, count)).squareRoot()
            levels = segmented.slab.levels
        }

        var description: String {
            let largest = errors.max { abs($0) < abs($1) } ?? 0
            return "\(hundredths(largest)) (last \(hundredths(errors.last ?? 0))) h \(hundredths(heightRMS))"
                + " [\(levels.map(levelsText) ?? "")]"
        }
    }
}
