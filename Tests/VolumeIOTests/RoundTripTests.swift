import Foundation
import Glibc
import TestSupport
import Testing
import VoxelCore

import VolumeIO

private let roundTripFolder = ProcessInfo.processInfo.environment["SIMSTRIP_ROUND_TRIP"]

@Suite("Stacks for other programs")
struct RoundTripTests {
    /// Writes a stack of every type, sample number i being i * 7 % 251, for Tests/Peers/round_trip.py to look at.
    @Test(.enabled(if: roundTripFolder != nil, "SIMSTRIP_ROUND_TRIP names no folder"))
    func writeForPeers() throws {
        let folder = try #require(roundTripFolder)
        for type in SampleType.allCases {
            for (name, size) in [("calibrated", try VoxelSize(parsing: "0.7um,1.4um,1.3um")), ("plain", nil)] {
                for slices in [1, 5] {
                    let shape = VolumeShape(slices: slices, rows: 20, columns: 37)
                    var writer = try TIFFStackWriter(
                        path: "\(folder)/\(type.rawValue)-\(name)-\(slices).tif", shape: shape, sampleType: type,
                        voxelSize: size)
                    for slice in 0..<slices {
                        let numbers = (0..<20 * 37).map { (slice * 20 * 37 + $0) * 7 % 251 }
                        try numbers.flatMap { bytes(of: $0, type) }.withUnsafeBytes { try writer.append(slice: $0) }
                    }
                    try writer.finish()
                }
            }
        }
    }

    private func bytes(of value: Int, _ type: SampleType) -> [UInt8] {
        switch type {
        case .uint8: [UInt8(value)]
        case .int8: [UInt8(bitPattern: Int8(truncatingIfNeeded: value))]
        case .uint16, .int16: littleEndian([UInt16(value)])
        case .uint32, .int32: littleEndian([UInt32(value)])
        case .float16: littleEndian([Float16(value).bitPattern])
        case .float32: littleEndian([Float(value).bitPattern])
        case .float64: littleEndian([Double(value).bitPattern])
        }
    }

    @Test("BigTIFF from 4 GiB on, classic below")
    func bigTIFF() throws {
        let folder = try TemporaryFolder()
        for (rows, isBig) in [(32_000, false), (33_000, true)] {
            let shape = VolumeShape(slices: 2, rows: rows, columns: 65_536)
            let layout = StackLayout(
                shape: shape, sampleType: .uint8, voxelSize: VoxelSize(cubic: Length(micrometres: 1.4)))
            #expect(layout.head[2] == (isBig ? 43 : 42))
            // The file as the writer leaves it, but for samples that are holes.
            let file = try #require(fopen(folder("big.tif"), "w"))
            fwrite(layout.head, 1, layout.head.count, file)
            fseek(file, shape.slices * layout.sliceBytes - 1, SEEK_CUR)
            fputc(77, file)
            let directories = layout.directories(of: 1..<2)
            fwrite(directories, 1, directories.count, file)
            fclose(file)
            let volume = try TIFFVolume.open(folder("big.tif"))
            #expect(volume.shape == shape)
            #expect(volume.voxelSize == VoxelSize(cubic: Length(micrometres: 1.4)))
            let corner = VoxelRegion(slices: 1..<2, rows: rows - 1..<rows, columns: 65_535..<65_536)
            #expect(try volume.samples(of: corner) == [77])
        }
    }

    @Test("ratios of the smallest terms")
    func rationals() {
        for (value, numerator, denominator) in [
            (1.4, 7, 5), (0.65, 13, 20), (1, 1, 1), (0.001, 1, 1000), (2048, 2048, 1), (1.17, 117, 100),
            (1e300, 4_294_967_295, 1),
        ] {
            let ratio = Rational(value)
            #expect(ratio.numerator == numerator && ratio.denominator == denominator, "\(value): \(ratio)")
            #expect(ratio.inverse.numerator == denominator)
        }
        let odd = Rational(0.123456789123456)
        #expect(abs(Double(odd.numerator) / Double(odd.denominator) / 0.123456789123456 - 1) < 1e-15)
        #expect(Rational(1e-300).numerator >= 1)
    }
}
