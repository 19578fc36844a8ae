import Analysis
import Options
import Phantom
import Results
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// What is given and lies outside the data is refused with the range that would do.
@Suite struct GivenValuesTests {
    private let phantom: MemoryVolume

    init() throws {
        var recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 48, rows: 48, columns: 56))
        recipe.noise = 5
        phantom = try MemoryVolume(of: Phantom(recipe))
    }

    private func strip(_ values: [String: String], of volume: MemoryVolume? = nil) throws -> ScanResult {
        var settings = ScanSettings()
        settings["layers"] = "6"
        settings["voxel-size"] = "voxel"
        for (option, text) in values { settings[option] = text }
        return try Scan(of: Volume(volume ?? phantom), ScanParameters(settings)).strip()
    }

    @Test(
        arguments: ["markov", "threshold"], [("na-threshold", "300"), ("na-threshold", "-1"), ("void-threshold", "-5")])
    func aThresholdOutsideTheTypeNamesItsRange(segmentation: String, given: (name: String, grey: String)) {
        let error = #expect(throws: SimstripError.self) {
            try strip(["segmentation": segmentation, given.name: given.grey])
        }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("--\(given.name) is \(given.grey)") == true)
        #expect(error?.message.contains("0 to 255") == true)
    }

    @Test(arguments: ["markov", "threshold"]) func aThresholdOutsideTheLayersNamesTheirRange(segmentation: String)
        throws
    {
        let floats = MemoryVolume(shape: phantom.shape, samples: phantom.bytes.map { Float($0) * 1e-4 })
        let values = [("na-threshold", "0.5"), ("na-threshold", "-1"), ("void-threshold", "-3")]
        for (name, grey) in values {
            let error = #expect(throws: SimstripError.self) {
                try strip(["segmentation": segmentation, name: grey], of: floats)
            }
            #expect(error?.kind == .usage, "\(name) \(grey)")
        }
        #expect(throws: SimstripError.self) { try strip(["segmentation": segmentation, "na-threshold": "250"]) }
        // What lies within is taken as it is.
        _ = try strip(["segmentation": segmentation, "na-threshold": "0.0105"], of: floats)
        _ = try strip(["segmentation": segmentation, "na-threshold": "105", "void-threshold": "3"])
    }

    @Test func anInterfaceThatLeavesNoSSEIsRefused() throws {
        for (side, index) in [("high", "0"), ("low", "47")] {
            let error = #expect(throws: SimstripError.self) {
                try strip(["axis": "z", "electrode": side, "interface": index, "layers": "1"])
            }
            #expect(error?.message.contains("no voxel of SSE") == true)
        }
        let error = #expect(throws: SimstripError.self) { try strip(["interface": "3"]) }
        #expect(error?.message.contains("3.0 voxels on the SSE's side") == true)
    }

    @Test func whatIsDarkBeforeAGivenInterfaceIsToldOf() throws {
        let values = ["axis": "z", "electrode": "high", "interface": "38", "segmentation": "threshold"]
        #expect(try strip(values).document.warnings.map(\.code).contains("dark_electrolyte"))
    }

    @Test func layersThatReachIntoTheCollectorAreToldOf() throws {
        let area = phantom.shape.rows * phantom.shape.columns
        let bytes = phantom.bytes.indices.map { $0 < 36 * area ? phantom.bytes[$0] : 255 }
        let volume = MemoryVolume(shape: phantom.shape, type: .uint8, bytes: bytes)
        // The phantom's interface lies at 20 of 48: 16 layers up to the collector.
        let error = #expect(throws: SimstripError.self) {
            try strip(["axis": "z", "electrode": "high", "layers": "24"], of: volume)
        }
        #expect(error?.message.contains("ends at about 36") == true)
        // A collector of a single grey is no data; one with a texture is a part of the volume.
        let textured = bytes.indices.map { $0 < 36 * area ? bytes[$0] : 250 + UInt8($0 * 7919 % 5) }
        let given = try strip(
            ["axis": "z", "electrode": "high", "interface": "20", "layers": "20", "segmentation": "threshold"],
            of: MemoryVolume(shape: phantom.shape, type: .uint8, bytes: textured))
        #expect(given.document.warnings.map(\.code).contains("bright_last_layers"))
    }

    @Test func aSmallRegionIsAdvisedToBeWidened() throws {
        let error = #expect(throws: SimstripError.self) { try strip(["roi": "0:12,0:40,0:40"]) }
        #expect(error?.message.contains("widen --roi") == true)
    }
}
