import Glibc
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Where the voxel size comes from")
struct VoxelSizeTests {
    private func page(_ tags: [Int: TIFFBytes.Value]) -> TIFFBytes.Page {
        TIFFBytes.grey(rows: 1, columns: 1, samples: [1], tags: tags)
    }

    private func imageJ(_ lines: String, x: (Int, Int) = (5, 7), y: (Int, Int) = (5, 7)) -> TIFFBytes.Page {
        page([270: .text("ImageJ=1.53t\n" + lines), 282: .rational([x]), 283: .rational([y]), 296: .short([1])])
    }

    @Test(
        "ImageJ: every spelling of µm, other units, anisotropic voxels",
        arguments: [
            ("unit=um", 1.0), ("unit=\u{B5}m", 1), ("unit=\u{3BC}m", 1), ("unit=\\u00B5m", 1), ("unit=micron", 1),
            ("unit=microns", 1), ("unit=nm", 1e-3), ("unit=mm", 1e3), ("unit=inch", 25_400),
        ])
    func imageJUnits(unit: String, scale: Double) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.tif", imageJ("\(unit)\nspacing=0.7\nloop=false\n", y: (1, 2)))
        let volume = try TIFFVolume.open(path)
        #expect(volume.voxelSize?.micrometres == [0.7 * scale, 2 * scale, 1.4 * scale])
        #expect(volume.voxelSizeSource == "ImageJ")
        #expect(volume.warnings.isEmpty)
    }

    @Test(
        "ImageJ: escaped units, units read in a wrong encoding, units in words",
        arguments: [
            ("\\u03BCm", 1.0), ("\\u00b5m", 1), ("\\u00C5", 1e-4), ("\\u212B", 1e-4), ("Âµm", 1), ("Î¼m", 1),
            ("Ã\u{82}Âµm", 1), ("Ã\u{85}", 1e-4), ("&micro;m", 1), (" µm ", 1), ("㎛", 1), ("MM", 1e3), ("Mm", 1e12),
            ("dm", 1e5), ("thou", 25.4), ("micrometer", 1), ("kilometre", 1e9),
        ])
    func imageJSpellings(unit: String, scale: Double) throws {
        let folder = try TemporaryFolder()
        let volume = try TIFFVolume.open(try folder.write("a.tif", imageJ("unit=\(unit)\nspacing=1.4\n")))
        let found = try #require(volume.voxelSize, "\(volume.warnings)").micrometres
        #expect(found.allSatisfy { abs($0 / (1.4 * scale) - 1) < 1e-12 })
        #expect(volume.warnings.isEmpty)
    }

    @Test("issue 12: ImageJ's units of rows and of the distance between slices")
    func imageJUnitsPerAxis() throws {
        let folder = try TemporaryFolder()
        for (lines, expected) in [
            ("unit=mm\nyunit=um\nzunit=um\nspacing=1.4\n", [1.4, 1.4, 1400]),
            ("unit=um\nzunit=nm\nspacing=700\n", [0.7, 1.4, 1.4]), ("unit=um\nyunit=mm\nspacing=1\n", [1, 1400, 1.4]),
            ("unit=um\nyunit=pixel\nspacing=1\n", [1, 1.4, 1.4]),
        ] {
            let volume = try TIFFVolume.open(try folder.write("a.tif", imageJ(lines)))
            #expect(volume.voxelSize?.micrometres == expected)
        }
        let unknown = try TIFFVolume.open(try folder.write("a.tif", imageJ("unit=um\nzunit=furlong\nspacing=1\n")))
        #expect(unknown.voxelSize == nil)
        #expect(unknown.warnings.map(\.code) == ["voxel_size_unreadable"])
        #expect(unknown.warnings[0].message.contains("furlong"))
    }

    @Test("issue 12: ImageJ leaves out a distance of 1 from its stacks; tifffile leaves it out where it was not given")
    func missingSpacing() throws {
        let folder = try TemporaryFolder()
        func open(_ version: String, _ lines: String, pages: Int) throws -> TIFFVolume {
            var first = imageJ(lines)
            first.tags[270] = .text("ImageJ=\(version)\n\(lines)")
            let all = [first] + Array(repeating: page([:]), count: pages - 1)
            return try TIFFVolume.open(try folder.write("a.tif", TIFFBytes(pages: all).bytes))
        }
        let stack = try open("1.53t", "images=2\nslices=2\nunit=um\n", pages: 2)
        #expect(stack.voxelSize?.micrometres == [1, 1.4, 1.4])
        #expect(stack.warnings.map(\.code) == ["voxel_size_z_assumed"])
        #expect(stack.warnings[0].message.contains("1 um was taken"))
        let millimetres = try open("1.53t", "images=2\nslices=2\nunit=um\nzunit=mm\n", pages: 2)
        #expect(millimetres.voxelSize?.micrometres == [1000, 1.4, 1.4])
        let other = try open("1.11a", "images=2\nslices=2\nunit=um\n", pages: 2)
        #expect(other.voxelSize?.micrometres == [1.4, 1.4, 1.4])
        #expect(other.warnings.map(\.code) == ["voxel_size_z_assumed"])
    }

    @Test(
        "issue 12: a writer's default is no voxel size, whatever ImageJ's text says", arguments: [72, 80, 96, 300])
    func defaultResolution(dotsPerInch: Int) throws {
        let folder = try TemporaryFolder()
        for text in ["ImageJ=1.53t\nunit=um\nspacing=1.4\n", "ImageJ=1.53t\nunit=inch\n", "A picture"] {
            let tags: [Int: TIFFBytes.Value] = [
                270: .text(text), 282: .rational([(dotsPerInch, 1)]), 283: .rational([(dotsPerInch, 1)]),
                296: .short([2]),
            ]
            let volume = try TIFFVolume.open(try folder.write("a.tif", page(tags)))
            #expect(volume.voxelSize == nil)
            #expect(volume.warnings.map(\.code) == (text.contains("unit=um") ? ["voxel_size_unreadable"] : []))
        }
    }

    @Test("issue 12: slices, and pages, that tell different voxel sizes tell none")
    func disagreement() throws {
        let folder = try TemporaryFolder()
        for index in 0..<5 {
            let edge = index == 0 ? (50_000, 7) : (100_000, 7)
            try folder.write(
                "r_\(index).tif", page([282: .rational([edge]), 283: .rational([edge]), 296: .short([3])]))
        }
        let volume = try TIFFVolume.open(folder.path)
        #expect(volume.voxelSize == nil && volume.voxelSizeSource == nil)
        #expect(volume.warnings.map(\.code) == ["voxel_sizes_differ"])
        #expect(volume.warnings[0].message.contains("1.4 × 1.4 × 1.4 um in 1 (r_0.tif)"))
        #expect(volume.warnings[0].message.contains("0.7 × 0.7 × 0.7 um in 4 (r_1.tif, …)"))
        try folder.write("simstrip.yaml", "voxel-size: 1.4um")
        #expect(try TIFFVolume.open(folder.path).voxelSize?.micrometres == [1.4, 1.4, 1.4])

        let pages = [(50_000, 7), (100_000, 7), (100_000, 7)].map { edge in
            page([282: .rational([edge]), 283: .rational([edge]), 296: .short([3])])
        }
        let other = try TemporaryFolder()
        let stack = try TIFFVolume.open(try other.write("s.tif", TIFFBytes(pages: pages).bytes))
        #expect(stack.voxelSize == nil)
        #expect(stack.warnings.map(\.code) == ["voxel_sizes_differ"])
    }

    @Test("issue 12: the first slice that tells a voxel size tells it for those that tell none")
    func laterSlice() throws {
        let folder = try TemporaryFolder()
        try folder.write("r_0.tif", page([:]))
        try folder.write("r_1.tif", imageJ("unit=um\nspacing=0.7\n"))
        #expect(try TIFFVolume.open(folder.path).voxelSize?.micrometres == [0.7, 1.4, 1.4])
    }

    @Test("issue 12: simstrip.yml and voxel_size are taken, what looks like a voxel size and is none is told")
    func settingsByOtherNames() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("r_0.tif", page([:]))
        for (name, text) in [
            ("simstrip.yml", "voxel-size: 1.4um"), ("simstrip.yaml", "voxel_size: 1.4um"),
            ("simstrip.yaml", "VoxelSize: 1.4um"),
        ] {
            try folder.write(name, text)
            let volume = try TIFFVolume.open(path)
            #expect(volume.voxelSize?.micrometres == [1.4, 1.4, 1.4])
            #expect(volume.voxelSizeSource == name)
            unlink(folder(name))
        }
        try folder.write("simstrip.yaml", "pixel-size: 1.4um")
        let ignored = try TIFFVolume.open(path)
        #expect(ignored.voxelSize == nil)
        #expect(ignored.warnings.map(\.code) == ["settings_ignored"])
        for wrong in ["1.4um", "voxel-size: 1um\nvoxel_size: 2um"] {
            try folder.write("simstrip.yaml", wrong)
            expectError(.data, "simstrip.yaml") { try TIFFVolume.open(path) }
        }
        try folder.write("simstrip.yml", "voxel-size: 1um")
        expectError(.data, "simstrip.yaml and simstrip.yml") { try TIFFVolume.open(path) }
    }

    @Test("ImageJ's older µ in Latin-1")
    func latin1() throws {
        let folder = try TemporaryFolder()
        let text = Array("ImageJ=1.30\nunit=".utf8) + [0xB5] + Array("m\nspacing=1.4\n".utf8) + [0]
        let bytes = TIFFBytes(pages: [imageJ(String(repeating: "x", count: text.count - 14))]).bytes
        let start = try #require(bytes.indices.first { Array(bytes[$0...].prefix(8)) == Array("ImageJ=1".utf8) })
        let patched = bytes[..<start] + text + bytes[(start + text.count)...]
        #expect(
            try TIFFVolume.open(try folder.write("a.tif", Array(patched))).voxelSize?.micrometres == [1.4, 1.4, 1.4])
    }

    @Test("ImageJ without a length, and without a distance between slices")
    func incompleteImageJ() throws {
        let folder = try TemporaryFolder()
        for lines in ["unit=pixel\nspacing=1\n", "spacing=1.4\n", "unit=\n"] {
            let volume = try TIFFVolume.open(try folder.write("a.tif", imageJ(lines)))
            #expect(volume.voxelSize == nil && volume.voxelSizeSource == nil)
        }
        let printed = imageJ("unit=inch\n", x: (300, 1), y: (300, 1))
        #expect(try TIFFVolume.open(try folder.write("a.tif", printed)).voxelSize == nil)
        let assumed = try TIFFVolume.open(try folder.write("a.tif", imageJ("unit=um\n")))
        #expect(assumed.voxelSize?.micrometres == [1.4, 1.4, 1.4])
        #expect(assumed.warnings.map(\.code) == ["voxel_size_z_assumed"])
        let oblong = try TIFFVolume.open(try folder.write("a.tif", imageJ("unit=um\n", y: (1, 2))))
        #expect(oblong.voxelSize == nil)
        for absurd in [(0, 1), (1, 0), (0, 0)] {
            let volume = try TIFFVolume.open(try folder.write("a.tif", imageJ("unit=um\nspacing=1\n", x: absurd)))
            #expect(volume.voxelSize == nil)
        }
        for spacing in ["nan", "inf", "0", "1e999"] {
            let volume = try TIFFVolume.open(try folder.write("a.tif", imageJ("unit=um\nspacing=\(spacing)\n")))
            #expect(volume.voxelSize == nil)
        }
    }

    @Test(
        "resolution tags in cm and inch where they are no printing resolution",
        arguments: [
            (3, (50_000, 7), 1.4), (2, (127_000, 7), 1.4), (2, (72, 1), nil), (2, (300, 1), nil), (2, (96, 1), nil),
            (3, (118, 1), nil), (3, (28, 1), nil), (1, (50_000, 7), nil), (3, (1, 1), nil),
            (3, (4_000_000_000, 1), nil),
        ] as [(Int, (Int, Int), Double?)])
    func resolutionTags(unit: Int, resolution: (Int, Int), expected: Double?) throws {
        let folder = try TemporaryFolder()
        let tags: [Int: TIFFBytes.Value] = [
            282: .rational([resolution]), 283: .rational([resolution]), 296: .short([unit]),
        ]
        for isBig in [true, false] {
            let bytes = TIFFBytes(pages: [page(tags)], isBig: isBig).bytes
            let volume = try TIFFVolume.open(try folder.write("a.tif", bytes))
            if let expected {
                let found = try #require(volume.voxelSize)
                #expect(found.micrometres.allSatisfy { abs($0 - expected) < 1e-12 })
                #expect(volume.voxelSizeSource == "TIFF resolution")
                #expect(volume.warnings.map(\.code) == ["voxel_size_z_assumed"])
            } else {
                #expect(volume.voxelSize == nil)
            }
        }
    }

    @Test("simstrip.yaml beside the data comes first, contradictions are told")
    func settings() throws {
        let folder = try TemporaryFolder()
        try folder.write("r_0.tif", imageJ("unit=um\nspacing=1.4\n"))
        try folder.write("r_1.tif", imageJ("unit=um\nspacing=1.4\n"))
        for (text, expected) in [
            ("voxel-size: 0.65um\naxis: z\n", [0.65, 0.65, 0.65]), ("voxel-size: '2um,1um,1um'", [2, 1, 1]),
            ("voxel-size: [2um, 1um, 1um]", [2, 1, 1]),
        ] {
            try folder.write("simstrip.yaml", text)
            let volume = try TIFFVolume.open(folder.path)
            #expect(volume.voxelSize?.micrometres == expected)
            #expect(volume.voxelSizeSource == "simstrip.yaml")
            #expect(volume.warnings.map(\.code) == ["voxel_size_conflict"])
            #expect(volume.warnings[0].message.contains("1.4 × 1.4 × 1.4"))
        }
        try folder.write("simstrip.yaml", "voxel-size: 1.4um")
        #expect(try TIFFVolume.open(folder.path).warnings.isEmpty)
        try folder.write("simstrip.yaml", "voxel-size: voxel")
        let unscaled = try TIFFVolume.open(folder.path)
        #expect(unscaled.voxelSize == nil && unscaled.voxelSizeSource == "simstrip.yaml")
        try folder.write("simstrip.yaml", "axis: z\n")
        #expect(try TIFFVolume.open(folder.path).voxelSizeSource == "ImageJ")
        for wrong in ["voxel-size: 1.4", "voxel-size: {a: b}", "voxel-size: [", "voxel-size: -1um", "voxel-size:"] {
            try folder.write("simstrip.yaml", wrong)
            expectError(.data, "simstrip.yaml") { try TIFFVolume.open(folder.path) }
        }
    }

    @Test(
        "tomocupy's command line",
        arguments: [
            ("tomocupy recon --file-name a.h5 --pixel-size 0.7 --binning 1 --rotation-axis 3", 1.4),
            ("tomocupy recon --pixel-size=1.4", 1.4), ("tomocupy recon_steps --binning 0 --pixel-size 1.4\n", 1.4),
            ("tomocupy recon --pixel-size 3 --binning=2 --pixel-size 0.35", 1.4), ("tomocupy recon --binning 1", nil),
            ("tomocupy recon --pixel-size", nil), ("tomocupy recon --pixel-size 0", nil),
            ("tomocupy recon --pixel-size 1 --binning 99", nil), ("tomocupy recon --pixel-size nan", nil), ("", nil),
        ] as [(String, Double?)])
    func reconstructionLine(line: String, expected: Double?) throws {
        let folder = try TemporaryFolder()
        try folder.write("recon_00000.tiff", page([:]))
        try folder.write("recon_00001.tiff", page([:]))
        try folder.write("rec_line.txt", line)
        let volume = try TIFFVolume.open(folder.path)
        #expect(volume.voxelSize?.micrometres == expected.map { [$0, $0, $0] })
        #expect(volume.voxelSizeSource == expected.map { _ in "rec_line.txt" })
    }
}

@Suite("Logs of scanners and programs beside slices")
struct VoxelSizeLogTests {
    /// Three slices under a name that texts are left beside.
    private func slices(_ prefix: String, _ files: [String: String], in folder: TemporaryFolder) throws -> Volume {
        for index in 0..<3 {
            try folder.write("\(prefix)0\(index).tif", TIFFBytes.grey(rows: 2, columns: 2, samples: [1, 2, 3, 4]))
        }
        for (name, text) in files { try folder.write(name, text) }
        return try Volume.open(folder.path)
    }

    @Test(
        "each kind is read, in its unit",
        arguments: [
            (
                "a_rec.log",
                "[Acquisition]\r\nImage Pixel Size (um)=  9.0\r\n[Reconstruction]\r\nPixel Size (um)= 2.74\r\n",
                [2.74, 2.74, 2.74]
            ),
            (
                "a_rec.log", "[Acquisition]\nCamera Pixel Size (um)=74.8\nImage Pixel Size (um)=2.74\n",
                [2.74, 2.74, 2.74]
            ),
            ("a.log", "[Acquisition]\nImage Pixel Size (um)=2.74\n", [2.74, 2.74, 2.74]),
            (
                "a_rec_infos.txt",
                "[processing_options.reconstruction]\nvoxel_size_cm = 6.500000000000001e-05, 6.5e-05, 1.3e-04\n",
                [0.65, 0.65, 1.3]
            ),
            (
                "a.vol.info",
                "! PyHST_SLAVE VOLUME INFO FILE\nNUM_X =  2\nvoxelSize =  0.645000\nBYTEORDER = LOWBYTEFIRST\n",
                [0.645, 0.645, 0.645]
            ),
            ("a.pcr", "[VolumeData]\nVolume_SizeX=2\nVoxelSizeRec=0.0123\n", [12.3, 12.3, 12.3]),
            ("a.vgi", "{volumeprimitive1}\n[geometry]\nresolution = 0.001 0.002 0.003\nunit = mm\n", [3, 2, 1]),
        ])
    func kinds(name: String, text: String, edges: [Double]) throws {
        let folder = try TemporaryFolder()
        let volume = try slices("a_rec", [name: text], in: folder)
        #expect(volume.voxelSize?.micrometres == edges)
        #expect(volume.voxelSizeSource == name && volume.warnings.isEmpty)
        // It has a say in the result, so its changes are seen.
        #expect(Volume.neighbours(of: folder.file("a_rec00.tif")).map(\.path) == [folder.file(name)])
    }

    @Test("the preview of NRecon is no slice; alone it is")
    func preview() throws {
        let folder = try TemporaryFolder()
        try folder.write("a_rec_spr.tif", TIFFBytes.grey(rows: 9, columns: 9, samples: Array(repeating: 0, count: 81)))
        try folder.write("a_rec_spr.bmp", "BM")
        #expect(try slices("a_rec", [:], in: folder).shape == VolumeShape(slices: 3, rows: 2, columns: 2))
        let other = try TemporaryFolder()
        try other.write("a_rec_spr.tif", TIFFBytes.grey(rows: 9, columns: 9, samples: Array(repeating: 0, count: 81)))
        #expect(try Volume.open(other.path).shape.slices == 1)
    }

    @Test("of several of a kind those of the slices' name count; contradictions are told and none is taken")
    func several() throws {
        let folder = try TemporaryFolder()
        var volume = try slices(
            "a_rec", ["b_rec.log": "Pixel Size (um)=3\n", "a_rec.log": "Pixel Size (um)=2\n"], in: folder)
        #expect(volume.voxelSize?.x.micrometres == 2 && volume.warnings.isEmpty)
        let others = try TemporaryFolder()
        volume = try slices("s", ["b_rec.log": "Pixel Size (um)=3\n", "a_rec.log": "Pixel Size (um)=2\n"], in: others)
        #expect(volume.voxelSize == nil && volume.warnings.map(\.code) == ["voxel_sizes_differ"])
        // Another kind tells it still; a conflict between kinds is one as between others.
        volume = try slices("s", ["s.pcr": "VoxelSizeRec=0.003\n"], in: others)
        #expect(volume.voxelSize?.x.micrometres == 3)
        volume = try slices("a_rec", ["a.pcr": "VoxelSizeRec=0.003\n"], in: folder)
        #expect(volume.voxelSize?.x.micrometres == 2 && volume.warnings.map(\.code) == ["voxel_size_conflict"])
    }

    @Test("what cannot be read, or is filled in by who does not know, is told")
    func unreadable() throws {
        for (name, text) in [
            ("a_rec.log", "Pixel Size (um)=2,74\n"), ("a.info", "voxelSize = 1\n"), ("a.pcr", "VoxelSizeRec=-1\n"),
            ("a.vgi", "{p}\n[geometry]\nresolution = 1 1 1\nunit = mm\n"), ("a_infos.txt", "voxel_size_cm = None\n"),
        ] {
            let volume = try slices("a_rec", [name: text], in: TemporaryFolder())
            #expect(volume.voxelSize == nil && volume.warnings.map(\.code) == ["voxel_size_unreadable"], "\(name)")
        }
        let volume = try slices("a_rec", ["a_rec.log": "[System]\n", "other.log": "nothing\n"], in: TemporaryFolder())
        #expect(volume.warnings.isEmpty)
    }
}
