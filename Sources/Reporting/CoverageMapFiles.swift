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
