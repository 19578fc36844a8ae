import CLibTIFF
import Dispatch
import Glibc
import VolumeIO
import VoxelCore

/// One piece of the work by itself, for `make bench` and `make instructions`.
///
/// - `kernel-bench KERNEL ROUNDS` runs a kernel of `Kernels.swift` and prints how many voxels it has seen.
/// - `kernel-bench median FILE`, `domains FILE`: seconds on a volume held in memory, reading it not counted.
/// - `kernel-bench decode FOLDER THREADS`: seconds to read every slice; `libtiff FOLDER`: the same with nothing but
///   libtiff on one core; `read FOLDER`: the same bytes by read(2).
@main
enum KernelBench {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2 else { throw SimstripError.usage("name what to run and on what") }
        switch arguments[0] {
        case "median": print(try seconds(ofMedian: arguments[1]))
        case "domains": print(try seconds(ofDomains: arguments[1]))
        case "decode":
            print(try seconds(toDecode: arguments[1], threads: arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1))
        case "libtiff": print(try elapsed { try forEachFile(of: arguments[1], decodeWithLibTIFF) })
        case "read": print(try elapsed { try forEachFile(of: arguments[1], readToTheEnd) })
        case let name:
            guard let kernel = kernels[name], let rounds = Int(arguments[1]) else {
                throw SimstripError.usage("kernels are \(kernels.keys.sorted().joined(separator: ", "))")
            }
            print(kernel(rounds))
        }
    }
}

/// Seconds that went by and seconds of processor time, as `bench.py` reads them.
func elapsed(_ body: () throws -> Void) rethrows -> String {
    let start = (DispatchTime.now().uptimeNanoseconds, clock())
    try body()
    let wall = Double(DispatchTime.now().uptimeNanoseconds - start.0) * 1e-9
    // POSIX: clock() counts microseconds.
    return "\(wall) \(Double(clock() - start.1) * 1e-6)"
}

private func seconds(toDecode path: String, threads: Int) throws -> String {
    let volume = try Volume.open(path, threads: threads)
    return try elapsed { try readEverySlice(of: volume, threads: threads) }
}

/// Reads every slice as a whole, each thread with a reader of its own.
func readEverySlice(of volume: any VolumeSource, threads: Int) throws {
    let shape = volume.shape
    let runs = SliceRuns(of: 0..<shape.slices, in: volume, threads: threads).runs
    _ = try concurrentAccumulate(
        taskCount: runs.count, threads: threads,
        makeAccumulator: {
            (
                reader: try volume.makeReader(),
                window: AlignedBytes(count: shape.rows * shape.columns * volume.sampleType.byteCount)
            )
        }
    ) { state, task in
        for slice in runs[task] {
            try state.reader.read(
                slice: slice, rows: 0..<shape.rows, columns: 0..<shape.columns, into: state.window.buffer)
        }
    }
}

private func forEachFile(of folder: String, _ body: (String) throws -> Void) throws {
    for file in try Volume.open(folder).files { try body(file.path) }
}

private func decodeWithLibTIFF(_ path: String) throws {
    guard let tiff = TIFFOpen(path, "r") else { throw SimstripError.data("libtiff does not open \(path)") }
    defer { TIFFClose(tiff) }
    let size = TIFFStripSize(tiff)
    let strip = UnsafeMutableRawPointer.allocate(byteCount: Int(size), alignment: 16)
    defer { strip.deallocate() }
    for index in 0..<TIFFNumberOfStrips(tiff) where TIFFReadEncodedStrip(tiff, index, strip, size) < 0 {
        throw SimstripError.data("libtiff does not decode \(path)")
    }
}

private func readToTheEnd(_ path: String) throws {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { throw SimstripError.missingInput("\(path) cannot be opened") }
    defer { close(file) }
    let memory = AlignedBytes(count: 1 << 20)
    withExtendedLifetime(memory) {
        while read(file, memory.buffer.baseAddress, memory.buffer.count) > 0 {}
    }
}
