import Foundation
import VolumeIO
import VoxelCore

/// The folder of real volumes beside the project, named by SIMSTRIP_DATA; tests that need it are skipped without it.
package enum Samples {
    /// The folder's path; nil where the variable is not set.
    package static let folder: String? = ProcessInfo.processInfo.environment["SIMSTRIP_DATA"].flatMap { path in
        FileManager.default.fileExists(atPath: path) ? path : nil
    }

    package static var isAvailable: Bool { folder != nil }

    package static func path(_ name: String) -> String { (folder ?? "SIMSTRIP_DATA") + "/" + name }
}

/// The bytes of a file.
package func bytes(ofFile path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Every sample of a volume as Double.
package func grid(of source: any VolumeSource) throws -> GreyGrid {
    let shape = source.shape
    let reader = try source.makeReader()
    let window = AlignedBytes(count: shape.rows * shape.columns * source.sampleType.byteCount)
    var values: [Double] = []
    values.reserveCapacity(shape.count)
    for slice in 0..<shape.slices {
        try reader.read(slice: slice, rows: 0..<shape.rows, columns: 0..<shape.columns, into: window.buffer)
        let raw = UnsafeRawBufferPointer(window.buffer)
        switch source.sampleType {
        case .uint8: values += raw.bindMemory(to: UInt8.self).map(Double.init)
        case .uint16: values += raw.bindMemory(to: UInt16.self).map(Double.init)
        case .float32: values += raw.bindMemory(to: Float.self).map(Double.init)
        default: fatalError("the test volumes are uint8, uint16 or float32")
        }
    }
    return GreyGrid(shape: shape, values: values)
}

/// How many bytes this thread asks the system to read while it does something, as the kernel counts them.
package func bytesRead(by body: () throws -> Void) throws -> Int {
    func count() throws -> Int {
        let text = String(decoding: try bytes(ofFile: "/proc/thread-self/io"), as: UTF8.self)
        return text.split(separator: "\n").first { $0.hasPrefix("rchar: ") }.flatMap { Int($0.dropFirst(7)) } ?? 0
    }
    let before = try count()
    try body()
    return try count() - before
}
