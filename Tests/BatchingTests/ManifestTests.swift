import Batching
import Foundation
import TestSupport
import Testing
import VoxelCore

@Suite struct ManifestTests {
    private let scans: SmallScans

    init() throws { scans = try SmallScans() }

    private func error(_ yaml: String) throws -> SimstripError {
        try scans.write(yaml)
        return try #require(
            #expect(throws: SimstripError.self) { try Manifest(contentsOf: scans.temporary.file("manifest.yaml")) })
    }

    @Test func defaultsHoldWhereAScanIsSilent() throws {
        try scans.write(
            """
            defaults: { voxel-size: 1.4um, axis: z, layers: 7 }
            scans:
              - { name: pristine, volume: scans/scan_1 }
              - { name: cycled, volume: ./scans/scan_2, na-threshold: 118, thickness: 5um }
            compare:
              - [pristine, cycled]
            """)
        let manifest = try Manifest(contentsOf: scans.temporary.file("manifest.yaml"))
        #expect(manifest.scans.map(\.name) == ["pristine", "cycled"])
        #expect(manifest.scans[1].volume == scans.volume("scan_2"))
        #expect(manifest.scans[0].settings["layers"] == "7")
        #expect(manifest.scans[1].settings["layers"] == nil)
        #expect(manifest.scans[1].settings["na-threshold"] == "118")
        #expect(manifest.scans[1].settings["axis"] == "z")
        #expect(manifest.comparisons.map(\.name) == ["pristine_vs_cycled"])
    }

    @Test func aByteOrderMarkSaysNothing() throws {
        try scans.write("\u{FEFF}defaults: { layers: 5 }\nscans:\n  - { volume: scans/scan_1 }\n")
        #expect(try Manifest(contentsOf: scans.temporary.file("manifest.yaml")).scans.map(\.name) == ["scan_1"])
    }

    @Test func whatYAMLReadsInAnotherWayIsToBeQuoted() throws {
        #expect(try error("scans:\n  - volume: *_rec\n").message.contains("quote the value: volume: '*_rec'"))
        #expect(try error("scans: [{ name: a, volume: *.tif }]").message.contains("quote the value: volume: '*.tif'"))
        #expect(try error("scans:\n  - volume: [ab]\n").message.contains("line 2: volume is a list, as [ begins one"))
        #expect(try error("scans:\n  - { name: [a], volume: scans/scan_1 }\n").message.contains("name is a list"))
    }

    /// What an option needs of another is asked of all options of a scan together, wherever each of them stands.
    @Test func optionsOfAScanAreAskedTogether() throws {
        try scans.write(
            """
            defaults: { segmentation: threshold }
            scans:
              - { name: one, volume: scans/scan_1, threshold-sweep: true }
              - { name: two, volume: scans/scan_2, segmentation: threshold, threshold-sweep: true }
            """)
        let manifest = try Manifest(contentsOf: scans.temporary.file("manifest.yaml"))
        #expect(manifest.scans.map { $0.settings["threshold-sweep"] } == ["true", "true"])
        let error = try error("scans:\n  - { volume: scans/scan_1, threshold-sweep: true }")
        #expect(error.message.contains("line 2: --threshold-sweep asks for the curve at every grey threshold"))
    }

    @Test func aPatternIsAScanForEveryFolderNamedByIt() throws {
        try scans.write("scans:\n  - { volume: 'scans/*_[12]' }\n  - { name: third, volume: 'scans/scan_3/*.tif' }")
        let manifest = try Manifest(contentsOf: scans.temporary.file("manifest.yaml"))
        #expect(manifest.scans.map(\.name) == ["scan_1", "scan_2", "third"])
        #expect(manifest.scans[2].volume == scans.volume("scan_3") + "/*.tif")
    }

    @Test(arguments: [
        ("- a\n- b", "is not a mapping", nil),
        ("scans: [", "is not YAML", nil),
        ("", "is not a mapping", nil),
        ("scans: []", "there are no scans", 1),
        ("defaults: { layers: 3 }", "there are no scans", 1),
        (
            "scans:\n  - { volume: scans/scan_1 }\n  - { name: scan_1, volume: scans/scan_2 }", "2 scans have the name",
            3
        ),
        ("scans:\n  - { name: ../x, volume: scans/scan_1 }", "'../x' cannot be the name of a scan", 2),
        ("scans:\n  - { name: .., volume: scans/scan_1 }", "'..' cannot be the name of a scan", 2),
        ("scans:\n  - { name: summary.csv, volume: scans/scan_1 }", "the output has a file of its own", 2),
        ("scans:\n  - { name: '', volume: scans/scan_1 }", "cannot be the name", 2),
        ("scans:\n  - { name: \"a\\nb\", volume: scans/scan_1 }", "control characters", 2),
        ("scans:\n  - volume: scans/scan_1\n    layrs: 3", "'layrs' is not an option; is layers meant?", 3),
        ("scans:\n  - volum: scans/scan_1", "'volum' is not an option; is volume meant?", 2),
        ("scan:\n  - { volume: scans/scan_1 }", "'scan' is not a part of a manifest; is scans meant?", 1),
        ("scans:\n  - volume: scans/scan_1\n    axis: z\n    layers: ten", "--layers is 'ten'", 4),
        ("defaults:\n  axis: w\nscans:\n  - { volume: scans/scan_1 }", "--axis is 'w'", 2),
        ("defaults: 3\nscans:\n  - { volume: scans/scan_1 }", "defaults is not a mapping", 1),
        ("scans:\n  - { volume: scans/scan_1, layers: 3, thickness: 5um }", "say the same thing", 2),
        ("scans:\n  - scans/scan_1", "a scan is not a mapping", 2),
        ("scans:\n  - { name: a }", "the scan has no volume", 2),
        ("scans:\n  - { name: a, volume: scans/* }", "which cannot all have the name 'a'", 2),
        ("scans:\n  - { volume: scans/scan_1/*.tif }", "give it a 'name'", 2),
        ("scans:\n  - { volume: scans/scan_1 }\ncompare:\n  - [scan_1, scan_9]", "which is no scan", 4),
        ("scans:\n  - { volume: scans/scan_1 }\ncompare:\n  - [scan_1]", "names two scans", 4),
        ("scans:\n  - { volume: scans/scan_1 }\ncompare:\n  - [scan_1, scan_1]", "compared with itself", 4),
        ("scans:\n  - { volume: scans/scan_1 }\ncompare: scan_1", "compare is not a list", 3),
    ])
    func everyMistakeHasItsWordsAndItsLine(yaml: String, words: String, line: Int?) throws {
        let error = try error(yaml)
        #expect(error.kind == .usage)
        #expect(error.message.contains(words), "\(error.message)")
        if let line { #expect(error.message.contains("manifest.yaml, line \(line): "), "\(error.message)") }
    }

    @Test(arguments: [
        ("scans:\n  - { volume: scans/*_rec }", "nothing matches"),
        ("scans:\n  - { volume: scans/scan_9 }", "there is no file or folder"),
        ("scans:\n  - { volume: scans/scan_1, interface: height.tif }", "the height map"),
    ])
    func whatIsMissingIsMissingInput(yaml: String, words: String) throws {
        let error = try error(yaml)
        #expect(error.kind == .missingInput)
        #expect(error.message.contains("line 2: "))
        #expect(error.message.contains(words), "\(error.message)")
    }

    @Test func aManifestThatIsNotThereIsMissingInput() {
        let error = #expect(throws: SimstripError.self) { try Manifest(contentsOf: scans.temporary.file("none.yaml")) }
        #expect(error?.kind == .missingInput)
    }

    @Test func allMistakesAreToldAtOnce() throws {
        let error = try error(
            """
            defaults: { layers: none }
            scans:
              - { volume: scans/scan_9 }
              - { name: ../x, volume: scans/scan_1 }
            """)
        #expect(error.message.contains("3 mistakes"))
        for line in [1, 3, 4] { #expect(error.message.contains("line \(line): ")) }
    }

    @Test func optionsThatDoNotFitTheVolumeAreKnownBeforeAnythingRuns() throws {
        let manifest = try scans.manifest("roi: '0:99,:,:'")
        let error = #expect(throws: SimstripError.self) {
            try BatchPlan(manifest, in: scans.folder(), threads: 2)
        }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("line 3: scan 'scan_2': --roi is '0:99,:,:'") == true)
        #expect(!FileManager.default.fileExists(atPath: scans.folder().path))
    }
}
