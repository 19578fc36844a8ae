import VoxelCore

extension Map<Phase> {
    /// Reads back a coverage map as it was written; nil where the bytes are anything else.
    package init?(pgm bytes: [UInt8]) {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0].elementsEqual("P5".utf8), lines[2].elementsEqual("255".utf8) else {
            return nil
        }
        let extents = lines[1].split(separator: UInt8(ascii: " ")).map { Int(String(decoding: $0, as: UTF8.self)) }
        guard extents.count == 2, let columns = extents[0], let rows = extents[1], columns > 0, rows > 0,
            rows.multipliedReportingOverflow(by: columns) == (lines[3].count, false)
        else { return nil }
        let phases = lines[3].map { grey in Phase.allCases.first { $0 != .electrolyte && $0.grey == grey } }
        guard !phases.contains(nil) else { return nil }
        self.init(rows: rows, columns: columns, values: phases.compactMap { $0 })
    }
}

extension Phase {
    /// The grey value of a phase in a coverage map.
    package var grey: UInt8 {
        switch self {
        case .outside, .electrolyte: 0
        case .void: 64
        case .lithium: 128
        case .sodium: 255
        }
    }
}
