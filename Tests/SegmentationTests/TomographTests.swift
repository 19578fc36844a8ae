import Analysis
import Foundation
import Options
import Segmentation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// Interfaces of other kinds than the phantoms', seen through a simulated tomograph that is not ours.
@Suite(.enabled(if: Samples.isAvailable, "SIMSTRIP_DATA names no folder of volumes"))
struct TomographTests {
    /// Largest errors in points that are let pass with everything automatic and with the true height map given, and of h in
    /// voxels: half a point and a twentieth of a voxel above what was measured.
    static let bounds: [(name: String, automatic: Double, given: Double, height: Double)] = [
        ("lamellae_noise10", 2.2, 2, 0.2), ("lamellae_noise30_across", 3.1, 2.5, 0.3), ("grains_noise10", 2, 2.5, 0.25),
        ("grains_noise30_tilted", 3.5, 3.5, 0.3), ("crust_noise20", 3.2, 3.5, 0.3), ("crust_noise20_across", 4, 3, 0.3),
        ("edges_noise10", 2.4, 1.5, 0.2), ("touching_noise10", 4.5, 2.5, 0.5),
    ]

    @Test(arguments: bounds)
    func curvesAreTrue(scan: (name: String, automatic: Double, given: Double, height: Double)) throws {
        let folder = try #require(Samples.folder) + "/tomographs/" + scan.name
        let rows = try String(contentsOfFile: folder + "/truth_curve.csv", encoding: .utf8).split(separator: "\n")
        let truth = rows.dropFirst().compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
        let map = folder + "/truth_interface.tif"
        for isGiven in [false, true] {
            var parameters = ScanParameters(voxelSize: .voxels, amount: .layers(truth.count - 1))
            parameters.threads = 2
            if isGiven { parameters.interface = .heightMap(path: map) }
            let scanned = try Scan(folder + "/volume.tif", parameters)
            let located = try scanned.locate()
            let curve = try scanned.strip(scanned.segment(located), of: located).curve
            let errors = zip(curve.points, truth).map { 100 * ($0.naCoverage - $1) }
            #expect(errors.allSatisfy { abs($0) <= (isGiven ? scan.given : scan.automatic) }, "\(isGiven) \(errors)")
            guard !isGiven else { continue }
            let heights = try TIFFImage.readFloatMap(map)
            let squares = zip(located.interface.heights.values, heights.values).map { Double(($0 - $1) * ($0 - $1)) }
            #expect((squares.reduce(0, +) / Double(squares.count)).squareRoot() <= scan.height)
        }
    }
}
