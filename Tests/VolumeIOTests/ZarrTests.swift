import Foundation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Zarr, file by file")
struct ZarrTests {
    private let folder: TemporaryFolder
    private let samples = (0..<192).map { UInt16($0 * 7 % 251) }

    init() throws { folder = try TemporaryFolder() }

    /// Writes the samples in two chunks as an array of version 2 and returns its path.
    @discardableResult
    private func two(_ name: String, _ changes: [String: String?] = [:]) throws -> String {
        try folder.write("\(name)/.zarray", ZarrBytes.two(changes))
        for (index, chunk) in [samples[..<96], samples[96...]].enumerated() {
            try folder.write("\(name)/\(index).0.0", littleEndian(Array(chunk)))
        }
        return folder(name)
    }

    /// The same of version 3.
    @discardableResult
    private func three(_ name: String, _ changes: [String: String?] = [:]) throws -> String {
        try folder.write("\(name)/zarr.json", ZarrBytes.three(changes))
        for (index, chunk) in [samples[..<96], samples[96...]].enumerated() {
            try folder.write("\(name)/c/\(index)/0/0", littleEndian(Array(chunk)))
        }
        return folder(name)
    }

    /// An image of OME-Zarr 0.4 over arrays of the samples; without axes and scales these are left out.
    private func image(
        _ name: String, axes: String? = "[\"z\", \"y\", \"x\"]", unit: String? = "micrometer",
        levels: [(String, String)],
        more: String = ""
    ) throws -> String {
        let names = axes.map { text in
            let unit = unit.map { ", \"unit\": \"\($0)\"" } ?? ""
            return text.replacing("\"z\"", with: "{\"name\": \"z\"\(unit)}").replacing(
                "\"y\"", with: "{\"name\": \"y\"\(unit)}"
            ).replacing("\"x\"", with: "{\"name\": \"x\"\(unit)}")
        }
        let datasets = levels.map {
            "{\"path\": \"\($0.0)\", \"coordinateTransformations\": [{\"type\": \"scale\", \"scale\": \($0.1)}]}"
        }
        try folder.write("\(name)/.zgroup", "{\"zarr_format\": 2}")
        try folder.write(
            "\(name)/.zattrs",
            "{\"multiscales\": [{\"version\": \"0.4\", \"axes\": \(names ?? "null"), \"datasets\": ["
                + datasets.joined(separator: ", ")
                + "]\(more)}], \"omero\": {\"channels\": [{\"label\": \"absorption\"},"
                + " {\"label\": \"phase\"}]}}")
        return folder(name)
    }

    @Test("an array by itself, by its folder, its metadata, or a name that ends so")
    func plain() throws {
        let expected = littleEndian(samples)
        for path in [
            try two("a.zarr"), try two("b"), folder("b/.zarray"), folder("b/"), try three("c"), folder("c/zarr.json"),
        ] {
            let volume = try Volume.open(path)
            #expect(try volume.samples() == expected)
            #expect(volume.voxelSize == nil && volume.warnings.isEmpty)
            #expect(volume.storage.format == (path.contains("/c") ? "Zarr v3" : "Zarr v2"))
        }
        #expect(
            try Volume.open(folder("a.zarr")).storage.details == ["Zarr v2, \(folder("a.zarr")): chunks of 2 × 8 × 6"])
        expectError(.missingInput, "there is no folder") { try Volume.open(folder("none.zarr")) }
        expectError(.missingInput, "'a.zarr' is a Zarr volume; give '\(folder("a.zarr"))'") {
            try Volume.open(folder.path)
        }
        try folder.makeFolder("empty.zarr")
        expectError(.data, "no Zarr volume, though its name says so", "hidden files") {
            try Volume.open(folder("empty.zarr"))
        }
    }

    @Test("names of scans: of the store, wherever in it a path leads")
    func names() throws {
        _ = try image("cell.ome.zarr", levels: [("0", "[2, 2, 2]")])
        try two("cell.ome.zarr/0")
        try two("b.zarr")
        #expect(Volume.name(of: folder("cell.ome.zarr")) == "cell")
        #expect(Volume.name(of: folder("cell.ome.zarr/0")) == "cell")
        #expect(Volume.name(of: folder("b.zarr")) == "b")
    }

    @Test("the only volume below a group is read, several are listed, none is said")
    func choice() throws {
        try folder.write("g.zarr/.zgroup", "{\"zarr_format\": 2}")
        expectError(.data, "holds no array at all") { try Volume.open(folder("g.zarr")) }
        try two("g.zarr/small", ["shape": "[8, 6]", "chunks": "[8, 6]"])
        expectError(.data, "without a volume", "8 × 6, uint16") { try Volume.open(folder("g.zarr")) }
        try folder.write("g.zarr/inner/.zgroup", "{\"zarr_format\": 2}")
        try two("g.zarr/inner/scan")
        #expect(try Volume.open(folder("g.zarr")).samples() == littleEndian(samples))
        #expect(try Volume.open(folder("g.zarr/inner")).samples() == littleEndian(samples))
        try two("g.zarr/other")
        expectError(
            .data, "2 volumes", "'\(folder("g.zarr/inner/scan"))'  4 × 8 × 6, uint16", "'\(folder("g.zarr/other"))'"
        ) {
            try Volume.open(folder("g.zarr"))
        }
        expectError(.missingInput, "there is no 'scann' in", "'\(folder("g.zarr/inner/scan"))'") {
            try Volume.open(folder("g.zarr/inner/scann"))
        }
        // Several images beside each other, as bioformats2raw writes them, and in one group.
        try folder.write("b.zarr/zarr.json", "{\"zarr_format\": 3, \"node_type\": \"group\"}")
        for name in ["0", "1"] {
            _ = try image("b.zarr/\(name)", levels: [("0", "[2, 2, 2]")])
            try two("b.zarr/\(name)/0")
        }
        expectError(.data, "2 volumes", "'\(folder("b.zarr/0"))'", "'\(folder("b.zarr/1"))'") {
            try Volume.open(folder("b.zarr"))
        }
        let level = "{\"datasets\": [{\"path\": \"0\"}], \"name\": \"first\"}"
        try folder.write("b.zarr/0/.zattrs", "{\"multiscales\": [\(level), \(level)]}")
        expectError(.data, "2 volumes", "first") { try Volume.open(folder("b.zarr/0")) }
    }

    @Test("of an image the finest level is read, of a level that itself; the voxel size is the level's")
    func levels() throws {
        let path = try image(
            "i.zarr", levels: [("0", "[0.7, 0.65, 0.65]"), ("1", "[1.4, 1.3, 1.3]")],
            more: ", \"coordinateTransformations\": [{\"type\": \"scale\", \"scale\": [2, 2, 2]}]")
        try two("i.zarr/0")
        try two("i.zarr/1", ["shape": "[2, 8, 6]"])
        let finest = try Volume.open(path)
        #expect(finest.shape.slices == 4 && finest.voxelSize?.micrometres == [1.4, 1.3, 1.3])
        #expect(finest.voxelSizeSource == "OME-Zarr" && finest.storage.format == "OME-Zarr 0.4")
        #expect(finest.storage.details[1] == "levels: 0 (4 × 8 × 6, uint16), read; 1 (2 × 8 × 6, uint16)")
        let coarse = try Volume.open(path + "/1")
        #expect(coarse.shape.slices == 2 && coarse.voxelSize?.micrometres == [2.8, 2.6, 2.6])
        #expect(finest.files.map { FilePath.last(of: $0.path) } == [".zgroup", ".zattrs", ".zarray", "0"])
        // A level that is not there matters if it would be read.
        try FileManager.default.removeItem(atPath: path + "/1")
        #expect(try Volume.open(path).storage.details[1].contains("1 (not there)"))
        try two("i.zarr/1", ["shape": "[2, 8, 6]"])
        try FileManager.default.removeItem(atPath: path + "/0")
        expectError(.data, "level '0' is not there", "such as '\(path)/1'") { try Volume.open(path) }
        for way in ["../a", "/etc", "0/../../a"] {
            let path = try image("w.zarr", levels: [(way, "[2, 2, 2]")])
            expectError(.data, "only what lies below it") { try Volume.open(path) }
        }
    }

    @Test(
        "a voxel size has a unit, and is not 1 throughout",
        arguments: [
            ("micrometer", "[1.4, 0.7, 0.7]", [1.4, 0.7, 0.7]), ("nanometer", "[650, 650, 650]", [0.65, 0.65, 0.65]),
            ("millimeter", "[0.0014, 0.0014, 0.0014]", [1.4, 1.4, 1.4]),
            ("angstrom", "[7000, 7000, 7000]", [0.7, 0.7, 0.7]),
            ("micrometer", "[1, 1, 1.0]", nil), ("millimeter", "[1, 1, 1]", nil), (nil, "[1.4, 1.4, 1.4]", nil),
            ("second", "[1.4, 1.4, 1.4]", nil), ("micrometer", "[NaN, 1.4, 1.4]", nil),
            ("micrometer", "[-1, 1.4, 1.4]", nil),
            ("micrometer", "[0, 1.4, 1.4]", nil), ("micrometer", "[1e400, 1.4, 1.4]", nil),
            ("micrometer", "[1.4, 1.4]", nil),
            ("micrometer", "\"1.4\"", nil), ("micrometer", "null", nil),
        ] as [(String?, String, [Double]?)])
    func sizes(unit: String?, scale: String, edges: [Double]?) throws {
        let path = try image("s.zarr", unit: unit, levels: [("0", scale)])
        try two("s.zarr/0")
        let volume = try Volume.open(path)
        #expect(volume.voxelSize?.micrometres == edges)
        #expect(volume.warnings.map(\.code) == (edges == nil ? ["voxel_size_unreadable"] : []))
    }

    @Test("what lies beside the store has its say, and none is told where nothing is")
    func beside() throws {
        let path = try image("s.zarr", levels: [("0", "[1.4, 1.4, 1.4]")])
        try two("s.zarr/0")
        try folder.write("simstrip.yaml", "voxel-size: 2um")
        for path in [path, path + "/0"] {
            let volume = try Volume.open(path)
            #expect(volume.voxelSize?.micrometres == [2, 2, 2])
            #expect(volume.warnings.map(\.code) == ["voxel_size_conflict"])
            let neighbours = Volume.neighbours(of: try #require(volume.files.first?.path))
            #expect(neighbours.map(\.path) == [folder("simstrip.yaml")])
        }
        try FileManager.default.removeItem(atPath: folder("simstrip.yaml"))
        try folder.write("s.zarr/.zattrs", "{\"multiscales\": [{\"datasets\": [{\"path\": \"0\"}]}]}")
        let volume = try Volume.open(path)
        #expect(volume.voxelSize == nil && volume.warnings.isEmpty)
    }

    @Test("axes are z, y, x in this order; one channel and one time point are chosen")
    func axes() throws {
        let five = ["shape": "[1, 2, 4, 8, 6]", "chunks": "[1, 1, 2, 8, 6]"]
        let path = try image("t.zarr", axes: "[\"t\", \"c\", \"z\", \"y\", \"x\"]", levels: [("0", "[1, 1, 2, 2, 2]")])
        try folder.write("t.zarr/0/.zarray", ZarrBytes.two(five))
        for channel in 0..<2 {
            for (index, chunk) in [samples[..<96], samples[96...]].enumerated() {
                let values = chunk.map { $0 &+ UInt16(1000 * channel) }
                try folder.write("t.zarr/0/0.\(channel).\(index).0.0", littleEndian(values))
            }
        }
        expectError(.data, "2 channels (absorption, phase)", "--channel 0 … 1") { try Volume.open(path) }
        expectError(.usage, "--channel 2 does not exist") { try Volume.open(path, options: .init(channel: 2)) }
        for channel in 0..<2 {
            let volume = try Volume.open(path + "/0", options: .init(channel: channel, frame: 0))
            #expect(try volume.samples() == littleEndian(samples.map { $0 + UInt16(1000 * channel) }))
            #expect(volume.voxelSize?.micrometres == [2, 2, 2])
        }
        // Both channels in one chunk.
        let both = ["shape": "[2, 4, 8, 6]", "chunks": "[2, 4, 8, 6]"]
        let one = try image("c.zarr", axes: "[\"c\", \"z\", \"y\", \"x\"]", levels: [("0", "[1, 2, 2, 2]")])
        try folder.write("c.zarr/0/.zarray", ZarrBytes.two(both))
        try folder.write("c.zarr/0/0.0.0.0", littleEndian(samples + samples.map { $0 + 1000 }))
        let second = try Volume.open(one, options: .init(channel: 1))
        #expect(try second.samples() == littleEndian(samples.map { $0 + 1000 }))
        for (axes, words) in [
            ("[\"x\", \"y\", \"z\"]", "transposed"), ("[\"z\", \"x\", \"y\"]", "transposed"),
            ("[\"y\", \"x\"]", "axes are named"),
            ("[\"z\", \"y\", \"x\", \"c\"]", "axes are named"),
        ] {
            let path = try image("r.zarr", axes: axes, levels: [("0", "[2, 2, 2]")])
            try two("r.zarr/0")
            expectError(.data, words) { try Volume.open(path) }
        }
        expectError(.data, "transposed") {
            try Volume.open(three("d.zarr", ["dimension_names": "[\"x\", \"y\", \"z\"]"]))
        }
        #expect(try Volume.open(three("n.zarr", ["dimension_names": "[null, \"a\", \"b\"]"])).shape.slices == 4)
        expectError(.data, "its axis 0 is 3 long") {
            try Volume.open(two("l.zarr", ["shape": "[3, 4, 8, 6]", "chunks": "[1, 2, 8, 6]"]))
        }
    }

    @Test("fill values in every spelling, or none")
    func fills() throws {
        let fills: [(String, String, [UInt8]?)] = [
            ("\"<u2\"", "7", [7, 0]), ("\">u2\"", "258", [2, 1]), ("\"<f4\"", "\"NaN\"", [0, 0, 0xC0, 0x7F]),
            ("\"<f4\"", "-1.5", [0, 0, 0xC0, 0xBF]), ("\"<f4\"", "\"-Infinity\"", [0, 0, 0x80, 0xFF]),
            ("\"<u2\"", "null", nil),
            ("\"<u2\"", "70000", nil), ("\"<u2\"", "-1", nil), ("\"<u2\"", "\"abc\"", nil), ("\"<u2\"", "1.5", nil),
        ]
        for (type, value, bytes) in fills {
            let size = type.contains("4") ? 4 : 2
            try folder.write("f.zarr/.zarray", ZarrBytes.two(["dtype": type, "fill_value": value]))
            try folder.write("f.zarr/1.0.0", [UInt8](repeating: 1, count: 96 * size))
            expectError(.data, "1 of its 2 chunks are not there, the first '0.0.0' (of slices 0 to 1)") {
                try Volume.open(folder("f.zarr"))
            }
            guard let bytes else {
                expectError(.data, "no fill value") {
                    try Volume.open(folder("f.zarr"), options: .init(allowGaps: true))
                }
                continue
            }
            let volume = try Volume.open(folder("f.zarr"), options: .init(allowGaps: true))
            #expect(volume.warnings.map(\.code) == ["samples_missing"])
            #expect(Array(try volume.samples().prefix(2 * size)) == bytes + bytes)
        }
        try folder.write(
            "h.zarr/zarr.json", ZarrBytes.three(["data_type": "\"float32\"", "fill_value": "\"0x7fc00001\""]))
        try folder.write("h.zarr/c/0/0/0", [UInt8](repeating: 1, count: 384))
        let bits = try Volume.open(folder("h.zarr"), options: .init(allowGaps: true))
        #expect(Array(try bits.samples().suffix(4)) == [1, 0, 0xC0, 0x7F])
        // A volume of nothing is none.
        try folder.write("e.zarr/.zarray", ZarrBytes.two())
        expectError(.data, "none of its 2 chunks is there") {
            try Volume.open(folder("e.zarr"), options: .init(allowGaps: true))
        }
    }

    @Test("a chunk that changes after opening ends the work")
    func changes() throws {
        let path = try two("a.zarr")
        let volume = try Volume.open(path)
        let old = try #require(volume.files.last)
        #expect(old.bytes == 384 && old.path == path)
        #expect(Volume.file(at: path) == old)
        try folder.write("a.zarr/1.0.0", littleEndian(samples[..<96].map { $0 + 1 }))
        expectError(.data, "changed while the volume was being read") { try volume.samples() }
        #expect(Volume.file(at: path) != old)
        try FileManager.default.removeItem(atPath: path + "/1.0.0")
        expectError(.missingInput, "was there when reading began") { try volume.samples() }
        #expect(Volume.file(at: folder("none.zarr")) == nil)
    }
}
