import Segmentation
import Synchronization
import Testing
import VoxelCore

@Suite struct HeldRowTests {
    /// A volume that counts how often it is read.
    private final class Counted: VolumeSource {
        let volume: MemoryVolume
        let reads = Atomic<Int>(0)

        init(_ volume: MemoryVolume) { self.volume = volume }

        var shape: VolumeShape { volume.shape }
        var sampleType: SampleType { volume.sampleType }
        func makeReader() -> any VolumeReader { Reader(reader: volume.makeReader(), counted: self) }

        final class Reader: VolumeReader {
            let reader: any VolumeReader
            let counted: Counted

            init(reader: any VolumeReader, counted: Counted) {
                self.reader = reader
                self.counted = counted
            }

            func read(
                slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
            ) throws {
                counted.reads.add(1, ordering: .relaxed)
                try reader.read(slice: slice, rows: rows, columns: columns, into: destination)
            }
        }
    }

    private let shape = VolumeShape(slices: 3, rows: 7, columns: 11)

    private func read(_ source: any VolumeSource, _ slice: Int, _ rows: Range<Int>, _ columns: Range<Int>) throws
        -> [UInt16]
    {
        var samples = [UInt16](repeating: 0, count: rows.count * columns.count)
        try samples.withUnsafeMutableBytes {
            try source.makeReader().read(slice: slice, rows: rows, columns: columns, into: $0)
        }
        return samples
    }

    @Test func aRowThatWasReadInAWindowIsNotReadAgain() throws {
        let values = (0..<shape.count).map { UInt16($0 * 7) }
        let counted = Counted(MemoryVolume(shape: shape, type: .uint16, samples: values))
        let held = HeldRow(of: counted, slices: 0..<2, row: 4, columns: 2..<9)
        let expected = { (slice: Int, columns: Range<Int>) in columns.map { UInt16((slice * 77 + 44 + $0) * 7) } }
        for slice in 0..<3 { #expect(try read(held, slice, 3..<6, 1..<10).count == 27) }
        #expect(counted.reads.load(ordering: .relaxed) == 3)
        for slice in 0..<2 {
            #expect(try read(held, slice, 4..<5, 2..<9) == expected(slice, 2..<9))
            #expect(try read(held, slice, 4..<5, 3..<5) == expected(slice, 3..<5))
        }
        #expect(counted.reads.load(ordering: .relaxed) == 3)
        // Another slice, another row, wider windows are the volume's own.
        #expect(try read(held, 2, 4..<5, 2..<9) == expected(2, 2..<9))
        #expect(try read(held, 0, 4..<5, 1..<9) == expected(0, 1..<9))
        #expect(try read(held, 0, 5..<6, 2..<9) == (2..<9).map { UInt16((55 + $0) * 7) })
        #expect(counted.reads.load(ordering: .relaxed) == 6)
    }

    @Test func windowsThatMissTheRowLeaveNothingBehind() throws {
        let values = (0..<shape.count).map { UInt16($0) }
        let counted = Counted(MemoryVolume(shape: shape, type: .uint16, samples: values))
        let held = HeldRow(of: counted, slices: 0..<3, row: 4, columns: 0..<11)
        _ = try read(held, 0, 0..<4, 0..<11)
        _ = try read(held, 0, 4..<5, 0..<10)
        #expect(try read(held, 0, 4..<5, 0..<11) == (44..<55).map { UInt16($0) })
        #expect(counted.reads.load(ordering: .relaxed) == 3)
    }
}
