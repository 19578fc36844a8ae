import Segmentation
import TestSupport
import Testing
import VoxelCore

@Suite struct HeldWindowTests {
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
        let counted = CountedVolume(MemoryVolume(shape: shape, samples: values))
        let held = HeldWindow(of: counted, slices: 0..<2, rows: 4..<5, columns: 2..<9)
        let expected = { (slice: Int, columns: Range<Int>) in columns.map { UInt16((slice * 77 + 44 + $0) * 7) } }
        for slice in 0..<3 { #expect(try read(held, slice, 3..<6, 1..<10).count == 27) }
        #expect(counted.reads.reduce(0, +) == 3)
        for slice in 0..<2 {
            #expect(try read(held, slice, 4..<5, 2..<9) == expected(slice, 2..<9))
            #expect(try read(held, slice, 4..<5, 3..<5) == expected(slice, 3..<5))
        }
        #expect(counted.reads.reduce(0, +) == 3)
        // Another slice, another row, wider windows are the volume's own.
        #expect(try read(held, 2, 4..<5, 2..<9) == expected(2, 2..<9))
        #expect(try read(held, 0, 4..<5, 1..<9) == expected(0, 1..<9))
        #expect(try read(held, 0, 5..<6, 2..<9) == (2..<9).map { UInt16((55 + $0) * 7) })
        #expect(counted.reads.reduce(0, +) == 6)
    }

    @Test func windowsThatMissTheRowLeaveNothingBehind() throws {
        let values = (0..<shape.count).map { UInt16($0) }
        let counted = CountedVolume(MemoryVolume(shape: shape, samples: values))
        let held = HeldWindow(of: counted, slices: 0..<3, rows: 4..<5, columns: 0..<11)
        _ = try read(held, 0, 0..<4, 0..<11)
        _ = try read(held, 0, 4..<5, 0..<10)
        #expect(try read(held, 0, 4..<5, 0..<11) == (44..<55).map { UInt16($0) })
        #expect(counted.reads.reduce(0, +) == 3)
    }

    @Test func aWindowOfSeveralRowsIsHeldAsAWhole() throws {
        let values = (0..<shape.count).map { UInt16($0) }
        let counted = CountedVolume(MemoryVolume(shape: shape, samples: values))
        let held = HeldWindow(of: counted, slices: 0..<3, rows: 2..<5, columns: 3..<8)
        _ = try read(held, 1, 1..<6, 0..<10)
        let expected = (3..<5).flatMap { row in (4..<7).map { UInt16(77 + row * 11 + $0) } }
        #expect(try read(held, 1, 3..<5, 4..<7) == expected)
        #expect(
            try read(held, 1, 2..<5, 3..<8) == (2..<5).flatMap { row in (3..<8).map { UInt16(77 + row * 11 + $0) } })
        #expect(counted.reads.reduce(0, +) == 1)
        // A part of the window alone is not kept.
        _ = try read(held, 2, 2..<4, 0..<10)
        _ = try read(held, 2, 2..<5, 3..<8)
        #expect(counted.reads.reduce(0, +) == 3)
    }
}
