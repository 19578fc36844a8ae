import Glibc
import VolumeIO
import VoxelCore

/// libFuzzer's entry: opens the bytes as a TIFF file and reads all of it.
///
/// Whatever the input is, the reader has to end in samples or in a `SimstripError`; a trap, a memory error, memory or
/// time beyond the limits is a finding, and so are samples that depend on what the memory held before.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReader(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let file = InputSlot.shared
    guard count > 0, file.replace(with: UnsafeRawBufferPointer(start: bytes, count: count)) else { return 0 }
    // The last byte, which no directory needs, chooses among the options.
    let choice = bytes[count - 1]
    let options = ReadingOptions(
        allowGreyRGB: choice & 1 == 0, channel: choice & 2 == 0 ? nil : Int(choice >> 4 & 3),
        frame: choice & 4 == 0 ? nil : Int(choice >> 6), memoryLimit: 16 << 20)
    do {
        let volume = try TIFFVolume.open(file.path, options: options)
        let shape = volume.shape
        let rowBytes = shape.columns * volume.sampleType.byteCount
        let rows = min(shape.rows, max(1, (4 << 20) / rowBytes))
        guard rows * rowBytes <= 64 << 20 else { return 0 }
        let reader = try volume.makeReader()
        let window = UnsafeMutableRawBufferPointer.allocate(byteCount: rows * rowBytes, alignment: 16)
        defer { window.deallocate() }
        for slice in 0..<min(shape.slices, 8) {
            // The top, the last row again, and a corner that cuts tiles.
            try reader.read(slice: slice, rows: 0..<rows, columns: 0..<shape.columns, into: window)
            if slice == 0 { try expectSame(window, of: volume, rows: rows) }
            let last = UnsafeMutableRawBufferPointer(rebasing: window[..<rowBytes])
            try reader.read(slice: slice, rows: shape.rows - 1..<shape.rows, columns: 0..<shape.columns, into: last)
            let columns = shape.columns / 3..<shape.columns / 3 + 1
            let lower = shape.rows / 2..<min(shape.rows, shape.rows / 2 + rows)
            let part = UnsafeMutableRawBufferPointer(rebasing: window[..<(lower.count * volume.sampleType.byteCount)])
            try reader.read(slice: slice, rows: lower, columns: columns, into: part)
        }
    } catch let error as SimstripError {
        precondition(!error.message.isEmpty, "an error says what is wrong")
    } catch {
        fatalError("an error of another kind: \(error)")
    }
    return 0
}

/// Reads the top of slice 0 once more, by another reader, into memory of other values.
private func expectSame(_ window: UnsafeMutableRawBufferPointer, of volume: TIFFVolume, rows: Int) throws {
    let again = UnsafeMutableRawBufferPointer.allocate(byteCount: window.count, alignment: 16)
    defer { again.deallocate() }
    guard let old = window.baseAddress, let new = again.baseAddress else { return }
    for index in again.indices { again[index] = ~window[index] }
    try volume.makeReader().read(slice: 0, rows: 0..<rows, columns: 0..<volume.shape.columns, into: again)
    precondition(memcmp(old, new, window.count) == 0, "samples are what the file holds")
}

/// The file that every input is written to, in memory where the system offers that; it has no name and goes with the
/// process.
private struct InputSlot {
    static let shared = InputSlot()

    let path: String
    private let descriptor: Int32

    private init() {
        var template = Array((access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp").utf8CString.dropLast())
        template += Array("/simstrip-fuzz-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        unlink(template)
        path = "/proc/self/fd/\(descriptor)"
    }

    func replace(with bytes: UnsafeRawBufferPointer) -> Bool {
        ftruncate(descriptor, 0) == 0 && pwrite(descriptor, bytes.baseAddress, bytes.count, 0) == bytes.count
    }
}
