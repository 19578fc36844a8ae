import Foundation
import TestSupport
import Testing
import VoxelCore

/// What the system does not give is said, in time.
@Suite struct LimitTests {
    private let temporary: TemporaryFolder

    init() throws {
        temporary = try TemporaryFolder()
        let phantom = ["phantom", "--output", temporary.file("p"), "--shape", "30,600,600", "--layers", "8", "--quiet"]
        #expect(try Command(phantom).status == 0)
    }

    private func strip(within limit: String, _ options: String = "") throws -> Command {
        try Command.shell(
            "\(limit); exec \"$0\" strip '\(temporary.file("p/volume"))' --layers 4 --output '\(temporary.file("out"))' \(options)"
        )
    }

    @Test func memoryThatDoesNotSufficeIsTold() throws {
        let slab = try strip(within: "ulimit -v 190000", "--threads 1")
        #expect(slab.status == 1 && slab.errors.contains("of memory, and this process can have"), "\(slab.errors)")
        #expect(slab.errors.contains("--segmentation threshold"))
        let none = try strip(within: "ulimit -v 130000")
        #expect(none.status == 1 && none.errors.contains("no command does with less than"), "\(none.errors)")
        #expect(temporary.contents().allSatisfy { !$0.contains("out") })
        #expect(try strip(within: "ulimit -v 64000000", "--segmentation threshold").status == 0)
    }

    /// A map of several tiles within half of what it would take, and with the same files.
    @Test func theLimitHoldsForAllOfAScan() throws {
        let limits = [
            (name: "low", limit: "260M"), (name: "high", limit: "2G"),
        ]
        for (name, limit) in limits {
            let peak = try Command.peakMemory([
                "strip", temporary.file("p/volume"), "--layers", "4", "--output", temporary.file(name), "--threads",
                "2",
                "--memory-limit", limit, "--quiet",
            ])
            if name == "low" { #expect(peak <= 260 << 20, "\(peak >> 20) MiB") }
        }
        for file in ["first_na_layer.tif", "interface.tif", "curve.csv"] {
            let files = try limits.map {
                try Data(contentsOf: URL(fileURLWithPath: temporary.file("\($0.name)/\(file)")))
            }
            #expect(files[0] == files[1] && !files[0].isEmpty, "\(file)")
        }
        let tooLow = try Command([
            "strip", temporary.file("p/volume"), "--layers", "4", "--output", temporary.file("none"), "--memory-limit",
            "64M",
        ])
        #expect(tooLow.status == 64 && tooLow.errors.contains("but --memory-limit is 64 MiB; give at least"))
    }

    @Test func aMapThatIsTooLargeIsNotBegun() throws {
        let error = #expect(throws: SimstripError.self) { try checkMemory(Int.max / 2, for: "a map") }
        #expect(error?.message.contains("a map takes 4398046511104 MiB of memory") == true, "\(error?.message ?? "")")
        try checkMemory(1 << 20, for: "a map")
    }

    @Test func tooFewOpenFilesAreTold() throws {
        let few = try strip(within: "ulimit -n 10")
        #expect(few.status == 1 && few.errors.contains("may open fewer than 24 files"), "\(few.errors)")
        #expect(try strip(within: "ulimit -n 200", "--segmentation threshold --threads 2").status == 0)
    }

    @Test func threadsAreCountedByStartingThem() {
        #expect(startableThreads(atMost: 0) == 0)
        #expect(startableThreads(atMost: 3) == 3)
        #expect(startableThreads(atMost: 2) == 2)
        #expect(startableThreads(atMost: 40) == 40)
    }

    /// A slice of 192 MB, uncompressed, of which the disk holds nothing but its head.
    @Test func aLargeSliceIsNotHeldWhole() throws {
        let (columns, rows) = (8000, 12_000)
        let tags: [(tag: UInt16, value: Int)] = [
            (256, columns), (257, rows), (258, 16), (259, 1), (262, 1), (273, 1024), (277, 1), (278, rows),
            (279, columns * rows * 2),
        ]
        func bytes(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 255) } }
        let entries = tags.flatMap { bytes(Int($0.tag), 2) + bytes(4, 2) + bytes(1, 4) + bytes($0.value, 4) }
        let path = try temporary.write(
            "large.tif", Array("II*\0".utf8) + bytes(8, 4) + bytes(tags.count, 2) + entries + bytes(0, 4))
        #expect(truncate(path, off_t(1024 + columns * rows * 2)) == 0)
        #expect(try Command.peakMemory(["info", path]) < 150_000_000)
    }
}
