/// Arrays of Zarr made file by file: names of files below the array, with their bytes.
package enum ZarrBytes {
    /// The metadata of an array of version 2 as JSON: 4 × 8 × 6 uint16 in chunks of two slices, without compression.
    ///
    /// - Parameter changes: values of JSON by their names; nil leaves one out.
    package static func two(_ changes: [String: String?] = [:]) -> String {
        json(
            [
                "zarr_format": "2", "shape": "[4, 8, 6]", "chunks": "[2, 8, 6]", "dtype": "\"<u2\"",
                "compressor": "null",
                "fill_value": "0", "order": "\"C\"", "filters": "null",
            ], changes)
    }

    /// The same of version 3.
    package static func three(_ changes: [String: String?] = [:]) -> String {
        json(
            [
                "zarr_format": "3", "node_type": "\"array\"", "shape": "[4, 8, 6]", "data_type": "\"uint16\"",
                "chunk_grid": grid("[2, 8, 6]"), "chunk_key_encoding": "{\"name\": \"default\"}", "fill_value": "0",
                "codecs": "[\(bytes)]", "attributes": "{}",
            ], changes)
    }

    /// The codec of plain samples, lowest byte first.
    package static let bytes = "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"}}"

    package static func grid(_ chunks: String) -> String {
        "{\"name\": \"regular\", \"configuration\": {\"chunk_shape\": \(chunks)}}"
    }

    private static func json(_ values: [String: String], _ changes: [String: String?]) -> String {
        let all = values.merging(changes.compactMapValues { $0 }) { $1 }.filter { changes[$0.key] != .some(nil) }
        return "{" + all.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    }

    /// The chunks of samples, by their indices; what reaches beyond the end is 0.
    package static func chunks(of samples: [UInt8], shape: [Int], chunks: [Int], size: Int) -> [[Int]: [UInt8]] {
        var result: [[Int]: [UInt8]] = [:]
        let counts = zip(shape, chunks).map { ($0 - 1) / $1 + 1 }
        for z in 0..<counts[0] {
            for y in 0..<counts[1] {
                for x in 0..<counts[2] {
                    var bytes = [UInt8](repeating: 0, count: chunks[0] * chunks[1] * chunks[2] * size)
                    let columns = min(chunks[2], shape[2] - x * chunks[2]) * size
                    for slice in 0..<min(chunks[0], shape[0] - z * chunks[0]) {
                        for row in 0..<min(chunks[1], shape[1] - y * chunks[1]) {
                            let index = (z * chunks[0] + slice) * shape[1] + y * chunks[1] + row
                            let from = (index * shape[2] + x * chunks[2]) * size
                            let to = (slice * chunks[1] + row) * chunks[2] * size
                            bytes.replaceSubrange(to..<to + columns, with: samples[from..<from + columns])
                        }
                    }
                    result[[z, y, x]] = bytes
                }
            }
        }
        return result
    }
}
