import Foundation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// The files that Tests/Peers/hdf5_samples.py made.
enum HDF5Files {
    static var folder: String { Bundle.module.url(forResource: "hdf5", withExtension: nil)?.path ?? "" }

    /// Digests by file and dataset, as h5py reads them.
    static func digests(_ name: String) -> [String: String] {
        let bytes = (try? bytes(ofFile: "\(folder)/\(name)")) ?? []
        return (try? JSONDecoder().decode([String: String].self, from: Data(bytes))) ?? [:]
    }

    static func writer(_ name: String) -> String { "\(folder)/writers/\(name)" }
}

extension VolumeSource {
    /// SHA-256 over all samples.
    fileprivate func digest() throws -> String {
        var hash = SHA256()
        try samples().withUnsafeBytes { hash.update($0) }
        return hash.hexadecimal()
    }
}

@Suite("HDF5, as h5py writes it")
struct HDF5SampleTests {
    static let digests = HDF5Files.digests("digests.json")

    @Test("types, byte orders, filters, chunks, layouts and indices were tried")
    func complete() {
        let names = Self.digests.keys
        #expect(names.count == 161)
        for word in [
            "float16-be", "int32-le", "blosc-zstd", "bitshuffle-lz4", "fletcher32", "implicit", "paged", "compact",
        ] {
            #expect(names.contains { $0.contains(word) }, "\(word)")
        }
    }

    @Test(arguments: digests.keys.sorted())
    func digest(name: String) throws {
        let volume = try Volume.open("\(HDF5Files.folder)/\(name)")
        #expect(try volume.digest() == Self.digests[name])
        #expect(volume.warnings.isEmpty)
        // One reader, through windows that cut chunks, and up again.
        let all = try MemoryVolume(of: volume)
        let (reader, expected) = (try volume.makeReader(), all.makeReader())
        let (rows, columns) = (1..<volume.shape.rows - 1, 2..<volume.shape.columns - 1)
        let count = rows.count * columns.count * volume.sampleType.byteCount
        let (a, b) = (AlignedBytes(count: count), AlignedBytes(count: count))
        let slices = 0..<volume.shape.slices
        for slice in Array(slices) + slices.reversed() {
            try reader.read(slice: slice, rows: rows, columns: columns, into: a.buffer)
            try expected.read(slice: slice, rows: rows, columns: columns, into: b.buffer)
            #expect(a.buffer.elementsEqual(b.buffer))
        }
    }

    @Test("chunks in boxes are each read once, along every axis, and in a pass of whole slices")
    func once() throws {
        let volume = try Volume.open("\(HDF5Files.folder)/filters-latest.h5:/deflate-box")
        #expect(volume.blockDepth == 3)
        let windows: [(Range<Int>, Range<Int>)] = [(0..<8, 0..<6), (2..<7, 0..<6), (0..<8, 1..<6)]
        for (rows, columns) in windows {
            let buffer = AlignedBytes(count: rows.count * columns.count * 2)
            let reader = try volume.makeReader()
            // Looking at the count reads, too.
            let nothing = try bytesRead {}
            func read(_ slice: Int) throws -> Int {
                try bytesRead { try reader.read(slice: slice, rows: rows, columns: columns, into: buffer.buffer) }
                    - nothing
            }
            let once = try read(0)
            #expect(once > 10)
            for slice in 1..<3 {
                let again = try read(slice)
                #expect(abs(again) < 10)
            }
            let next = try read(3)
            #expect(next > 10)
        }
    }

    @Test("what does not fit into the limit is decoded again, with a warning and the same samples")
    func littleMemory() throws {
        let name = "filters-latest.h5:/shuffle-deflate-box"
        let volume = try Volume.open("\(HDF5Files.folder)/\(name)", options: .init(memoryLimit: 150))
        #expect(volume.warnings.map(\.code) == ["chunks_decoded_again"])
        #expect(try volume.digest() == Self.digests[name])
        expectError(.data, "needs 120 bytes for one chunk", "--memory-limit") {
            try Volume.open("\(HDF5Files.folder)/\(name)", options: .init(memoryLimit: 100))
        }
    }
}

@Suite("HDF5, as programs write it")
struct HDF5WriterTests {

    /// The samples that every file here holds.
    private let expected: [UInt8] = (0..<192).map { UInt8($0 * 7 % 251) }

    @Test(
        "the dataset that is meant is found, and the voxel size with it",
        arguments: [
            ("rec.h5", 1.4, "/exchange/data@command"),
            (
                "nabu.hdf5", 0.65,
                "/entry0000/reconstruction/configuration/processing_options/reconstruction/voxel_size_cm"
            ),
            ("savu.nxs", nil, nil), ("httomo.h5", nil, nil), ("nexus.nxs", nil, nil),
            ("several.h5:/group/two", nil, nil), ("several.h5:one", nil, nil),
            ("projections.h5:/exchange/data", nil, nil),
            ("sizes.h5:/millimetres/volume", 1.4, "/millimetres/voxel_size"), ("sizes.h5:/counts/volume", nil, nil),
        ] as [(String, Double?, String?)])
    func found(name: String, edge: Double?, source: String?) throws {
        let volume = try Volume.open(HDF5Files.writer(name), threads: 2)
        #expect(volume.shape == VolumeShape(slices: 4, rows: 8, columns: 6))
        #expect(try volume.samples() == expected)
        #expect(volume.voxelSizeSource == source)
        #expect(volume.voxelSize?.micrometres.allSatisfy { $0 == edge } ?? (edge == nil))
        #expect(volume.storage.details.first?.hasPrefix("/") == true)
        #expect(volume.warnings.isEmpty)
    }

    @Test("three edges count where their order is known")
    func edges() throws {
        let fiji = try Volume.open(HDF5Files.writer("sizes.h5:/fiji/volume"))
        #expect(fiji.voxelSize?.micrometres == [3, 2, 1])
        for name in ["oblong", "no_unit"] {
            let volume = try Volume.open(HDF5Files.writer("sizes.h5:/\(name)/volume"))
            #expect(volume.voxelSize == nil)
            #expect(volume.warnings.map(\.code) == ["voxel_size_unreadable"])
        }
    }

    @Test("parts lie beside the file that names them, wherever it was written")
    func parts() throws {
        let volume = try Volume.open(HDF5Files.writer("rec.h5"))
        #expect(volume.files.map { FilePath.last(of: $0.path) } == ["rec.h5", "p0000.h5", "p0001.h5"])
        let image = try Volume.open(HDF5Files.writer("images.h5"))
        #expect(try image.samples() == Array(expected[48..<96]))
        expectError(.data, "incomplete", "1 are not there", "digests.json") {
            try Volume.open(HDF5Files.writer("outside.h5"))
        }
    }

    @Test("what is missing is an error, or has the fill value and a warning")
    func gaps() throws {
        let gaps = ReadingOptions(allowGaps: true)
        expectError(.data, "chunk 2 of 4", "slices 2 to 2", "--allow-gaps") {
            try Volume.open(HDF5Files.writer("gaps.h5"))
        }
        let volume = try Volume.open(HDF5Files.writer("gaps.h5"), options: gaps)
        #expect(volume.warnings.map(\.code) == ["samples_missing"])
        #expect(volume.warnings[0].message.contains("258"))
        let values = expected.enumerated().map { UInt16($0.offset / 48 == 2 ? 258 : Int($0.element)) }
        #expect(try volume.samples() == littleEndian(values))

        expectError(.data, "incomplete", "p0009.h5") { try Volume.open(HDF5Files.writer("lost.h5")) }
        let lost = try Volume.open(HDF5Files.writer("lost.h5"), options: gaps)
        #expect(lost.warnings.map(\.code) == ["samples_missing"])
        #expect(try lost.samples() == expected[..<96] + Array(repeating: 9, count: 96))

        expectError(.data, "none of its samples", "--allow-gaps") { try Volume.open(HDF5Files.writer("unwritten.h5")) }
    }

    @Test("what is ambiguous or not a volume is refused, with what to do")
    func refused() throws {
        expectError(.data, "2 volumes", "several.h5:/group/two", "several.h5:/one") {
            try Volume.open(HDF5Files.writer("several.h5"))
        }
        expectError(.data, "projections", "reconstruct it first") {
            try Volume.open(HDF5Files.writer("projections.h5"))
        }
        expectError(.data, "links to other files", "httomo.h5:/data") { try Volume.open(HDF5Files.writer("link.h5")) }
        expectError(.data, "file of another kind", "raw.bin") { try Volume.open(HDF5Files.writer("raw.h5")) }
        expectError(.missingInput, "'/nothing'") { try Volume.open(HDF5Files.writer("several.h5:/nothing")) }
        expectError(.missingInput, "there is no file") { try Volume.open(HDF5Files.writer("nothing.h5:/data")) }
        let reasons = [
            "int64": "64-bit integers", "complex": "compounds", "truth": "enumeration", "text": "text",
            "image": "no volume",
            "stack": "dataset of its own", "lzf": "LZF", "scaled": "scale-offset", "zfp": "32013 (ZFP)",
        ]
        for (name, reason) in reasons {
            expectError(.data, reason) { try Volume.open(HDF5Files.writer("refused.h5:/\(name)")) }
        }
    }

    @Test("colons in names, and names that promise too much")
    func names() throws {
        let folder = try TemporaryFolder()
        let bytes = try bytes(ofFile: HDF5Files.writer("httomo.h5"))
        for name in ["a:b.h5", "12:30.scan"] {
            let path = try folder.write(name, bytes)
            #expect(try Volume.open(path).samples() == expected)
            #expect(try Volume.open("\(path):/data").samples() == expected)
            #expect(Volume.name(of: "\(path):/data") == (name == "a:b.h5" ? "a:b" : name))
        }
        let behind = try folder.write("block.h5", Array(repeating: 0, count: 512) + bytes)
        // Addresses count from the signature where the file says nothing else.
        #expect(try Volume.open(behind).samples() == expected)
        expectError(.data, "not an HDF5 file but", "PNG") {
            try Volume.open(folder.write("image.h5", [0x89, 0x50, 0x4E, 0x47] + Array(repeating: 1, count: 600)))
        }
        expectError(.data, "not an HDF5 file, though its name says so") {
            try Volume.open(folder.write("empty.h5", []))
        }
    }

    @Test("a file that is cut anywhere is refused")
    func cut() throws {
        let folder = try TemporaryFolder()
        for name in ["httomo.h5", "rec_parts/p0000.h5", "gaps.h5"] {
            let bytes = try bytes(ofFile: HDF5Files.writer(name))
            for count in stride(from: 9, to: bytes.count, by: max(1, bytes.count / 13)) {
                let path = try folder.write("cut.h5", Array(bytes[..<count]))
                expectError(.data, "cut.h5") { try Volume.open(path, options: .init(allowGaps: true)).samples() }
            }
        }
    }

    @Test("a flipped bit in compressed or checked samples is found")
    func flipped() throws {
        let folder = try TemporaryFolder()
        let bytes = try bytes(ofFile: HDF5Files.writer("rec_parts/p0000.h5"))
        let intact = try Volume.open(HDF5Files.writer("rec_parts/p0000.h5")).samples()
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1 << (index % 8)
            // The first quarter is headers; every fifth byte of them will do.
            if index < bytes.count / 4, index % 5 != 0 { continue }
            if index % 7 != 0 { continue }
            let path = try folder.write("flipped.h5", changed)
            guard let samples = try? Volume.open(path).samples() else { continue }
            #expect(samples == intact, "byte \(index)")
        }
    }
}

@Suite("HDF5 files of others", .enabled(if: Samples.isAvailable))
struct HDF5OthersTests {
    /// What each file has to give: samples like h5py's of the datasets that are volumes, or a refusal with these words.
    static let refusals = [
        "100B_max_dimension_size": "no volume of grey values", "bitshuffle_datasets": "no volume of grey values",
        "committed_datatypes": "no dataset at all", "compound_datasets_latest": "no volume of grey values",
        "fixed_array_paged_datasets": "no volume of grey values",
        "fletcher32_datasets_latest": "no volume of grey values",
        "float_special_values_latest": "no volume of grey values", "hdf_v14_test1": "no volume of grey values",
        "implicit_index_datasets": "no volume of grey values", "issue255_example": "no volume of grey values",
        "lz4_datasets": "no volume of grey values", "opaque_datasets_earliest": "no volume of grey values",
        "space_padding_problem": "no dataset at all", "test_attribute_earliest": "no volume of grey values",
        "test_attribute_with_creation_order": "no dataset at all",
        "test_byteshuffle_compressed_datasets_latest": "no volume of grey values",
        "test_chunked_datasets_latest": "6 volumes", "test_compact_datasets_latest": "no volume of grey values",
        "test_compressed_chunked_datasets_earliest": "no volume of grey values",
        "test_enum_datasets_earliest": "no volume of grey values", "test_file": "2 volumes",
        "test_file_ext": "no volume of grey values", "test_fill_value_latest": "no volume of grey values",
        "test_large_group_earliest": "no volume of grey values",
        "test_medium_group_earliest": "no volume of grey values",
        "test_multidimensional_array": "no volume of grey values",
        "test_scalar_empty_datasets_earliest": "no volume of grey values",
        "test_string_datasets_earliest": "no volume of grey values", "test_userblock_earliest": "no dataset at all",
        "test_vlen_datasets_earliest": "no volume of grey values",
        "tiny_huge_1d_over_maxint": "no volume of grey values",
        "var-length-strings-reused": "no volume of grey values",
    ]

    @Test("every file is read or refused for what it is")
    func all() throws {
        let folder = Samples.path("hdf5")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".hdf5") }
            .sorted()
        #expect(names.count == 33)
        for name in names {
            guard let words = Self.refusals[String(name.dropLast(5))] else { continue }
            expectError(.data, words) { try Volume.open("\(folder)/\(name)") }
        }
        let digests = HDF5Files.digests("others.json")
        #expect(digests.count == 10)
        for (name, digest) in digests {
            if name.hasSuffix("8D_int16") {
                expectError(.data, "no volume") { try Volume.open("\(folder)/\(name)") }
            } else {
                #expect(try Volume.open("\(folder)/\(name)").digest() == digest, "\(name)")
            }
        }
        // Just one of its datasets has three axes.
        let odd = try Volume.open("\(folder)/test_odd_datasets_latest.hdf5")
        #expect(odd.storage.details.first?.hasPrefix("/1D_int16") == true)
        #expect(Set(names).subtracting(Self.refusals.keys.map { "\($0).hdf5" }) == ["test_odd_datasets_latest.hdf5"])
    }
}
