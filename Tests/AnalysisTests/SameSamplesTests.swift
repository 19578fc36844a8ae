import Analysis
import CZlib
import Exports
import Foundation
import Options
import Publishing
import TestSupport
import Testing
import VolumeIO
import VoxelCore

@Suite("The same samples in other files")
struct SameSamplesTests {
    /// The sample of the repository as TIFF slices.
    private static let pristine = URL(filePath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../Fixtures/pristine/volume"
    ).standardizedFileURL.path

    /// The files of a result by their names, but for those that name the input.
    private func files(_ path: String, _ parameters: ScanParameters, in folder: TemporaryFolder) throws -> [String:
        Data]
    {
        let place = try OutputFolder(folder.file("out"), for: ScanExports.folder)
        let result = try Scan(path, parameters).strip()
        try ScanExports.write(result, into: place)
        try place.publish()
        var files: [String: Data] = [:]
        for name in FileManager.default.enumerator(atPath: folder.file("out"))?.allObjects as? [String] ?? [] {
            let url = URL(filePath: folder.file("out/" + name))
            guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true else { continue }
            // These name the input.
            if ["result.json", "report.html", "figures/figure.svg", "figures/maps.svg"].contains(name) { continue }
            files[name] = try Data(contentsOf: url)
        }
        return files
    }

    /// Bytes in zlib's format.
    private func deflated(_ bytes: [UInt8]) -> [UInt8] {
        var count = compressBound(UInt(bytes.count))
        var packed = [UInt8](repeating: 0, count: Int(count))
        #expect(compress2(&packed, &count, bytes, UInt(bytes.count), 1) == Z_OK)
        return Array(packed[..<Int(count)])
    }

    @Test("stripped along each axis, every format gives the bytes that TIFF gives", arguments: Axis.allCases)
    func bytes(axis: Axis) throws {
        let folder = try TemporaryFolder()
        let source = try Volume.open(Self.pristine)
        let memory = try MemoryVolume(of: source)
        let shape = memory.shape
        let size = source.sampleType.byteCount
        let type = ["uint8": "u1", "uint16": "u2"][source.sampleType.rawValue] ?? ""
        let samples = memory.bytes
        let header = { (fortran: String) in
            "{'descr': '<\(type)', 'fortran_order': \(fortran), 'shape': (\(shape.slices), \(shape.rows), \(shape.columns)), }\n"
        }
        let start: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        let npy = { (text: String) in start + [UInt8(text.utf8.count), 0] + Array(text.utf8) }
        try folder.write("c.npy", npy(header("False")) + samples)
        var turned: [UInt8] = []
        for x in 0..<shape.columns {
            for y in 0..<shape.rows {
                for z in 0..<shape.slices {
                    let first = ((z * shape.rows + y) * shape.columns + x) * size
                    turned += samples[first..<first + size]
                }
            }
        }
        try folder.write("f.npy", npy(header("True")) + turned)
        try folder.write("v.raw", samples)
        let extents = "\(shape.columns) \(shape.rows) \(shape.slices)"
        try folder.write(
            "v.nhdr",
            "NRRD0004\ntype: \(source.sampleType.rawValue)\ndimension: 3\nsizes: \(extents)\nencoding: raw\nendian: little\ndata file: v.raw\n"
        )
        try folder.write(
            "v.mhd",
            "NDims = 3\nDimSize = \(extents)\nElementType = MET_\(size == 1 ? "UCHAR" : "USHORT")\nElementByteOrderMSB = False\nElementDataFile = v.raw\n"
        )
        try folder.write(
            "v.vgi",
            "{volume1}\n[file1]\nsize = \(extents)\nname = v.raw\ndatatype = unsigned integer\nbitsperelement = \(size * 8)\n"
        )
        // Zarr: all in one, in plain boxes, in packed boxes.
        let zarr = ["w.zarr": (shape.extents, false), "b.zarr": ([7, 30, 50], false), "p.zarr": ([16, 33, 27], true)]
        for (name, (chunks, isPacked)) in zarr {
            try folder.write(
                "\(name)/.zarray",
                ZarrBytes.two([
                    "shape": "\(shape.extents)", "chunks": "\(chunks)", "dtype": "\"<\(type)\"",
                    "compressor": isPacked ? "{\"id\": \"zlib\"}" : "null",
                ]))
            let boxes = ZarrBytes.chunks(of: Array(samples), shape: shape.extents, chunks: chunks, size: size)
            for (index, bytes) in boxes {
                try folder.write("\(name)/\(index[0]).\(index[1]).\(index[2])", isPacked ? deflated(bytes) : bytes)
            }
        }
        var parameters = ScanParameters(
            voxelSize: .um(1.4), axis: axis, electrode: .high, amount: .layers(4), interface: .index(shape[axis] / 2),
            segmentation: .threshold)
        parameters.naThreshold = .value(105)
        let expected = try files(Self.pristine, parameters, in: TemporaryFolder())
        #expect(expected.keys.contains("curve.csv") && expected.count > 8)
        for name in ["c.npy", "f.npy", "v.nhdr", "v.mhd", "v.vgi"] + zarr.keys.sorted() {
            let found = try files(folder.file(name), parameters, in: TemporaryFolder())
            #expect(found.keys.sorted() == expected.keys.sorted())
            for (file, bytes) in found { #expect(bytes == expected[file], "\(file) of \(name)") }
        }
        parameters.raw = RawForm(shape: shape, sampleType: source.sampleType)
        #expect(try files(folder.file("v.raw"), parameters, in: TemporaryFolder()) == expected)
    }
}
