import Foundation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Hostile Zarr")
struct HostileZarrTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func expectRefusal(_ file: String, _ text: String, _ words: String, gaps: Bool = true) throws {
        try folder.write("a.zarr/\(file)", text)
        expectError(.data, words) { try Volume.open(folder("a.zarr"), options: .init(allowGaps: gaps)) }
    }

    @Test(
        "metadata of version 2",
        arguments: [
            (["shape": "[8, 6]", "chunks": "[8, 6]"], "three axes"), (["shape": "[-4, 8, 6]"], "cannot be its extents"),
            (["shape": "[0, 8, 6]"], "no samples"), (["chunks": "[0, 8, 6]"], "cannot be"),
            (["chunks": "[-1, 8, 6]"], "cannot be"),
            (["chunks": "[2, 8]"], "its chunks have 2"), (["shape": "[]", "chunks": "[]"], "three axes"),
            (["shape": "[9223372036854775807, 9223372036854775807, 2]"], "cannot be its extents"),
            (["shape": "[1e30, 8, 6]"], "a number in it"), (["shape": "[4.5, 8, 6]"], "a number in it"),
            (["shape": "[NaN, 8, 6]"], "'shape.0' is null"),
            (["shape": "\"4\""], "'shape' is of another type"), (["shape": nil], "has no 'shape'"),
            (["chunks": "[9223372036854775807, 8, 6]"], "cannot be the extents of a chunk"),
            (["chunks": "[4611686018427387904, 4, 4]"], "cannot be the extents of a chunk"),
            (["shape": "[1000000, 100, 100]", "chunks": "[1, 1, 1]"], "more than 4194304 chunks"),
            (["shape": "[1000000000, 8, 6]"], "cannot be its extents"),
            (
                ["shape": "[30000, 30000, 30000]", "chunks": "[30000, 30000, 30000]"],
                "cannot be the extents of a chunk"
            ),
            (["dtype": "\"<u8\""], "no grey values (<u8)"), (["dtype": "\"<c8\""], "no grey values"),
            (["dtype": "\"|b1\""], "no grey values"), (["dtype": "\"|u2\""], "no grey values"),
            (["dtype": "\"|O\""], "no grey values"), (["dtype": "[[\"a\", \"<u2\"]]"], "records"),
            (["order": "\"F\""], "order='C'"), (["filters": "[{\"id\": \"delta\"}]"], "the filter 'delta'"),
            (["filters": "[{\"id\": \"shuffle\"}]"], "the filter 'shuffle'"),
            (["compressor": "{\"id\": \"lz4\"}"], "the compression 'lz4'"), (["compressor": "{}"], "compressor.id"),
            (["dimension_separator": "\"/../\""], "between the numbers of its chunks"),
            (["zarr_format": "3"], "Zarr 3"),
            (
                [
                    "compressor": "{\"id\": \"zstd\"}", "shape": "[1024, 1024, 1024]", "chunks": "[1024, 1024, 1024]",
                ], "needs 2147483648 bytes for one chunk"
            ),
        ] as [([String: String?], String)])
    func two(changes: [String: String?], words: String) throws {
        try expectRefusal(".zarray", ZarrBytes.two(changes), words)
    }

    @Test(
        "metadata of version 3",
        arguments: [
            (["codecs": "[]"], "none of its codecs makes bytes"),
            (["codecs": "[\"bytes\"]"], "does not tell the byte order"),
            (
                ["codecs": "[{\"name\": \"bytes\", \"configuration\": {\"endian\": \"middle\"}}]"],
                "'middle' is no byte order"
            ),
            (["codecs": "[{\"name\": \"gzip\"}, \(ZarrBytes.bytes)]"], "the codec 'gzip'"),
            (["codecs": "[\(ZarrBytes.bytes), {\"name\": \"numcodecs.lz4\"}]"], "the codec 'numcodecs.lz4'"),
            (["codecs": "[\(ZarrBytes.bytes), {\"name\": \"gzip\"}, {\"name\": \"zstd\"}]"], "two compressions"),
            (
                [
                    "codecs":
                        "[{\"name\": \"transpose\", \"configuration\": {\"order\": [2, 1, 0]}}, \(ZarrBytes.bytes)]"
                ],
                "'transpose'"
            ),
            (["codecs": "[{\"name\": \"sharding_indexed\"}]"], "no configuration"),
            (["data_type": "\"int64\""], "no grey values (int64)"), (["data_type": "\"r16\""], "no grey values"),
            (
                ["data_type": "{\"name\": \"numpy.datetime64\", \"configuration\": {\"unit\": \"s\"}}"],
                "numpy.datetime64"
            ),
            (["chunk_grid": "{\"name\": \"rectangular\"}"], "'rectangular'"),
            (["chunk_key_encoding": "{\"name\": \"suffix\"}"], "'suffix'"),
            (["storage_transformers": "[{\"name\": \"chunk-manifest\"}]"], "'chunk-manifest'"),
            (["secret": "{\"must_understand\": true}"], "'secret'"), (["secret": "1"], "'secret'"),
            (["dimension_names": "[\"z\"]"], "names 1 of its 3 axes"), (["node_type": nil], "node_type"),
            (["chunk_grid": ZarrBytes.grid("[9223372036854775807, 9223372036854775807, 1]")], "cannot be"),
        ] as [([String: String?], String)])
    func three(changes: [String: String?], words: String) throws {
        try expectRefusal("zarr.json", ZarrBytes.three(changes), words)
    }

    @Test("what a reader may pass over is passed over")
    func ignored() throws {
        let codecs = "[{\"name\": \"transpose\", \"configuration\": {\"order\": [0, 1, 2]}}, \(ZarrBytes.bytes)]"
        try folder.write(
            "a.zarr/zarr.json", ZarrBytes.three(["codecs": codecs, "secret": "{\"must_understand\": false}"]))
        for index in 0..<2 { try folder.write("a.zarr/c/\(index)/0/0", [UInt8](repeating: 1, count: 192)) }
        #expect(try Volume.open(folder("a.zarr")).samples().allSatisfy { $0 == 1 })
    }

    @Test("what is not JSON, or not of an array or group")
    func json() throws {
        let changed = Array(ZarrBytes.three().utf8) + [0xFF]
        for bytes in [changed, [0xFF] + changed, Array("{\"a\": ".utf8) + [0xFF, 0xFE] + Array(": 1}".utf8)] {
            try folder.write("a.zarr/zarr.json", bytes)
            expectError(.data, "not UTF-8") { try Volume.open(folder("a.zarr")) }
        }
        for text in ["", "{", "[]", "1", "\u{0}", "{\"a\": }", String(repeating: "[", count: 100_000)] {
            try expectRefusal("zarr.json", text, "zarr.json")
        }
        try expectRefusal("zarr.json", "{\"zarr_format\": 3, \"node_type\": \"array\", \"shape\": {}}", "zarr.json")
        let nested =
            "{\"zarr_format\": 3, \"node_type\": \"array\", \"codecs\": "
            + String(repeating: "[{\"name\": \"a\", \"configuration\": {\"codecs\": ", count: 150) + "[]"
            + String(repeating: "}}]", count: 150) + "}"
        try expectRefusal("zarr.json", nested, "zarr.json")
        try folder.write("a.zarr/zarr.json", [UInt8](repeating: 0x20, count: 9 << 20))
        expectError(.data, "is no metadata") { try Volume.open(folder("a.zarr")) }
        try FileManager.default.removeItem(atPath: folder("a.zarr/zarr.json"))
        try expectRefusal(".zattrs", "{\"multiscales\": [{\"datasets\": []}]}", "0 levels")
        try expectRefusal(".zattrs", "{\"multiscales\": [{\"version\": \"0.9\", \"datasets\": []}]}", "OME-Zarr 0.9")
        try expectRefusal(".zattrs", "{\"multiscales\": [{\"datasets\": 1}]}", "multiscales.0.datasets")
        try expectRefusal(
            "zarr.json",
            "{\"zarr_format\": 3, \"node_type\": \"group\", \"attributes\": {\"ome\": {\"multiscales\": [{}]}}}",
            "has no 'attributes.ome.multiscales.0.datasets'")
        try FileManager.default.removeItem(atPath: folder("a.zarr/zarr.json"))
        try folder.makeFolder("b.zarr/zarr.json")
        expectError(.data, "no Zarr volume") { try Volume.open(folder("b.zarr")) }
    }

    @Test("chunks that are no files of their size")
    func chunks() throws {
        try folder.write("a.zarr/.zarray", ZarrBytes.two())
        try folder.write("a.zarr/0.0.0", [UInt8](repeating: 1, count: 192))
        for count in [0, 191, 193] {
            try folder.write("a.zarr/1.0.0", [UInt8](repeating: 1, count: count))
            expectError(.data, "its chunk '1.0.0' has \(count) bytes, its samples are 192") {
                try Volume.open(folder("a.zarr"))
            }
        }
        try FileManager.default.removeItem(atPath: folder("a.zarr/1.0.0"))
        try folder.makeFolder("a.zarr/1.0.0")
        expectError(.data, "not a regular file") { try Volume.open(folder("a.zarr")) }
        try FileManager.default.removeItem(atPath: folder("a.zarr/1.0.0"))
        #expect(mkfifo(folder("a.zarr/1.0.0"), 0o600) == 0)
        expectError(.data, "not a regular file") { try Volume.open(folder("a.zarr")) }
        try FileManager.default.removeItem(atPath: folder("a.zarr/1.0.0"))
        try FileManager.default.createSymbolicLink(atPath: folder("a.zarr/1.0.0"), withDestinationPath: "nowhere")
        expectError(.missingInput, "is a link to 'nowhere'") { try Volume.open(folder("a.zarr")) }
    }

    @Test("little that claims to be much")
    func bombs() throws {
        try folder.write("a.zarr/.zarray", ZarrBytes.two(["shape": "[4000, 400, 400]", "chunks": "[1, 400, 400]"]))
        try folder.write("a.zarr/0.0.0", [UInt8](repeating: 1, count: 320_000))
        expectError(.data, "would grow from 320000 to 1280000000 bytes") {
            try Volume.open(folder("a.zarr"), options: .init(allowGaps: true))
        }
    }

    @Test("indices of shards that are damaged, or lead astray")
    func shards() throws {
        /// Shards of one chunk and room for another, without a checksum.
        func sharded(_ index: String, _ location: String = "end", chunk: String = "[2, 8, 6]") -> String {
            let codec =
                "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": \(chunk), \"codecs\": [\(ZarrBytes.bytes)],"
                + " \"index_codecs\": [\(index)], \"index_location\": \"\(location)\"}}"
            return ZarrBytes.three(["chunk_grid": ZarrBytes.grid("[4, 8, 6]"), "codecs": "[\(codec)]"])
        }
        let samples = [UInt8](repeating: 1, count: 384)
        func entries(_ numbers: [UInt64]) -> [UInt8] { littleEndian(numbers) }
        try folder.write("a.zarr/zarr.json", sharded(ZarrBytes.bytes))
        try folder.write("a.zarr/c/0/0/0", samples + entries([0, 192, 192, 192]))
        #expect(try Volume.open(folder("a.zarr")).samples() == samples)
        let bad: [([UInt64], String)] = [
            ([0, 192, 300, 192], "from byte 300 on"), ([0, 192, .max - 1, 192], "from byte"),
            ([0, .max, 192, 192], "bytes from"),
            ([0, 192, 0, .max - 1], "bytes from"), ([0, 0, 192, 192], "its chunk 0 has 0 bytes"),
            ([0, 191, 192, 192], "has 191 bytes"), ([0, 400, 0, 400], "larger than the file"),
        ]
        for (numbers, words) in bad {
            try folder.write("a.zarr/c/0/0/0", samples + entries(numbers))
            expectError(.data, words) { try Volume.open(folder("a.zarr"), options: .init(allowGaps: true)) }
        }
        try folder.write("a.zarr/c/0/0/0", samples + entries([0, 192, .max, .max]))
        expectError(.data, "at 2, 0, 0 (z, y, x) in the shard 'c/0/0/0'") { try Volume.open(folder("a.zarr")) }
        try folder.write("a.zarr/c/0/0/0", entries([0, 192]))
        expectError(.data, "truncated") { try Volume.open(folder("a.zarr")) }
        try folder.write("a.zarr/zarr.json", sharded("\(ZarrBytes.bytes), {\"name\": \"crc32c\"}", "start"))
        try folder.write("a.zarr/c/0/0/0", entries([36, 192, 228, 192]) + [1, 2, 3, 4] + samples)
        expectError(.data, "its index does not match its checksum") { try Volume.open(folder("a.zarr")) }
        for (text, words) in [
            (sharded("\(ZarrBytes.bytes), {\"name\": \"gzip\"}"), "index of shards"),
            (sharded(ZarrBytes.bytes, "middle"), "'middle'"),
            (sharded(ZarrBytes.bytes, chunk: "[3, 8, 6]"), "not made of whole"),
            (sharded(ZarrBytes.bytes, chunk: "[0, 8, 6]"), "not made of whole"),
            (sharded(ZarrBytes.bytes, chunk: "[2, 8]"), "not made of whole"),
        ] {
            try folder.write("a.zarr/zarr.json", text)
            expectError(.data, words) { try Volume.open(folder("a.zarr")) }
        }
        let many = sharded(ZarrBytes.bytes, chunk: "[1, 1, 1]").replacing("[4, 8, 6]}}", with: "[4000, 4000, 4000]}}")
        try folder.write("a.zarr/zarr.json", many)
        expectError(.data, "chunks in a shard") { try Volume.open(folder("a.zarr")) }
    }
}
