import Foundation
import Options
import TestSupport
import Testing
import VoxelCore

/// YAML as editors write it and as people mistake it.
@Suite struct YAMLSettingsTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func settings(_ bytes: [UInt8]) throws -> ScanSettings {
        try ScanSettings(contentsOf: temporary.write("c.yaml", bytes))
    }

    @Test func aByteOrderMarkSaysNothing() throws {
        let settings = try settings([0xEF, 0xBB, 0xBF] + Array("layers: 3\r\nlabels: true\r\n".utf8))
        #expect(settings["layers"] == "3")
        #expect(settings["labels"] == "true")
        #expect(try ScanSettings(yaml: "\u{FEFF}layers: 4", name: "c.yaml")["layers"] == "4")
        #expect(try self.settings([0xEF, 0xBB, 0xBF]).options.isEmpty)
    }

    @Test func anotherEncodingIsNamed() throws {
        let utf16 = #expect(throws: SimstripError.self) { try settings([0xFF, 0xFE] + [0x6C, 0, 0x61, 0]) }
        #expect(utf16?.message.contains("UTF-16") == true)
        let latin = #expect(throws: SimstripError.self) {
            try settings(Array("layers: 3\nvoxel-size: 1.4".utf8) + [0xB5] + Array("m".utf8))
        }
        #expect(latin?.message.contains("line 2") == true)
        #expect(latin?.message.contains("UTF-8") == true)
    }

    @Test(arguments: [
        ("interface: *.tif", "interface: '*.tif'"), ("interface: [ab]_*.tif", "interface: '[ab]_*.tif'"),
        ("layers: 3\ninterface: @x.tif", "interface: '@x.tif'"),
        ("{ layers: 3, interface: *.tif }", "interface: '*.tif'"),
        ("{ interface: s_[0-9].tif, layers: 3 }", "interface: 's_[0-9].tif'"), ("interface: *x", "interface: '*x'"),
        ("interface: %x", "interface: '%x'"), ("interface: a: b", "interface: 'a: b'"),
    ])
    func charactersThatMeanSomethingAreToBeQuoted(yaml: String, advice: String) throws {
        let error = #expect(throws: SimstripError.self) { try ScanSettings(yaml: yaml, name: "c.yaml") }
        #expect(error?.message.contains("quote the value: \(advice)") == true, "\(error?.message ?? "")")
    }
}
