import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("OME-TIFF")
struct OMETests {
    private func xml(_ pixels: String, _ content: String = "<TiffData/>", order: String = "XYZCT") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?><!-- <Pixels SizeX="9"> -->
        <OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0" Name="a &lt; b">
        <Pixels DimensionOrder="\(order)" Type="uint8" SizeX="3" SizeY='2' \(pixels)>\(content)</Pixels></Image></OME>
        """
    }

    private func page(_ value: Int) -> TIFFBytes.Page {
        TIFFBytes.grey(rows: 2, columns: 3, samples: Array(repeating: UInt8(value), count: 6))
    }

    private func file(_ values: some Sequence<Int>, _ description: String) -> [UInt8] {
        var pages = values.map { page($0) }
        pages[0].tags[270] = .text(description)
        return TIFFBytes(pages: pages).bytes
    }

    private func firstSamples(_ volume: TIFFVolume) throws -> [UInt8] {
        let bytes = try volume.samples()
        return stride(from: 0, to: bytes.count, by: 6).map { bytes[$0] }
    }

    @Test(
        "sizes with units",
        arguments: [
            ("PhysicalSizeX=\"1.4\" PhysicalSizeY=\"1.4\" PhysicalSizeZ=\"0.7\"", [0.7, 1.4, 1.4]),
            (
                "PhysicalSizeX=\"700\" PhysicalSizeXUnit=\"nm\" PhysicalSizeY=\"0.00065\" PhysicalSizeYUnit=\"mm\""
                    + " PhysicalSizeZ=\"2\" PhysicalSizeZUnit=\"&#181;m\"", [2, 0.65, 0.7]
            ),
        ])
    func sizes(attributes: String, expected: [Double]) throws {
        let folder = try TemporaryFolder()
        let text = xml("SizeZ=\"2\" SizeC=\"1\" SizeT=\"1\" " + attributes)
        let volume = try TIFFVolume.open(try folder.write("a.ome.tif", file([4, 5], text)))
        #expect(volume.voxelSizeSource == "OME")
        let found = try #require(volume.voxelSize).micrometres
        #expect(found == expected)
        #expect(try firstSamples(volume) == [4, 5])
    }

    @Test(
        "issue 12: every unit of length of OME",
        arguments: [
            ("Ym", 1e30), ("Zm", 1e27), ("Em", 1e24), ("Pm", 1e21), ("Tm", 1e18), ("Gm", 1e15), ("Mm", 1e12),
            ("km", 1e9),
            ("hm", 1e8), ("dam", 1e7), ("m", 1e6), ("dm", 1e5), ("cm", 1e4), ("mm", 1e3), ("µm", 1), ("nm", 1e-3),
            ("pm", 1e-6), ("fm", 1e-9), ("am", 1e-12), ("zm", 1e-15), ("ym", 1e-18), ("Å", 1e-4), ("thou", 25.4),
            ("li", 25_400 / 12), ("in", 25_400), ("ft", 304_800), ("yd", 914_400), ("mi", 1_609_344_000),
            ("pt", 25_400 / 72), ("ua", 1.495978707e17), ("ly", 9.4607304725808e21), ("pc", 3.0856775814913673e22),
        ] as [(String, Double)])
    func unitsOfLength(unit: String, scale: Double) throws {
        let folder = try TemporaryFolder()
        let attributes = ["X", "Y", "Z"].map {
            "PhysicalSize\($0)=\"\(1.4 / scale)\" PhysicalSize\($0)Unit=\"\(unit)\""
        }
        let text = xml("SizeZ=\"2\" SizeC=\"1\" SizeT=\"1\" " + attributes.joined(separator: " "))
        let volume = try TIFFVolume.open(try folder.write("a.ome.tif", file([4, 5], text)))
        let found = try #require(volume.voxelSize, "\(volume.warnings)").micrometres
        #expect(found.allSatisfy { abs($0 / 1.4 - 1) < 1e-12 })
        #expect(volume.warnings.isEmpty)
    }

    @Test("issue 12: sizes that cannot be read are told")
    func unreadableSizes() throws {
        let folder = try TemporaryFolder()
        for (attributes, codes) in [
            ("PhysicalSizeX=\"1\" PhysicalSizeXUnit=\"furlong\" PhysicalSizeY=\"1\"", ["voxel_size_unreadable"]),
            ("PhysicalSizeX=\"1,4\" PhysicalSizeY=\"1\"", ["voxel_size_unreadable"]),
            ("PhysicalSizeX=\"1.4\"", ["voxel_size_unreadable"]),
            ("PhysicalSizeX=\"0\" PhysicalSizeY=\"0\"", ["voxel_size_unreadable"]),
            ("PhysicalSizeX=\"1\" PhysicalSizeY=\"2\"", ["voxel_size_unreadable"]),
            ("PhysicalSizeX=\"1\" PhysicalSizeXUnit=\"pixel\" PhysicalSizeY=\"1\" PhysicalSizeYUnit=\"pixel\"", []),
            ("", []),
        ] as [(String, [String])] {
            let text = xml("SizeZ=\"2\" SizeC=\"1\" SizeT=\"1\" " + attributes)
            let volume = try TIFFVolume.open(try folder.write("a.ome.tif", file([4, 5], text)))
            #expect(volume.voxelSize == nil)
            #expect(volume.warnings.map(\.code) == codes)
        }
    }

    @Test("dimension orders and explicit pages")
    func orders() throws {
        let folder = try TemporaryFolder()
        let sizes = "SizeZ=\"3\" SizeC=\"2\" SizeT=\"1\""
        let chosen = ReadingOptions(channel: 1)
        let planar = try folder.write("a.ome.tif", file(0..<6, xml(sizes)))
        #expect(try firstSamples(TIFFVolume.open(planar, options: chosen)) == [3, 4, 5])
        expectError(.data, "2 channels") { try TIFFVolume.open(planar) }
        let interleaved = try folder.write("b.ome.tif", file(0..<6, xml(sizes, order: "XYCZT")))
        #expect(try firstSamples(TIFFVolume.open(interleaved, options: chosen)) == [1, 3, 5])
        let blocks = (0..<6).map {
            "<TiffData IFD=\"\($0)\" FirstZ=\"\(2 - $0 % 3)\" FirstC=\"\($0 / 3)\" PlaneCount=\"1\"/>"
        }
        let explicit = try folder.write("c.ome.tif", file(0..<6, xml(sizes, blocks.joined())))
        #expect(try firstSamples(TIFFVolume.open(explicit, options: chosen)) == [5, 4, 3])
    }

    @Test("the files of a set")
    func set() throws {
        let folder = try TemporaryFolder()
        let blocks = (0..<3).map {
            "<TiffData FirstZ=\"\($0 * 2)\" IFD=\"0\" PlaneCount=\"2\"><UUID FileName=\"s_\($0).ome.tif\">urn:uuid:\($0)</UUID></TiffData>"
        }
        let text = xml("SizeZ=\"6\" SizeC=\"1\" SizeT=\"1\"", blocks.joined())
        for index in 0..<3 { try folder.write("s_\(index).ome.tif", file([2 * index, 2 * index + 1], text)) }
        let volume = try TIFFVolume.open(folder("s_1.ome.tif"))
        #expect(try firstSamples(volume) == [0, 1, 2, 3, 4, 5])
        #expect(volume.files.count == 3)

        let missing = text.replacing("s_2", with: "s_7")
        try folder.write("s_0.ome.tif", file([0, 1], missing))
        expectError(.missingInput, "set of 3 files", "s_7.ome.tif") { try TIFFVolume.open(folder("s_0.ome.tif")) }
        try folder.write("s_0.ome.tif", file([0, 1], text.replacing("s_2", with: "../s_2")))
        expectError(.data, "not beside it") { try TIFFVolume.open(folder("s_0.ome.tif")) }
        // A single file that was renamed is still itself.
        let alone = xml("SizeZ=\"2\" SizeC=\"1\" SizeT=\"1\"", String(blocks[0]))
        #expect(try firstSamples(TIFFVolume.open(try folder.write("new.tif", file([7, 8], alone)))) == [7, 8])
    }

    @Test("issue 12: metadata in a companion file", arguments: ["scan.companion.ome", "scan.ome.xml", "scan.ome"])
    func companion(name: String) throws {
        let folder = try TemporaryFolder()
        let blocks = (0..<3).map {
            "<TiffData FirstZ=\"\($0)\" IFD=\"0\" PlaneCount=\"1\"><UUID FileName=\"s_\($0).ome.tif\">urn:uuid:\($0)</UUID></TiffData>"
        }
        let sizes = "SizeZ=\"3\" SizeC=\"1\" SizeT=\"1\" PhysicalSizeX=\"2\" PhysicalSizeY=\"2\" PhysicalSizeZ=\"3\""
        let text = xml(sizes, blocks.joined())
        let binary = "<OME><BinaryOnly MetadataFile=\"\(name)\" UUID=\"u\"/></OME>"
        for index in 0..<3 { try folder.write("s_\(index).ome.tif", file([5 + index], binary)) }
        expectError(.data, "'\(name)', which is not beside it") { try TIFFVolume.open(folder("s_0.ome.tif")) }
        for mark in ["", "\u{FEFF}", "\n"] {
            try folder.write(name, mark + text)
            for path in [name, "s_1.ome.tif"] {
                let volume = try TIFFVolume.open(folder(path))
                #expect(try firstSamples(volume) == [5, 6, 7])
                #expect(volume.voxelSize?.micrometres == [3, 2, 2])
                #expect(volume.voxelSizeSource == "OME")
                let names = (0..<3).map { "s_\($0).ome.tif" } + [name]
                #expect(volume.files.map(\.path) == names.map { folder($0) })
            }
        }
        let slices = try TIFFVolume.open(folder.path)
        #expect(try firstSamples(slices) == [5, 6, 7])
        #expect(slices.voxelSize?.micrometres == [3, 2, 2])

        try folder.write(name, text.replacing("s_2", with: "s_7"))
        expectError(.missingInput, "s_7.ome.tif") { try TIFFVolume.open(folder(name)) }
        try folder.write(name, text.replacing("s_0", with: "../s_0"))
        expectError(.data, "not beside it") { try TIFFVolume.open(folder(name)) }
        try folder.write(name, xml(sizes))
        expectError(.data, "does not say which TIFF files") { try TIFFVolume.open(folder(name)) }
        try folder.write(name, "<html></html>")
        expectError(.data, "XML") { try TIFFVolume.open(folder(name)) }
        try folder.write(name, "<OME><Image")
        expectError(.data, "XML") { try TIFFVolume.open(folder(name)) }
    }

    @Test("a folder of slices that were a set tells their voxel size")
    func folderOfSlices() throws {
        let folder = try TemporaryFolder()
        let sizes = "SizeZ=\"9\" SizeC=\"1\" SizeT=\"1\" PhysicalSizeX=\"2\" PhysicalSizeY=\"2\" PhysicalSizeZ=\"3\""
        for index in 4...6 { try folder.write("z_\(index).ome.tif", file([index], xml(sizes))) }
        let volume = try TIFFVolume.open(folder.path)
        #expect(try firstSamples(volume) == [4, 5, 6])
        #expect(volume.voxelSize?.micrometres == [3, 2, 2])
        #expect(volume.voxelSizeSource == "OME")
    }

    @Test("issue 12: the planes of several channels, one a file, are no slices of one volume")
    func folderOfChannels() throws {
        let folder = try TemporaryFolder()
        let blocks = (0..<4).map {
            "<TiffData FirstZ=\"\($0 % 2)\" FirstC=\"\($0 / 2)\" IFD=\"0\" PlaneCount=\"1\"><UUID FileName=\"p_\($0).ome.tif\">u</UUID></TiffData>"
        }
        let text = xml("SizeZ=\"2\" SizeC=\"2\" SizeT=\"1\"", blocks.joined())
        for index in 0..<4 { try folder.write("p_\(index).ome.tif", file([index], text)) }
        expectError(.data, "2 slices, 2 channels", folder("p_0.ome.tif"), "--channel") {
            try TIFFVolume.open(folder.path)
        }
        #expect(try firstSamples(TIFFVolume.open(folder("p_[23].ome.tif"))) == [2, 3])
        #expect(
            try firstSamples(TIFFVolume.open(folder("p_0.ome.tif"), options: ReadingOptions(channel: 1))) == [2, 3])
    }

    @Test("what is not there or contradicts itself")
    func contradictions() throws {
        let folder = try TemporaryFolder()
        for (sizes, words) in [
            ("SizeZ=\"9\" SizeC=\"1\" SizeT=\"1\"", "slice 2"), ("SizeZ=\"0\" SizeC=\"1\" SizeT=\"1\"", "SizeZ"),
            ("SizeZ=\"9223372036854775807\" SizeC=\"1\" SizeT=\"1\"", "slice 2"), ("SizeC=\"1\" SizeT=\"1\"", "SizeZ"),
        ] {
            let path = try folder.write("a.ome.tif", file([0, 1], xml(sizes)))
            expectError(.data, words) { try TIFFVolume.open(path) }
        }
        let other = try folder.write(
            "b.ome.tif",
            file([0], xml("SizeZ=\"1\" SizeC=\"1\" SizeT=\"1\"").replacing("SizeX=\"3\"", with: "SizeX=\"4\"")))
        expectError(.data, "2 × 4") { try TIFFVolume.open(other) }
        let binary = try folder.write(
            "c.ome.tif", file([0], "<OME><BinaryOnly MetadataFile=\"all.companion.ome\" UUID=\"u\"/></OME>"))
        expectError(.data, "all.companion.ome") { try TIFFVolume.open(binary) }
        let again = String(repeating: "<TiffData/>", count: 100)
        let repeated = try folder.write("d.ome.tif", file([0, 1], xml("SizeZ=\"2\" SizeC=\"1\" SizeT=\"1\"", again)))
        #expect(try TIFFVolume.open(repeated).shape.slices == 2)
        for broken in [
            "<OME", "<OME><Image><Pixels SizeX=", "<OME><Image><Pixels SizeX='3", "<OME/", "<OME>&#xFFFFFFFF;<",
        ] {
            let path = try folder.write("e.ome.tif", file([0, 1], broken))
            #expect(try TIFFVolume.open(path).shape.slices == 2)
        }
    }
}
