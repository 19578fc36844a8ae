import VoxelCore

extension Map<Phase> {
    /// The map as a binary PGM (Netpbm P5), 8 bit: Na 255, Li 128, void 64, outside 0.
    public var pgm: [UInt8] {
        Array("P5\n\(columns) \(rows)\n255\n".utf8) + values.map(\.grey)
    }

    /// The map as a matrix of codes without a header: outside 0, Li 1, Na 2, void 3.
    public var csv: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(2 * count)
        for (index, phase) in values.enumerated() {
            text.append(UInt8(ascii: "0") + phase.rawValue)
            text.append((index + 1) % columns == 0 ? UInt8(ascii: "\n") : UInt8(ascii: ","))
        }
        return text
    }
}

/// The name of a coverage map's files within a folder of results, without their endings: `maps/coverage_0003`.
func coverageMapName(_ layers: Int) -> String {
    let digits = String(layers)
    return "maps/coverage_" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

extension Map<Phase> {
    /// Reads back what ``pgm`` gives; nil where the bytes are anything else.
    init?(pgm bytes: [UInt8]) {
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
    var grey: UInt8 {
        switch self {
        case .outside, .electrolyte: 0
        case .void: 64
        case .lithium: 128
        case .sodium: 255
        }
    }
}
