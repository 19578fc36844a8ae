import Analysis
import Exports
import Foundation
import Options
import Results
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// Two segmentations of one volume held against each other, voxel by voxel.
@Suite struct AgreementTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private static let shape = VolumeShape(slices: 12, rows: 6, columns: 7)

    /// SSE below slice 4, Li above, a Na voxel in the third layer of one column.
    private static var codes: [UInt8] {
        var codes = [UInt8](repeating: 1, count: shape.count)
        for place in 0..<4 * 42 { codes[place] = 3 }
        codes[voxel(6, 2, 3)] = 2
        return codes
    }

    private static func voxel(_ z: Int, _ y: Int, _ x: Int) -> Int { (z * 6 + y) * 7 + x }

    private func strip(_ volume: Volume, _ values: [String: String]) throws -> ScanResult {
        var settings: ScanSettings = ["segmentation": "labels", "voxel-size": "voxel", "labels": "true"]
        for (option, text) in values { settings[option] = text }
        return try Scan(of: volume, ScanParameters(settings)).strip()
    }

    private func strip(_ codes: [UInt8]) throws -> ScanResult {
        try strip(
            Volume(MemoryVolume(shape: Self.shape, samples: codes), named: "labels"),
            ["codes": "li=1,na=2,sse=3,void=0,outside=9", "layers": "5"])
    }

    /// Writes a result and reads it back.
    private func finished(_ result: ScanResult, _ name: String) throws -> FinishedScan {
        try result.write(to: temporary.file(name))
        return try FinishedScan(folder: temporary.file(name))
    }

    /// Voxels by the phase in either, counted by hand.
    @Test func twoSegmentationsOfOneVolumeAreHeldAgainstEachOther() throws {
        var other = Self.codes
        // Na one voxel deeper, one voxel of Li void, the SSE of a column a voxel longer, and a column outside.
        other[Self.voxel(6, 2, 3)] = 1
        other[Self.voxel(7, 2, 3)] = 2
        other[Self.voxel(5, 1, 1)] = 0
        other[Self.voxel(4, 4, 4)] = 3
        for z in 0..<12 { other[Self.voxel(z, 0, 0)] = 9 }
        let a = try finished(strip(Self.codes), "a")
        let b = try finished(strip(other), "b")
        let comparison = try ScanComparison(of: a, and: b)
        let found = try #require(comparison.agreement)
        // 41 columns of 5 layers; the fifth of the longer SSE goes on where the other has ended.
        #expect(found.voxels == 41 * 5)
        #expect(found.voxels(.sodium, .lithium) == 1 && found.voxels(.lithium, .sodium) == 1)
        #expect(found.voxels(.sodium, .sodium) == 0 && found.voxels(.lithium, .void) == 1)
        #expect(found.voxels(.lithium, .electrolyte) == 1 && found.voxels(.electrolyte, .lithium) == 0)
        #expect(found.voxels(.lithium, .lithium) == 41 * 5 - 4)
        #expect(found.dice(.sodium) == 0 && found.dice(.void) == 0 && found.dice(.electrolyte) == nil)
        #expect(found.dice(.lithium) == 402.0 / (204 + 202) && found.jaccard(.lithium) == 201.0 / 205)
        #expect(found.columns == 41)
        #expect(
            found.heightDifference.map { $0.mean == 1.0 / 41 && $0.rootMeanSquare == (1.0 / 41).squareRoot() } == true)
        #expect(comparison.summary.contains("Voxel by voxel: Dice's coefficient of Li 0.990, Na 0.000, void 0.000."))
        // The same with itself.
        let same = try #require(try ScanComparison(of: a, and: a).agreement)
        #expect(same.dice(.sodium) == 1 && same.jaccard(.lithium) == 1 && same.dice(.void) == nil)
        #expect(same.heightDifference.map { $0.mean == 0 && $0.rootMeanSquare == 0 } == true)
        // A damaged file is told, and one that is gone is none.
        try Data(bytes(ofFile: temporary.file("b/first_na_layer.tif")))
            .write(to: URL(filePath: temporary.file("b/labels.tif")))
        let error = #expect(throws: SimstripError.self) { try ScanComparison(of: a, and: b) }
        #expect(error?.kind == .data && error?.message.contains("labels.tif") == true, "\(error?.message ?? "")")
        try FileManager.default.removeItem(atPath: temporary.file("b/labels.tif"))
        #expect(try ScanComparison(of: a, and: b).agreement == nil)
    }

    /// Against phases told column by column, of two label volumes whose interfaces and regions are nowhere alike.
    @Test(arguments: Way.all)
    func agreementAgainstTheLiteralDefinition(_ way: Way) throws {
        let shape = VolumeShape(slices: 15, rows: 14, columns: 13)
        var random = TestRandom(seed: 11)
        let map = way.axis.ofMap
        let grids = (0..<2).map { side -> GreyGrid in
            let depths = (0..<15 * 15).map { _ in Int.random(in: side == 0 ? 1...5 : 3...6, using: &random) }
            var values: [Double] = []
            for z in 0..<shape.slices {
                for y in 0..<shape.rows {
                    for x in 0..<shape.columns {
                        let place: (Axis) -> Int = { [Axis.z: z, .y: y, .x: x][$0] ?? 0 }
                        let position = place(way.axis)
                        let depth = way.electrode == .high ? position : shape[way.axis] - 1 - position
                        let isElectrolyte = depth < depths[place(map.rows) * 15 + place(map.columns)]
                        let code = [0.0, 1, 1, 1, 1, 2, 2, 3][Int.random(in: 0..<8, using: &random)]
                        values.append(isElectrolyte ? 3 : code)
                    }
                }
            }
            return GreyGrid(shape: shape, values: values)
        }
        // A is cut along the map, B is not; their layers are not alike in number.
        let rois = [VoxelRegion(shape), VoxelRegion(shape)].enumerated().map { side, region in
            var region = region
            if side == 0 { (region[map.rows], region[map.columns]) = (2..<12, 1..<9) }
            return region
        }
        let layers = [4, 6]
        let sides = try (0..<2).map { side in
            let region = [Axis.z, .y, .x].map { "\(rois[side][$0].lowerBound):\(rois[side][$0].upperBound)" }
            return try finished(
                strip(
                    Volume(grids[side].volume { UInt8($0) }, named: "labels"),
                    [
                        "axis": way.axis.rawValue, "electrode": way.electrode.rawValue, "layers": "\(layers[side])",
                        "codes": "li=1,na=2,sse=3,void=0,isolated=void", "maps": "none",
                        "roi": region.joined(separator: ","),
                    ]), "\(side)")
        }
        let literal = (0..<2).map { side in
            LiteralLabels(
                grids[side], axis: way.axis, electrode: way.electrode, layers: layers[side],
                phases: [0: "v", 1: "L", 2: "N", 3: "s"], isolated: "v")
        }
        /// What a side says of a voxel: s, L, N, v; nil where it did not look.
        let phase = { (side: Int, position: Int, row: Int, column: Int) -> Character? in
            guard rois[side][map.rows].contains(row), rois[side][map.columns].contains(column) else { return nil }
            let height = literal[side].heights[row * shape[map.columns] + column]
            guard height.isFinite else { return nil }
            let depth = way.electrode == .high ? Double(position) - height : height - 1 - Double(position)
            guard depth >= 0 else { return "s" }
            guard depth < Double(layers[side]) else { return nil }
            return ["v", "L", "N", "v"][Int(grids[side].value(along: way.axis, position, row, column))]
        }
        var expected: [String: Int] = [:]
        for position in 0..<shape[way.axis] {
            for row in 0..<shape[map.rows] {
                for column in 0..<shape[map.columns] {
                    guard let a = phase(0, position, row, column), let b = phase(1, position, row, column) else {
                        continue
                    }
                    expected["\(a)\(b)", default: 0] += 1
                }
            }
        }
        expected["ss"] = 0
        let found = try #require(try ScanComparison(of: sides[0], and: sides[1]).agreement)
        let letters: [(Character, Phase)] = [("L", .lithium), ("N", .sodium), ("v", .void), ("s", .electrolyte)]
        for (a, first) in letters {
            for (b, second) in letters {
                #expect(found.voxels(first, second) == expected["\(a)\(b)"] ?? 0, "\(a) in A, \(b) in B")
            }
        }
        // Of every kind there are some: also Li of A before the layers of B, and SSE of A within them.
        #expect((expected["Ls"] ?? 0) > 10 && (expected["sL"] ?? 0) > 3 && (expected["vv"] ?? 0) > 5)
        #expect(found.voxels == expected.values.reduce(0, +))
        let heights = literal.map(\.heights)
        let differences = (0..<shape[map.rows] * shape[map.columns]).compactMap { place -> Double? in
            let (row, column) = (place / shape[map.columns], place % shape[map.columns])
            guard rois[0][map.rows].contains(row), rois[0][map.columns].contains(column) else { return nil }
            let difference = heights[1][place] - heights[0][place]
            return difference.isFinite ? difference : nil
        }
        #expect(found.columns == differences.count && differences.count > 50)
        let difference = try #require(found.heightDifference)
        #expect(abs(difference.mean - differences.reduce(0, +) / Double(differences.count)) < 1e-12)
        let squares = differences.reduce(0) { $0 + $1 * $1 }
        #expect(abs(difference.rootMeanSquare - (squares / Double(differences.count)).squareRoot()) < 1e-12)
    }

    /// The page and comparison.json of labels beside the grey scan that they are of; a warning where labels.tif is missing.
    @Test func labelsBesideGreyAreHeldAgainstIt() throws {
        let grey = Self.codes.map { [0, 50, 180, 200][Int($0)] as UInt8 }
        let volume = Volume(MemoryVolume(shape: Self.shape, samples: grey), named: "grey")
        var settings: ScanSettings = [
            "voxel-size": "voxel", "layers": "5", "segmentation": "threshold", "axis": "z", "electrode": "high",
            "interface": "4", "na-threshold": "120", "labels": "true",
        ]
        let told = try finished(Scan(of: volume, ScanParameters(settings)).strip(), "grey")
        let labels = try finished(strip(Self.codes), "labels")
        let comparison = try ScanComparison(of: labels, and: told)
        #expect(comparison.agreement?.dice(.sodium) == 1 && comparison.agreement?.voxels == 42 * 5)
        #expect(!comparison.warnings.contains { $0.code == "agreement_unknown" })
        // A threshold has no say with labels.
        let methods = comparison.warnings.first { $0.code == "parameters_differ" }?.message ?? ""
        #expect(methods.contains("differ in --segmentation (labels and threshold);"), "\(methods)")
        try comparison.write(to: temporary.file("out"))
        let page = try String(contentsOfFile: temporary.file("out/report.html"), encoding: .utf8)
        #expect(page.contains("Agreement of the segmentations") && page.contains("<th>Na in A</th>"))
        #expect(page.contains("The interface of B lies as deep as that of A on average of 42 columns"))
        let json = try String(contentsOfFile: temporary.file("out/comparison.json"), encoding: .utf8)
        #expect(json.contains("\"dice\" : 1"))
        settings["labels"] = nil
        let without = try finished(Scan(of: volume, ScanParameters(settings)).strip(), "without")
        let silent = try ScanComparison(of: labels, and: without)
        #expect(silent.agreement == nil)
        let warning = silent.warnings.first { $0.code == "agreement_unknown" }
        #expect(warning?.message.contains("labels.tif is missing in B;") == true, "\(warning?.message ?? "")")
        // Of two methods on one volume nobody asks; of other volumes neither.
        #expect(try ScanComparison(of: told, and: without).warnings.allSatisfy { $0.code != "agreement_unknown" })
        #expect(try ScanComparison(of: told, and: told).agreement?.dice(.lithium) == 1)
    }
}
