import Foundation
import TestSupport
import Testing

/// What scripts rely on: exit status, streams, files.
@Suite struct CommandTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func phantom(_ arguments: [String] = [], name: String = "phantom") throws -> String {
        let command = try Command(
            ["phantom", "--output", temporary.file(name), "--shape", "48,40,40", "--noise", "3"] + arguments)
        #expect(command.status == 0, "\(command.errors)")
        return temporary.file(name + "/volume")
    }

    @Test func stripPrintsLayersThicknessAndCharge() throws {
        let volume = try phantom()
        let command = try Command([
            "strip", volume, "--output", temporary.file("out"), "--thickness", "14um", "--voxel-size", "1.4um",
        ])
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.output.contains("10 layers (14 µm)."))
        #expect(command.output.contains("2.89 mAh cm⁻² as dense Li"))
        #expect(command.output.hasSuffix("out/report.html\n"))
        #expect(command.output.split(separator: "\n").count <= 10)
        for name in ["curve.csv", "first_na_layer.tif", "interface.tif", "report.html", "result.json"] {
            #expect(FileManager.default.fileExists(atPath: temporary.file("out/" + name)))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.file("out/maps")).count == 22)
    }

    @Test func aPatternAndAFolderAreTheSameVolume() throws {
        let volume = try phantom()
        let digest = { (json: String) in json.split(separator: "\n").first { $0.contains("sha256") } }
        let folder = try Command(["info", volume, "--json"])
        let pattern = try Command(["info", volume + "/slice_*.tif", "--json"])
        #expect(folder.status == 0)
        #expect(digest(folder.output) != nil)
        #expect(digest(folder.output) == digest(pattern.output))
    }

    @Test func withoutAVoxelSizeTheMessageSaysWhatToType() throws {
        let volume = try phantom(["--voxel-size", "voxel"])
        let refused = try Command(["strip", volume, "--output", temporary.file("out")])
        #expect(refused.status == 64)
        #expect(refused.errors.contains("--voxel-size 1.4um"))
        #expect(refused.errors.contains("--voxel-size voxel"))
        #expect(!FileManager.default.fileExists(atPath: temporary.file("out")))
        let voxels = try Command(["strip", volume, "--output", temporary.file("out"), "--voxel-size", "voxel"])
        #expect(voxels.status == 0, "\(voxels.errors)")
        let curve = try String(contentsOfFile: temporary.file("out/curve.csv"), encoding: .utf8).split(separator: "\n")
        #expect(curve[0].hasPrefix("layers_removed,stripped_thickness_voxel,"))
        #expect(curve[1].hasPrefix("0,0,,,0.0,1.0,0.0"))
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        _ = try phantom(["--seed", "7", "--threads", "1"], name: "a")
        _ = try phantom(["--seed", "7", "--threads", "2"], name: "b")
        _ = try phantom(["--seed", "8"], name: "c")
        var differs = false
        for name in temporary.contents() where name.hasPrefix("a/") && name.contains(".") {
            let rest = String(name.dropFirst(2))
            #expect(try bytes(ofFile: temporary.file("a/" + rest)) == bytes(ofFile: temporary.file("b/" + rest)))
            if try bytes(ofFile: temporary.file("a/" + rest)) != bytes(ofFile: temporary.file("c/" + rest)) {
                differs = true
            }
        }
        #expect(differs)
    }

    @Test func theConfigurationIsReadAndTheCommandLineWins() throws {
        let volume = try phantom()
        try "layers: 4\nmaps: none\naxis: z\n".write(
            toFile: temporary.file("c.yaml"), atomically: true, encoding: .utf8)
        let command = try Command([
            "strip", volume, "--output", temporary.file("out"), "--config", temporary.file("c.yaml"), "--layers", "6",
        ])
        #expect(command.status == 0, "\(command.errors)")
        #expect(command.output.contains("after 6 layers"))
        #expect(!FileManager.default.fileExists(atPath: temporary.file("out/maps")))
    }

    /// A result names what was asked for, so it is a configuration; the same run gives the same bytes.
    @Test(arguments: [
        [], ["--layers", "5", "--voxel-size", "1.4um,1.4um,0.7um", "--labels", "--roi", ":,2:38,:", "--maps", "2,3"],
        [
            "--axis", "z", "--electrode", "high", "--thickness", "9.8um", "--segmentation", "threshold",
            "--na-threshold", "100.5", "--interface", "20",
        ],
    ])
    func aRunIsRepeatedFromItsResult(options: [String]) throws {
        let volume = try phantom()
        let (first, again) = (temporary.file("first"), temporary.file("again"))
        #expect(try Command(["strip", volume, "--output", first] + options).status == 0)
        let command = try Command(["strip", volume, "--output", again, "--config", first + "/result.json"])
        #expect(command.status == 0, "\(command.errors)")
        let names = try FileManager.default.subpathsOfDirectory(atPath: first)
        #expect(try FileManager.default.subpathsOfDirectory(atPath: again).sorted() == names.sorted())
        for name in names where !name.hasSuffix("maps") {
            let same = FileManager.default.contentsEqual(atPath: "\(first)/\(name)", andPath: "\(again)/\(name)")
            #expect(same, "\(name)")
        }
        // The command line wins, and a damaged result is named.
        let fewer = try Command([
            "strip", volume, "--output", temporary.file("fewer"), "--config", first + "/result.json", "--layers", "3",
        ])
        #expect(fewer.output.contains("after 3 layers"), "\(fewer.errors)")
        try "{\"request\": {\"layers\": \"many\"}}".write(
            toFile: temporary.file("bad.json"), atomically: true, encoding: .utf8)
        let bad = try Command([
            "strip", volume, "--output", temporary.file("bad"), "--config", temporary.file("bad.json"),
        ])
        #expect(bad.status == 64)
        #expect(bad.errors.contains("--layers"), "\(bad.errors)")
        try "{\"request\": {\"layers\": 5, \"colour\": \"red\"}}".write(
            toFile: temporary.file("bad.json"), atomically: true, encoding: .utf8)
        let unknown = try Command([
            "strip", volume, "--output", temporary.file("bad"), "--config", temporary.file("bad.json"),
        ])
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("--colour, which this version"), "\(unknown.errors)")
    }

    @Test func progressIsJSONWhereAskedAndQuietIsQuiet() throws {
        let volume = try phantom()
        let loud = try Command(["strip", volume, "--output", temporary.file("a"), "--progress", "json"])
        #expect(loud.errors.contains("{\"stage\":\"stripping\",\"done\":10,\"total\":10,\"overall\":0."))
        #expect(loud.errors.contains("\"overall\":1.0000}"))
        let quiet = try Command(["strip", volume, "--output", temporary.file("b"), "--quiet"])
        #expect(quiet.status == 0)
        #expect(quiet.output.isEmpty)
        #expect(quiet.errors.isEmpty)
    }

    /// A command that is at work, and takes a while yet; its results go to `out`.
    private func longStrip() throws -> (process: Process, volume: String) {
        let volume = try phantom(["--shape", "60,200,200"])
        let process = try Command.start([
            "strip", volume, "--output", temporary.file("out"), "--denoise", "gaussian:12", "--interface", "25",
        ])
        // The hidden staging folder says that the work has begun.
        while process.isRunning, !temporary.contents().contains(where: { $0.hasPrefix(".out.simstrip-") }) {
            usleep(1000)
        }
        return (process, volume)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGXCPU])
    func anInterruptionLeavesNothing(signal: Int32) throws {
        let process = try longStrip().process
        usleep(100_000)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 130)
        #expect(!temporary.contents().contains { $0.contains("out") })
    }

    /// What nohup keeps from the work does not end it.
    @Test func aHangUpThatIsIgnoredFromTheStartStaysIgnored() throws {
        let volume = try phantom()
        let command = try Command.shell(
            "trap '' HUP; \"$0\" strip '\(volume)' --output '\(temporary.file("out"))' --quiet & sleep 0.1; kill -HUP $!;"
                + " wait $!")
        #expect(command.status == 0, "\(command.errors)")
        #expect(FileManager.default.fileExists(atPath: temporary.file("out/result.json")))
    }

    /// The second is told at once who is at work, and the first goes on.
    @Test func aSecondCommandOntoTheSameOutputIsStatus73() throws {
        let (first, volume) = try longStrip()
        let second = try Command(["strip", volume, "--output", temporary.file("out"), "--interface", "25"])
        #expect(second.status == 73)
        #expect(second.errors.contains("process \(first.processIdentifier), since"), "\(second.errors)")
        first.waitUntilExit()
        #expect(first.terminationStatus == 0)
        #expect(!temporary.contents().contains { $0.contains(".simstrip-") })
    }

    /// The volume has 128 MiB; nothing ever holds it.
    @Test func aVolumeIsNeverHeldAsAWhole() throws {
        let volume = try phantom(["--shape", "256,512,512", "--dtype", "uint16"])
        for arguments in [[], ["--axis", "x", "--electrode", "high", "--interface", "200", "--na-threshold", "22000"]] {
            let peak = try Command.peakMemory(
                [
                    "strip", volume, "--output", temporary.file("out"), "--segmentation", "threshold", "--layers",
                    "100",
                    "--maps", "none", "--quiet",
                ] + arguments)
            #expect(peak > 1 << 20)
            #expect(peak < 100 << 20, "\(peak >> 20) MiB")
        }
    }

    @Test(arguments: [8, 64, 400])
    func aDiskThatFillsUpLeavesNothing(blocks: Int) throws {
        // A limit on the size of files fails a write as a full disk does, at 4, 32 and 200 KiB.
        let command = try Command.shell(
            "ulimit -f \(blocks); exec \"$0\" phantom --output '\(temporary.file("full"))' --shape 40,100,100 --quiet")
        #expect(command.status == 73, "\(command.status) \(command.errors)")
        #expect(command.errors.contains("cannot be written: file too large"), "\(command.errors)")
        #expect(command.errors.contains("'\(temporary.file("full"))/"), "\(command.errors)")
        #expect(temporary.contents().isEmpty)
    }

    @Test func versionAndHelpAreFree() throws {
        #expect(try Command(["--version"]).output.contains("."))
        #expect(try Command(["strip", "--help"]).output.contains("--voxel-size"))
        #expect(try Command([]).status == 0)
    }
}
