import Analysis
import Options
import Segmentation
import Stripping
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// Interfaces of other kinds than the phantoms', seen through a simulated tomograph that is not ours.
@Suite(.wholeScans, .enabled(if: Samples.isAvailable, "SIMSTRIP_DATA names no folder of volumes"))
struct TomographTests {
    /// Largest errors in points that are let pass with everything automatic and with the true height map given, and of h in
    /// voxels: half a point and a twentieth of a voxel above what was measured.
    static let bounds: [(name: String, automatic: Double, given: Double, height: Double)] = [
        ("lamellae_noise10", 1.5, 1.9, 0.2), ("lamellae_noise30_across", 2.2, 2.7, 0.3),
        ("grains_noise10", 1.7, 2.1, 0.25),
        ("grains_noise30_tilted", 2.6, 3, 0.3), ("crust_noise20", 1.2, 0.9, 0.3),
        ("crust_noise20_across", 1.7, 1.8, 0.3),
        ("edges_noise10", 1, 1.1, 0.2), ("touching_noise10", 3.8, 1.6, 0.5),
    ]

    /// The true height map is given where it had made most of a difference: fine surfaces, crusts, and Na on the SSE.
    private static let isGiven = [
        "lamellae_noise10": [false, true], "crust_noise20_across": [false, true], "touching_noise10": [false, true],
    ]

    @Test(arguments: bounds)
    func curvesAreTrue(scan: (name: String, automatic: Double, given: Double, height: Double)) throws {
        let truth = try StoredTruth(Samples.path("tomographs/" + scan.name))
        for isGiven in Self.isGiven[scan.name] ?? [false] {
            var parameters = ScanParameters(voxelSize: .voxels, amount: .layers(truth.layers))
            parameters.threads = 2
            if isGiven { parameters.interface = .heightMap(path: truth.heightMap) }
            let scanned = try Scan(truth.volume, parameters)
            let located = try scanned.locate()
            let curve = try scanned.strip(scanned.segment(located), of: located).curve
            for (n, point) in curve.points.enumerated() where !isGiven {
                let band = try #require(point[.naCoverage])
                let (low, high) = (try #require(band.low), try #require(band.high))
                #expect(
                    (low...high).contains(truth.coverage[n]),
                    "after \(n) layers \(truth.coverage[n]), not \(low) to \(high)")
            }
            let errors = truth.errors(of: curve.points.map { Double($0.naCoverage) })
            #expect(errors.allSatisfy { abs($0) <= (isGiven ? scan.given : scan.automatic) }, "\(isGiven) \(errors)")
            if !isGiven { #expect(truth.heightError(of: located.interface.heights) <= scan.height) }
        }
    }
}
