import Foundation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// Every bad input has its exit status, names what was found, and leaves no output behind.
@Suite struct BadInputTests {
    private let temporary: TemporaryFolder
    private let shape = (slices: 12, rows: 10, columns: 11)

    init() throws { temporary = try TemporaryFolder() }

    /// Slices of SSE (150) and Li (45) with a little texture.
    private func write(
        slices: [Int]? = nil, name: (Int) -> String = { "slice_\($0).tif" }, rows: (Int) -> Int = { _ in 10 },
        type: (Int) -> SampleType = { _ in .uint8 },
        grey: (Int, Int) -> Double = { z, i in
            (z < 5 ? 150 : 45) + Double(i % 7)
        }
    ) throws -> String {
        let folder = temporary.file("volume")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for slice in slices ?? Array(0..<shape.slices) {
            let count = rows(slice) * shape.columns
            let values = (0..<count).map { grey(slice, $0) }
            let path = folder + "/" + name(slice)
            switch type(slice) {
            case .uint16:
                try TIFFImage.write(
                    Map(rows: rows(slice), columns: shape.columns, values: values.map { UInt16($0) }), to: path,
                    voxelSize: nil)
            case .float32:
                try TIFFImage.write(
                    Map(rows: rows(slice), columns: shape.columns, values: values.map { Float($0) }), to: path,
                    voxelSize: nil)
            default:
                try TIFFImage.write(
                    Map(rows: rows(slice), columns: shape.columns, values: values.map { UInt8($0) }), to: path,
                    voxelSize: nil)
            }
        }
        return folder
    }

    private func strip(_ volume: String, _ arguments: [String] = []) throws -> Command {
        try Command(["strip", volume, "--output", temporary.file("out"), "--voxel-size", "1um"] + arguments)
    }

    private func expectRefusal(
        _ command: Command, _ status: Int32, _ words: [String], leaving pages: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        command.expectRefusal(status, words, leaving: pages, in: temporary, sourceLocation: sourceLocation)
    }

    private let bare = [
        "--segmentation", "threshold", "--axis", "z", "--electrode", "high", "--interface", "5", "--na-threshold",
        "100",
        "--layers", "5",
    ]

    @Test func theGoodVolumeIsStripped() throws {
        #expect(try strip(write(), bare).status == 0)
    }

    @Test func noSuchFolder() throws {
        expectRefusal(try strip(temporary.file("nowhere")), 66, ["nowhere"])
        expectRefusal(try strip(temporary.file("nowhere/x_*.tif")), 66, ["x_*.tif"])
    }

    @Test func anEmptyFolder() throws {
        let folder = temporary.file("empty")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        expectRefusal(try strip(folder), 66, ["empty"])
    }

    @Test func aTextFileNamedTIFF() throws {
        let path = temporary.file("text.tif")
        try "This is no picture.".write(toFile: path, atomically: true, encoding: .utf8)
        expectRefusal(try strip(path), 65, ["text.tif"])
    }

    @Test func aTruncatedSlice() throws {
        let volume = try write()
        let slice = volume + "/slice_7.tif"
        try Data(bytes(ofFile: slice).dropLast(30)).write(to: URL(fileURLWithPath: slice))
        expectRefusal(try strip(volume, bare), 65, ["slice_7.tif"])
    }

    @Test func aSingleSliceOfAScan() throws {
        let volume = try write()
        expectRefusal(try strip(volume + "/slice_7.tif"), 65, ["one of 12 slices", "give '\(volume)'"])
    }

    @Test func slicesOneLevelDeeper() throws {
        let volume = try write()
        let elsewhere = try TemporaryFolder()
        let command = try Command(["strip", temporary.path, "--output", elsewhere.file("out")])
        expectRefusal(command, 66, ["its folder 'volume' holds 12", "give '\(volume)'"])
    }

    @Test func aVoxelSizeThatCannotBeRead() throws {
        let volume = try write()
        try "pixel-size: 1.4um".write(toFile: volume + "/simstrip.yaml", atomically: true, encoding: .utf8)
        let command = try Command(["strip", volume, "--output", temporary.file("out")])
        expectRefusal(command, 64, ["'pixel-size'", "is named 'voxel-size'", "--voxel-size 1.4um"])
    }

    @Test func mixedSizes() throws {
        expectRefusal(try strip(write(rows: { $0 == 4 ? 9 : 10 }), bare), 65, ["slice_4.tif", "9 × 11", "10 × 11"])
    }

    @Test func mixedTypes() throws {
        expectRefusal(
            try strip(write(type: { $0 == 4 ? .uint16 : .uint8 }), bare), 65, ["slice_4.tif", "uint16", "uint8"])
    }

    @Test func aMissingNumber() throws {
        expectRefusal(try strip(write(slices: [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]), bare), 65, ["4"])
    }

    @Test func aDuplicateNumber() throws {
        let volume = try write()
        try FileManager.default.copyItem(atPath: volume + "/slice_3.tif", toPath: volume + "/slice_003.tif")
        expectRefusal(try strip(volume, bare), 65, ["slice_3.tif", "slice_003.tif"])
    }

    @Test func slicesAreInNaturalOrder() throws {
        // slice_10 comes after slice_9, not after slice_1.
        let volume = try write(grey: { z, _ in Double(z) })
        let command = try Command(["info", volume, "--json"])
        let sorted = try Command([
            "info", write(name: { String(format: "t_%02d.tif", $0) }, grey: { z, _ in Double(z) }) + "/t_*.tif",
            "--json",
        ])
        let digest = { (json: String) in json.split(separator: "\n").first { $0.contains("sha256") } }
        #expect(command.status == 0)
        #expect(digest(command.output) == digest(sorted.output))
    }

    @Test func anInterfaceOutsideTheVolume() throws {
        for index in ["12", "-1", "9999999999"] {
            expectRefusal(
                try strip(
                    write(), ["--axis", "z", "--electrode", "high", "--interface", index, "--na-threshold", "9"]),
                64, [index, "0 to 11"])
        }
    }

    @Test func moreLayersThanTheElectrodeHas() throws {
        expectRefusal(
            try strip(write(), ["--axis", "z", "--electrode", "high", "--interface", "5", "--layers", "8"]), 64,
            ["8 layers", "has 7 layers"])
    }

    @Test func anOutputThatCannotBeWrittenIsFoundBeforeReading() throws {
        try "x".write(toFile: temporary.file("file"), atomically: true, encoding: .utf8)
        for place in [temporary.file("file/out"), "/proc/simstrip/out"] {
            // The volume does not exist either: the output is looked at first.
            let command = try Command(["strip", temporary.file("nowhere"), "--output", place])
            #expect(command.status == 73, "\(command.errors)")
        }
    }

    @Test func aConstantVolume() throws {
        let volume = try write(grey: { _, _ in 7 })
        // It can be looked at.
        expectRefusal(try strip(volume), 65, ["no step"], leaving: ["out.failed.html"])
        expectRefusal(
            try strip(
                volume,
                [
                    "--axis", "z", "--electrode", "high", "--interface", "5", "--layers", "3",
                    "--segmentation", "threshold",
                ]), 65,
            ["all are 7"], leaving: ["out.failed.html"])
    }

    @Test func nanAndInfinitiesAreCountedAndWarnedOf() throws {
        let volume = try write(
            type: { _ in .float32 },
            grey: { z, i in z == 6 && i == 3 ? .nan : z == 7 && i == 4 ? .infinity : (z < 5 ? 150 : 45) + Double(i % 7)
            })
        let command = try strip(volume, bare)
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.errors.contains("2 voxels"))
        let info = try Command(["info", volume, "--json"])
        #expect(info.output.contains("\"nan_count\" : 1"))
        #expect(info.output.contains("\"infinite_count\" : 1"))
        #expect(info.output.contains("\"max\" : 156"))
    }

    @Test func greyValuesMayBeNegative() throws {
        let volume = try write(type: { _ in .float32 }, grey: { z, i in (z < 5 ? 5 : -10) + Double(i % 7) / 10 })
        let command = try strip(
            volume,
            [
                "--segmentation", "threshold", "--axis", "z", "--electrode", "high", "--interface", "5", "--layers",
                "5",
                "--na-threshold", "-9.55",
                "--void-threshold", "-9.95",
            ])
        #expect(command.status == 0, "\(command.errors)")
        let curve = try String(contentsOfFile: temporary.file("out/curve.csv"), encoding: .utf8)
        // Of residues 0 … 6 of 110 voxels: 5 and 6 are Na (15 + 15), 0 is void (16).
        #expect(curve.contains("\n5,5,"))
        #expect(curve.contains(",\(30.0 / 110),\(64.0 / 110),\(16.0 / 110),,"))
    }

    @Test func wrongUsage() throws {
        let volume = try write()
        for arguments in [
            ["strip"], ["strip", volume], ["strip", volume, "--output", temporary.file("out"), "--layers", "x"],
            ["strip", volume, "--output", temporary.file("out"), "--no-such-option"], ["frobnicate"],
            ["strip", volume, "--output", temporary.file("out"), "--layers", "3", "--thickness", "3um"],
            ["phantom", "--output", temporary.file("out"), "--shape", "1,2"],
            ["phantom", "--output", temporary.file("out"), "--na-fraction", "1.5"],
            ["phantom", "--output", temporary.file("out"), "--kind", "rusty"],
            ["phantom", "--output", temporary.file("out"), "--angles", "90"],
            ["phantom", "--output", temporary.file("out"), "--scanner", "--window", "round"],
            ["phantom", "--output", temporary.file("out"), "--scanner", "--noise", "5", "--photons", "900"],
            ["strip", volume, "--output", temporary.file("out"), "--voxel-size", "voxel", "--thickness", "3um"],
        ] {
            let command = try Command(arguments)
            #expect(command.status == 64, "\(arguments): \(command.errors)")
            #expect(!command.errors.isEmpty)
        }
    }

    @Test func aConfigurationThatIsMissingOrWrong() throws {
        let volume = try write()
        expectRefusal(try strip(volume, ["--config", temporary.file("none.yaml")]), 66, ["none.yaml"])
        try "layer: 3".write(toFile: temporary.file("c.yaml"), atomically: true, encoding: .utf8)
        expectRefusal(try strip(volume, ["--config", temporary.file("c.yaml")]), 64, ["layers"])
    }

    @Test func aResultIsNoVolume() throws {
        let volume = temporary.file("volume")
        #expect(
            try Command(["phantom", "--output", temporary.file("p"), "--shape", "24,24,24", "--layers", "4"]).status
                == 0)
        #expect(try Command(["strip", temporary.file("p/volume"), "--layers", "2", "--output", volume]).status == 0)
        for words in [["info", volume], ["strip", volume, "--voxel-size", "1um", "--output", temporary.file("out")]] {
            try Command(words).expectRefusal(
                65, ["is the result of '\(temporary.file("p/volume"))'", "report.html"], in: temporary,
                sourceLocation: #_sourceLocation)
        }
    }

    @Test func aManifestIsAFile() throws {
        try temporary.makeFolder("vol")
        try Command(["batch", temporary.file("vol"), "--output", temporary.file("out")]).expectRefusal(
            64, ["is a folder"], in: temporary, sourceLocation: #_sourceLocation)
    }

    @Test(arguments: [
        ["--threads", "9223372036854775807"], ["--layers", "9223372036854775807"],
        ["--min-domain", "9223372036854775807"],
        ["--threads", "4097"], ["--layers", "99999999999999999999"],
    ])
    func numbersHaveBounds(words: [String]) throws {
        let volume = try write()
        try Command(["strip", volume, "--voxel-size", "1um", "--output", temporary.file("out")] + words).expectRefusal(
            64, ["it has to be at most"], in: temporary, sourceLocation: #_sourceLocation)
    }

    @Test func namesThatAreNoTextAreCalledThat() throws {
        let volume = try write()
        for line in [
            "\"$0\" info \"$(printf 'bad\\377')\"",
            "\"$0\" strip '\(volume)' --output \"$(printf '\(temporary.file("out"))\\377')\"",
        ] {
            let command = try Command.shell(line)
            #expect(command.status == 64)
            #expect(command.errors.contains("not UTF-8"), "\(command.errors)")
        }
        _ = try Command.shell("mv '\(volume)/slice_3.tif' \"$(printf '\(volume)/slice\\377_3.tif')\"")
        let info = try Command(["info", volume])
        #expect(info.status == 65 && info.errors.contains("a name that is not UTF-8"), "\(info.errors)")
    }
}
