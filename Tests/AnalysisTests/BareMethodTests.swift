import Analysis
import Foundation
import Exports
import Options
import Publishing
import Results
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// The bare method on real volumes, from the TIFF files to the files of the result, against the literal definition.
@Suite(.wholeScans, .enabled(if: Samples.isAvailable, "SIMSTRIP_DATA names no folder of volumes"), .serialized)
struct BareMethodTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let volume: String
        let axis: Axis
        let electrode: ElectrodeSide
        let interface: Int
        let threshold: Double
        var testDescription: String { "\(volume) along \(axis) from \(electrode)" }
    }

    static let cases: [Case] = Axis.allCases.flatMap { axis in
        ElectrodeSide.allCases.flatMap { electrode in
            [
                Case(
                    volume: "volumes/qim3d_cement_128.tif", axis: axis, electrode: electrode, interface: 60,
                    threshold: 120),
                Case(
                    volume: "volumes/cylindrical_cell", axis: axis, electrode: electrode,
                    interface: axis == .z ? 50 : 360, threshold: 150),
            ]
        }
    }

    @Test(arguments: cases)
    func everyFileIsTheDefinitions(_ test: Case) throws {
        let path = Samples.path(test.volume)
        let layers = 12
        let grid = try grid(of: Volume.open(path))
        let mapAxes = test.axis.ofMap
        let literal = LiteralStripping(
            rows: grid.shape[mapAxes.rows], columns: grid.shape[mapAxes.columns], layers: layers,
            step: test.electrode == .high ? 1 : -1, naThreshold: test.threshold, voidThreshold: 60,
            first: { _, _ in test.interface }, grey: { grid.value(along: test.axis, $0, $1, $2) })
        #expect(literal.curve[layers].na > literal.curve[1].na)

        // The cell's map along z is five times as large as its others, on which threads are seen to change nothing.
        var earlier: [String: [UInt8]]?
        for threads in test.axis == .z ? [7] : [1, 7] {
            let temporary = try TemporaryFolder()
            let out = temporary.file("out")
            var settings = ScanSettings()
            settings["voxel-size"] = "voxel"
            settings["axis"] = test.axis.rawValue
            settings["electrode"] = test.electrode.rawValue
            settings["interface"] = "\(test.interface)"
            settings["layers"] = "\(layers)"
            settings["segmentation"] = "threshold"
            settings["denoise"] = "none"
            settings["min-domain"] = "1"
            settings["na-threshold"] = "\(test.threshold)"
            settings["void-threshold"] = "60"
            settings["threads"] = "\(threads)"
            let folder = try OutputFolder(out, for: ScanExports.folder)
            try ScanExports.write(Scan(path, ScanParameters(settings)).strip(), into: folder)
            try folder.publish()

            for n in 0...layers {
                let name = "\(out)/maps/coverage_\(String(format: "%04d", n))"
                #expect(try bytes(ofFile: name + ".pgm") == literal.pgm(n))
                #expect(try String(contentsOfFile: name + ".csv", encoding: .utf8) == literal.csv(n))
            }
            let lines = try String(contentsOfFile: out + "/curve.csv", encoding: .utf8).split(separator: "\n")
            #expect(
                lines[0]
                    == "layers_removed,stripped_thickness_voxel,capacity_mAh_cm2,li_capacity_mAh_cm2,na_coverage,li_coverage,void_coverage,na_coverage_low,na_coverage_high,na_coverage_area_low,na_coverage_area_high"
            )
            for (n, expected) in literal.curve.enumerated() {
                // No band; between which the electrode's coverage lies is behind it.
                #expect(lines[n + 1].hasPrefix("\(n),\(n),,,\(expected.na),\(expected.li),\(expected.void),,,"))
            }
            let firstNa = try Volume.open(out + "/first_na_layer.tif")
            #expect(firstNa.sampleType == .uint16)
            #expect(try TestSupport.grid(of: firstNa).values.map(Int.init) == literal.firstNa.flatMap { $0 })
            let heights = try TestSupport.grid(of: Volume.open(out + "/interface.tif"))
            let height = Double(test.electrode == .high ? test.interface : test.interface + 1)
            #expect(heights.values.allSatisfy { $0 == height })

            // The same bytes for any number of threads.
            var files: [String: [UInt8]] = [:]
            for name in temporary.contents() where name.contains(".") {
                files[name] = try bytes(ofFile: temporary.file(name))
            }
            if let earlier { #expect(files == earlier) }
            earlier = files
        }
    }

    @Test func anAutomaticThresholdIsOtsusOverTheElectrode() throws {
        let path = Samples.path("volumes/qim3d_cement_128.tif")
        var settings = ScanSettings()
        settings["segmentation"] = "threshold"
        settings["voxel-size"] = "2um"
        settings["axis"] = "y"
        settings["electrode"] = "low"
        settings["interface"] = "99"
        let results = try [1, 2, 7].map { threads in
            settings["threads"] = "\(threads)"
            return try Scan(path, ScanParameters(settings)).strip()
        }
        let grid = try grid(of: Volume.open(path))
        var counts = [Int](repeating: 0, count: 256)
        for z in 0..<128 {
            for y in 0...99 { for x in 0..<128 { counts[Int(grid.value(along: .z, z, y, x))] += 1 } }
        }
        let total = Double(counts.reduce(0, +))
        func variance(_ cut: Int) -> Double {
            let (n, m) = (Double(counts[..<cut].reduce(0, +)), Double(counts[cut...].reduce(0, +)))
            guard n > 0, m > 0 else { return 0 }
            let lower = counts[..<cut].enumerated().reduce(0.0) { $0 + Double($1.offset * $1.element) } / n
            let upper = counts[cut...].enumerated().reduce(0.0) { $0 + Double(($1.offset + cut) * $1.element) } / m
            return n / total * m / total * (upper - lower) * (upper - lower)
        }
        let best = (1..<256).map(variance).max() ?? 0
        for result in results {
            #expect(variance(Int(result.naThreshold ?? 0)) >= best * (1 - 1e-12))
            #expect(result.curve == results[0].curve)
            #expect(result.curve.last.strippedThickness == 20)
        }
    }
}
