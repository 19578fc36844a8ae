import Analysis
import Segmentation
import TestSupport
import Testing
import VoxelCore

@Suite struct SettingsTests {
    private func parameters(_ values: [ScanOption: String]) throws -> ScanParameters {
        var settings = ScanSettings()
        for (option, text) in values { settings[option] = text }
        return try ScanParameters(settings, availableThreads: 3)
    }

    @Test func silenceMeansTheDefaults() throws {
        let parameters = try parameters([:])
        #expect(parameters.amount == .layers(10))
        #expect(parameters.axis == nil)
        #expect(parameters.interface == .automatic)
        #expect(parameters.naThreshold == .automatic)
        #expect(parameters.voidThreshold == nil)
        #expect(parameters.maps == .all)
        #expect(parameters.threads == 3)
        #expect(parameters.course == .surface)
    }

    @Test func theBareMethodIsUnderstood() throws {
        let parameters = try parameters([
            .segmentation: "threshold", .denoise: "none", .minDomain: "1", .interface: "30", .naThreshold: "105",
        ])
        #expect(parameters.segmentation == .threshold)
        #expect(parameters.denoising == .none)
        #expect(parameters.minimalDomain == 1)
        #expect(parameters.interface == .index(30))
        #expect(parameters.naThreshold == .value(105))
    }

    @Test(arguments: [
        (ScanOption.voxelSize, "1.4"), (.voxelSize, "voxels"), (.axis, "w"), (.electrode, "up"), (.layers, "0"),
        (.layers, "ten"), (.layers, "-3"), (.thickness, "14"), (.layersFollow, "hills"), (.segmentation, "magic"),
        (.naThreshold, "bright"), (.naThreshold, "nan"), (.voidThreshold, "inf"), (.denoise, "gaussian"),
        (.denoise, "gaussian:0"), (.denoise, "gaussian:-1"), (.denoise, "mean"), (.minDomain, "0"), (.maps, "1,,2"),
        (.maps, "-1"), (.maps, "some"), (.threads, "0"), (.roi, "1:2"), (.roi, "1:2,3:4,5"), (.roi, "a:b,:,:"),
        (.interface, "30.5"), (.memoryLimit, "much"), (.memoryLimit, "99999999999G"), (.channel, "-1"),
    ])
    func whatCannotBeMeantIsRefusedByName(option: ScanOption, text: String) {
        let error = #expect(throws: SimstripError.self) { try parameters([option: text]) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains(text) == true)
    }

    @Test func layersAndThicknessExcludeOneAnother() throws {
        #expect(throws: SimstripError.self) { try parameters([.layers: "3", .thickness: "14um"]) }
        var config = ScanSettings()
        config[.thickness] = "14um"
        config[.axis] = "y"
        var line = ScanSettings()
        line[.layers] = "3"
        let merged = try ScanParameters(config.overridden(by: line), availableThreads: 1)
        #expect(merged.amount == .layers(3))
        #expect(merged.axis == .y)
    }

    @Test func yamlSaysTheSame() throws {
        let settings = try ScanSettings(
            yaml: "voxel-size: 1.4um\nlayers: 12\nmaps: [3, 6]\nlabels: true\nna-threshold: 1.05e2\n", name: "c.yaml")
        #expect(settings[.voxelSize] == "1.4um")
        #expect(settings[.layers] == "12")
        #expect(settings[.maps] == "3,6")
        let parameters = try ScanParameters(settings, availableThreads: 1)
        #expect(parameters.writesLabels)
        #expect(parameters.maps == .some([3, 6]))
        #expect(parameters.naThreshold == .value(105))
        #expect(try ScanSettings(yaml: "", name: "c.yaml") == ScanSettings())
    }

    @Test(arguments: [
        ("layer: 3", "layers"), ("\n\nna_threshold: 3", "line 3"), ("- 1", "not a mapping"), ("a: [", "not YAML"),
        ("layers: {a: 1}", "no plain value"), ("labels: 7", "true or false"), ("layers: 3\nlayers: 4", "layers"),
    ])
    func yamlMistakesAreNamed(yaml: String, word: String) {
        let error = #expect(throws: SimstripError.self) { try ScanSettings(yaml: yaml, name: "c.yaml") }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test func regionsAreHalfOpenAndOpenEnded() throws {
        let shape = VolumeShape(slices: 10, rows: 20, columns: 30)
        let region = try RegionRequest(parsing: ":, 5:15, 7:").region(in: shape)
        #expect(region == VoxelRegion(slices: 0..<10, rows: 5..<15, columns: 7..<30))
        for text in [":,:,:31", "5:5,:,:", "6:5,:,:", "10:,:,:"] {
            #expect(throws: SimstripError.self, "\(text)") { try RegionRequest(parsing: text).region(in: shape) }
        }
    }
}
