import Foundation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("HDF5 on the command line")
struct HDF5CommandTests {
    /// A file that Tests/Peers/hdf5_samples.py made.
    private func sample(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "VolumeIOTests/Resources/hdf5/writers/\(name)").path
    }

    @Test("stripping along each axis gives what the same samples give as TIFF", arguments: ["z", "y", "x"])
    func axes(axis: String) throws {
        let folder = try TemporaryFolder()
        let volume = try Volume.open(sample("scene.h5"))
        let samples = try MemoryVolume(of: volume)
        var writer = try TIFFStackWriter(
            path: folder("scene.tif"), shape: volume.shape, sampleType: volume.sampleType, voxelSize: nil)
        let slice = AlignedBytes(count: volume.shape.rows * volume.shape.columns * 2)
        let reader = samples.makeReader()
        for z in 0..<volume.shape.slices {
            try reader.read(
                slice: z, rows: 0..<volume.shape.rows, columns: 0..<volume.shape.columns, into: slice.buffer)
            try writer.append(slice: UnsafeRawBufferPointer(slice.buffer))
        }
        try writer.finish()
        try FileManager.default.copyItem(atPath: sample("scene.h5"), toPath: folder("scene.h5"))
        for name in ["scene.tif", "scene.h5"] {
            let run = try Command([
                "strip", folder(name), "--output", folder("out-\(name)"), "--voxel-size", "1.4um", "--axis", axis,
                "--electrode", "high", "--layers", "4", "--segmentation", "threshold", "--denoise", "none",
                "--min-domain",
                "1", "--interface", "6", "--na-threshold", "105", "--digest", "--quiet", "--threads", "2",
            ])
            #expect(run.status == 0, "\(run.errors)")
        }
        let compared = try FileManager.default.subpathsOfDirectory(atPath: folder("out-scene.tif")).filter { name in
            name.hasSuffix(".csv") || name.hasSuffix(".pgm") || name.hasSuffix(".tif") || name.hasSuffix(".svg")
        }
        #expect(compared.count > 10)
        for name in compared {
            let a = try bytes(ofFile: folder("out-scene.tif/\(name)"))
            let b = try bytes(ofFile: folder("out-scene.h5/\(name)"))
            let text = String(decoding: b, as: UTF8.self).replacing("scene.h5", with: "scene.tif")
            #expect(a == b || String(decoding: a, as: UTF8.self) == text, "\(name)")
        }
        let digests = try ["scene.tif", "scene.h5"].map { name in
            let text = String(decoding: try bytes(ofFile: folder("out-\(name)/result.json")), as: UTF8.self)
            return text.split(separator: "\n").first { $0.contains("samples_sha256") }
        }
        #expect(digests[0] != nil && digests[0] == digests[1])
    }

    @Test("info says dataset, chunks, filters, and what else the file holds")
    func info() throws {
        let run = try Command(["info", sample("savu.nxs")])
        #expect(run.output.contains("/entry/final_result_tomo/data: contiguous"), "\(run.errors)")
        #expect(run.output.contains("also in the file: /entry/intermediate/tomo/data (4 × 8 × 6, uint8)"))
        let json = try Command(["info", sample("scene.h5"), "--json"])
        #expect(json.output.contains("chunks of 6 × 8 × 10 (shuffle, deflate)"))
        #expect(json.output.contains("\"compression\" : \"deflate\""))
    }

    @Test("a manifest takes a dataset of a file, and samples without a header; what commas are in { } is said")
    func manifest() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: sample("scene.h5"), toPath: folder("scene.h5"))
        let volume = try Volume.open(sample("scene.h5"))
        let form = "\(volume.shape.slices),\(volume.shape.rows),\(volume.shape.columns),\(volume.sampleType)"
        try folder.write("scene.raw", [1, 2, 3] + MemoryVolume(of: volume).bytes)
        let options =
            "{ voxel-size: 1.4um, axis: z, electrode: high, layers: 4, segmentation: threshold, denoise: none,"
            + " min-domain: 1, interface: 6, na-threshold: 105 }"
        let scans = { (raw: String) in
            "defaults: \(options)\nscans:\n  - { name: told, volume: 'scene.h5:/data' }\n"
                + "  - { name: bare, volume: scene.raw, raw: \(raw) }\n"
        }
        try folder.write("bad.yaml", Array(scans(form + ",offset=3").utf8))
        let bad = try Command(["batch", folder("bad.yaml"), "--output", folder("bad")])
        #expect(bad.status != 0 && bad.errors.contains("bad.yaml, line"), "\(bad.errors)")
        try folder.write("good.yaml", Array(scans("'\(form),offset=3'").utf8))
        let run = try Command(["batch", folder("good.yaml"), "--output", folder("good"), "--quiet"])
        #expect(run.status == 0, "\(run.errors)")
        let curves = try ["told", "bare"].map { try bytes(ofFile: folder("good/\($0)/curve.csv")) }
        #expect(curves[0] == curves[1] && !curves[0].isEmpty)
    }

    @Test("without simstrip-hdf5 the message says what to do, and everything else is read")
    func missingProgram() throws {
        let line = "SIMSTRIP_HDF5=/nowhere/simstrip-hdf5 $0 info '\(sample("scene.h5"))'"
        let run = try Command.shell(line)
        #expect(run.status == 1)
        #expect(run.errors.contains("'/nowhere/simstrip-hdf5'") && run.errors.contains("SIMSTRIP_HDF5"))
    }

    @Test("the program that looks into a file can open no other, and says nothing without one")
    func confined() throws {
        let program = try Command.program().deletingLastPathComponent().appending(path: "simstrip-hdf5").path
        let run = try Command.shell("'\(program)' '\(sample("rec.h5"))' /exchange/data whole; '\(program)'; echo $?")
        // The parts are named, not opened.
        #expect(run.output.contains("m =/data/2024/cell/rec_parts/p0000.h5 =/exchange/data"))
        #expect(run.output.hasSuffix("64\n"))
    }
}
