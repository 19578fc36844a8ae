import Foundation
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("Zarr on the command line")
struct ZarrCommandTests {
    private let folder: TemporaryFolder
    private let chunks = [8, 20, 48]

    /// A phantom as an image of OME-Zarr 0.4: `cell.ome.zarr` with one level.
    init() throws {
        folder = try TemporaryFolder()
        let made = try Command([
            "phantom", "--output", folder("phantom"), "--shape", "40,48,48", "--noise", "3", "--layers", "6", "--seed",
            "1",
        ])
        #expect(made.status == 0, "\(made.errors)")
        try write(Volume.open(folder("phantom/volume")), to: "cell.ome.zarr")
        try folder.write("cell.ome.zarr/.zgroup", "{\"zarr_format\": 2}")
        let axes = ["z", "y", "x"].map { "{\"name\": \"\($0)\", \"type\": \"space\", \"unit\": \"nanometer\"}" }
        try folder.write(
            "cell.ome.zarr/.zattrs",
            "{\"multiscales\": [{\"version\": \"0.4\", \"axes\": [\(axes.joined(separator: ", "))], \"datasets\": [{\"path\":"
                + " \"0\", \"coordinateTransformations\": [{\"type\": \"scale\", \"scale\": [1400, 1400, 1400]}]}]}]}")
    }

    private func write(_ volume: Volume, to name: String) throws {
        let samples = try MemoryVolume(of: volume).bytes
        let shape = volume.shape.extents
        let size = volume.sampleType.byteCount
        let type = size == 1 ? "|u1" : "<u2"
        try folder.write(
            "\(name)/0/.zarray",
            ZarrBytes.two([
                "shape": "\(shape)", "chunks": "\(chunks)", "dtype": "\"\(type)\"", "dimension_separator": "\"/\"",
            ]))
        for (index, bytes) in ZarrBytes.chunks(of: Array(samples), shape: shape, chunks: chunks, size: size) {
            try folder.write("\(name)/0/\(index[0])/\(index[1])/\(index[2])", bytes)
        }
    }

    private func strip(_ volume: String, _ output: String, _ options: [String] = []) throws -> Command {
        try Command(["strip", folder(volume), "--output", folder(output), "--quiet", "--digest"] + options)
    }

    @Test("strip finds the voxel size, gives what TIFF gives, and a result repeats its run")
    func strip() throws {
        let options = ["--axis", "z", "--segmentation", "threshold", "--layers", "6"]
        for (volume, output) in [("phantom/volume", "tiff"), ("cell.ome.zarr", "zarr"), ("cell.ome.zarr/0", "level")] {
            let run = try strip(volume, output, options)
            #expect(run.status == 0, "\(run.errors)")
        }
        let text = String(decoding: try bytes(ofFile: folder("zarr/result.json")), as: UTF8.self)
        #expect(text.contains("\"voxel_size_source\" : \"OME-Zarr\""))
        for name in ["curve.csv", "maps.csv", "first_na_layer.tif", "interface.tif"]
        where FileManager.default.fileExists(atPath: folder("tiff/\(name)")) {
            let expected = try bytes(ofFile: folder("tiff/\(name)"))
            #expect(try bytes(ofFile: folder("zarr/\(name)")) == expected)
            #expect(try bytes(ofFile: folder("level/\(name)")) == expected)
        }
        let again = try Command([
            "strip", folder("cell.ome.zarr"), "--output", folder("again"), "--config", folder("zarr/result.json"),
            "--quiet",
        ])
        #expect(again.status == 0, "\(again.errors)")
        #expect(try Command.shell("diff -r '\(folder("zarr"))' '\(folder("again"))'").status == 0)
        let given = try strip("cell.ome.zarr", "given", options + ["--voxel-size", "2.8um"])
        #expect(given.status == 0 && given.errors.contains("but OME-Zarr says 1.4 × 1.4 × 1.4 µm"), "\(given.errors)")
    }

    @Test("info says format, levels, chunks and where the voxel size came from")
    func info() throws {
        let run = try Command(["info", folder("cell.ome.zarr")])
        #expect(run.output.contains("OME-Zarr 0.4\n"), "\(run.errors)")
        #expect(run.output.contains("chunks of 8 × 20 × 48") && run.output.contains("levels: 0 (40 × 48 × 48"))
        #expect(run.output.contains("1.4 × 1.4 × 1.4 µm (from OME-Zarr)"))
        let json = try Command(["info", folder("cell.ome.zarr/0"), "--json"])
        #expect(
            json.output.contains("\"format\" : \"OME-Zarr 0.4\"") && json.output.contains("\"compression\" : \"none\""))
        let missing = try Command(["info", folder("cell.ome.zarr/3")])
        #expect(missing.status == 66 && missing.errors.contains("cell.ome.zarr/0'  40 × 48 × 48"))
        try FileManager.default.removeItem(atPath: folder("cell.ome.zarr/0/1/0/0"))
        let incomplete = try Command(["info", folder("cell.ome.zarr")])
        #expect(
            incomplete.status == 65 && incomplete.errors.contains("1 of its 15 chunks are not there, the first '1/0/0'")
        )
    }

    @Test("a batch takes stores by name or pattern, and knows what is done until a chunk changes")
    func batch() throws {
        try folder.write(
            "manifest.yaml",
            """
            defaults: { segmentation: threshold, axis: z, layers: 6 }
            scans:
              - { volume: "*.ome.zarr" }
              - { name: level, volume: cell.ome.zarr/0 }

            """)
        func run() throws -> Command { try Command(["batch", folder("manifest.yaml"), "--output", folder("out")]) }
        let first = try run()
        #expect(first.status == 0 && first.output.hasPrefix("2 scans: 2 done.\n"), "\(first.output)\(first.errors)")
        #expect(FileManager.default.fileExists(atPath: folder("out/cell/result.json")))
        let times = { (name: String) in SourceFile(of: folder("out/\(name)/result.json"))?.modified }
        let before = ["cell", "level"].map(times)
        #expect(try run().status == 0)
        #expect(["cell", "level"].map(times) == before)
        let chunk = try bytes(ofFile: folder("cell.ome.zarr/0/2/1/0"))
        try folder.write("cell.ome.zarr/0/2/1/0", chunk)
        #expect(try run().status == 0)
        let after = ["cell", "level"].map(times)
        #expect(after[0] != before[0] && after[1] != before[1])
    }
}
