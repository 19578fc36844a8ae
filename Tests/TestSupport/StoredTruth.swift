import VolumeIO
import VoxelCore

import Foundation

/// A scan that lies in a folder with its truth: `volume.tif`, `truth_interface.tif` and `truth_curve.csv`.
package struct StoredTruth {
    package let volume: String
    /// The true height map.
    package let heightMap: String
    /// True coverage after 0, 1 … N layers.
    package let coverage: [Double]
    private let heights: Map<Float>

    package init(_ folder: String) throws {
        volume = folder + (FileManager.default.fileExists(atPath: folder + "/volume.tif") ? "/volume.tif" : "/volume")
        heightMap = folder + "/truth_interface.tif"
        let curve = try String(contentsOfFile: folder + "/truth_curve.csv", encoding: String.Encoding.utf8)
        coverage = curve.split(separator: "\n").dropFirst().compactMap { row in
            row.split(separator: ",").last.flatMap { Double($0) }
        }
        heights = try TIFFImage.readFloatMap(heightMap)
    }

    /// N.
    package var layers: Int { coverage.count - 1 }

    /// What was found less the truth after 1 … N layers, in percentage points.
    ///
    /// - Parameter found: coverage after 0, 1 … N layers.
    package func errors(of found: [Double]) -> [Double] {
        zip(found, coverage).dropFirst().map { 100 * ($0 - $1) }
    }

    /// The root mean square error of heights that were found, in voxels; what is outside does not count.
    package func heightError(of found: Map<Float>) -> Double {
        let squares = zip(found.values, heights.values).filter { $0.0.isFinite }.map { Double(($0 - $1) * ($0 - $1)) }
        return (squares.reduce(0, +) / Double(max(1, squares.count))).squareRoot()
    }
}
