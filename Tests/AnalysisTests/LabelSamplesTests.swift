import Analysis
import Exports
import Foundation
import Options
import Publishing
import Results
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// Somebody else's labels, from the volume to the files of the result, against the literal definition.
@Suite struct LabelSamplesTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func strip(_ volume: Volume, _ values: [String: String]) throws -> ScanResult {
        var settings: ScanSettings = ["segmentation": "labels", "voxel-size": "voxel"]
        for (option, text) in values { settings[option] = text }
        return try Scan(of: volume, ScanParameters(settings)).strip()
    }

    /// A label volume of the shared data, and what its codes stand for.
    private struct LabelSample {
        let grid: GreyGrid
        let codes: String
        let phases: [Int: Character]
        let isolated: Character
        let layers = 12

        /// - Parameter relabel: the code of a sample.
        init(
            _ path: String, _ window: VoxelRegion, codes: String, phases: [Int: Character], isolated: Character,
            relabel: (UInt8) -> UInt8 = { $0 }
        ) throws {
            let reader = try Volume.open(Samples.path(path)).makeReader()
            let slice = AlignedBytes(count: window.rows.count * window.columns.count)
            var values: [Double] = []
            for index in window.slices {
                try reader.read(slice: index, rows: window.rows, columns: window.columns, into: slice.buffer)
                values += slice.buffer.map { Double(relabel($0)) }
            }
            grid = GreyGrid(shape: window.shape, values: values)
            (self.codes, self.phases, self.isolated) = (codes, phases, isolated)
        }

        var volume: Volume { Volume(grid.volume { UInt8($0) }, named: "labels") }

        func literal(_ way: Way) -> LiteralLabels {
            LiteralLabels(
                grid, axis: way.axis, electrode: way.electrode, layers: layers, phases: phases, isolated: isolated)
        }

        func options(_ way: Way) -> [String: String] {
            ["axis": way.axis.rawValue, "electrode": way.electrode.rawValue, "layers": "\(layers)", "codes": codes]
        }

        /// MATBOX, whose labels are 0, 1 and 2: the pores stand for the SSE, which goes on within the layers.
        static func matbox() throws -> LabelSample {
            try LabelSample(
                "volumes/matbox_bi_layer_240.tif", VoxelRegion(slices: 60..<104, rows: 60..<100, columns: 60..<96),
                codes: "li=1,na=2,sse=0,isolated=void", phases: [0: "s", 1: "L", 2: "N"], isolated: "v")
        }

        /// A part of the cylindrical cell, thresholded four times: labels of every kind, also of what is outside.
        static func cell() throws -> LabelSample {
            try LabelSample(
                "volumes/cylindrical_cell", VoxelRegion(slices: 30..<70, rows: 80..<124, columns: 250..<286),
                codes: "li=1,na=2+5,sse=3,void=0,outside=255,isolated=li",
                phases: [0: "v", 1: "L", 2: "N", 3: "s", 5: "N", 255: "o"], isolated: "L"
            ) { grey in
                switch grey {
                case 0..<60: 3
                case 60..<110: 1
                case 110..<150: 0
                case 150..<232: grey % 2 == 0 ? 2 : 5
                default: 255
                }
            }
        }
    }

    private func expectTheDefinitions(of sample: LabelSample, _ way: Way) throws {
        let literal = sample.literal(way)
        let result = try strip(sample.volume, sample.options(way))
        let inside = literal.heights.count { !$0.isNaN }
        // Columns of every kind are there.
        #expect(inside > 250 && inside < literal.heights.count)
        #expect(literal.stripping.curve[sample.layers].na > 0.05)
        let letters: [Phase: Character] = [.outside: "o", .lithium: "L", .sodium: "N", .void: "v"]
        for (n, expected) in literal.stripping.curve.enumerated() {
            let point = result.curve.points[n]
            #expect(
                (point.naCoverage, point.liCoverage, point.voidCoverage) == (expected.na, expected.li, expected.void))
            let map = result.coverageMap(afterRemoving: n).values.map { letters[$0] ?? "?" }
            #expect(map == literal.stripping.maps[n].flatMap { $0 }, "after \(n) layers")
        }
        #expect(result.firstNaLayer.values.map(Int.init) == literal.stripping.firstNa.flatMap { $0 })
        #expect(result.interfaceHeights.values.count == literal.heights.count)
        #expect(
            zip(result.interfaceHeights.values, literal.heights).allSatisfy { Double($0) == $1 || $0.isNaN && $1.isNaN }
        )
    }

    @Test(.enabled(if: Samples.isAvailable), arguments: Way.all)
    func microstructuresOfLabels(_ way: Way) throws { try expectTheDefinitions(of: .matbox(), way) }

    @Test(.enabled(if: Samples.isAvailable), arguments: Way.all)
    func thresholdedCell(_ way: Way) throws { try expectTheDefinitions(of: .cell(), way) }

    /// Every file is what the oracle says, and of the same bytes for any number of threads.
    @Test(.enabled(if: Samples.isAvailable))
    func filesOfLabelsAreTheSameForAnyNumberOfThreads() throws {
        let (sample, way) = (try LabelSample.cell(), Way(axis: .y, electrode: .low))
        let literal = sample.literal(way)
        var earlier: [String: [UInt8]]?
        for threads in [1, 3] {
            let out = temporary.file("out \(threads)")
            try strip(
                sample.volume, sample.options(way).merging(["threads": "\(threads)", "labels": "true"]) { $1 }
            ).write(to: out)
            let finished = try FinishedScan(folder: out)
            for n in 0...sample.layers {
                let name = "\(out)/maps/coverage_\(String(format: "%04d", n))"
                #expect(try bytes(ofFile: name + ".pgm") == literal.stripping.pgm(n))
                #expect(try String(contentsOfFile: name + ".csv", encoding: .utf8) == literal.stripping.csv(n))
            }
            let lines = try String(contentsOfFile: out + "/curve.csv", encoding: .utf8).split(separator: "\n")
            for (n, expected) in literal.stripping.curve.enumerated() {
                #expect(lines[n + 1].hasPrefix("\(n),\(n),,,\(expected.na),\(expected.li),\(expected.void),,,"))
            }
            let firstNa = try TestSupport.grid(of: Volume.open(out + "/first_na_layer.tif"))
            #expect(firstNa.values.map(Int.init) == literal.stripping.firstNa.flatMap { $0 })
            let heights = try TestSupport.grid(of: Volume.open(out + "/interface.tif")).values
            #expect(zip(heights, literal.heights).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
            #expect(finished.document.interface.outsideColumns == literal.heights.count { $0.isNaN })
            #expect(finished.document.thresholds.na == nil && finished.document.anchors == nil)
            var files: [String: [UInt8]] = [:]
            for name in temporary.contents() where name.hasPrefix("out \(threads)/") && name.dropFirst(6).contains(".")
            {
                files[String(name.dropFirst(6))] = try bytes(ofFile: temporary.file(name))
            }
            if let earlier { #expect(files == earlier) }
            earlier = files
        }
    }

    /// The truth of a phantom is a label volume: its curve is the true curve, to its six decimal places.
    @Test(
        .enabled(if: Samples.isAvailable),
        arguments: [
            "cycled_flat_noise10", "cycled_rough_noise30", "cycled_rough_noise60", "pristine_flat_noise10",
            "pristine_rough_noise30", "pristine_rough_noise60", "pristine_tilted_noise10",
        ])
    func theTruthOfAPhantomGivesItsTrueCurve(name: String) throws {
        let folder = Samples.path("phantoms/\(name)")
        let truth = try String(contentsOfFile: folder + "/truth_curve.csv", encoding: .utf8).split(separator: "\n")
        let found = try strip(
            Volume.open(folder + "/truth_labels.tif"),
            ["codes": "li=1,na=2,sse=3,void=0", "voxel-size": "1.4um", "layers": "15"])
        #expect(found.axis == .z && found.electrode == .high)
        #expect(truth.count == 17)
        for (line, point) in zip(truth.dropFirst(), found.curve.points) {
            // Halves were rounded to even there.
            let fields = line.split(separator: ",").compactMap { Double($0) }
            #expect(fields.count == 2 && Int(fields[0]) == point.layersRemoved)
            #expect(abs(fields[1] - point.naCoverage) < 0.50001e-6, "\(line): \(point.naCoverage)")
        }
        let firstNa = try grid(of: Volume.open(folder + "/truth_first_na_layer.tif"))
        #expect(found.firstNaLayer.values.map(Double.init) == firstNa.values)
    }
}
