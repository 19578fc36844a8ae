import VoxelCore

/// What stands for samples that were never written, as metadata tell it.
enum ZarrFill: Decodable, Sendable, Hashable {
    case none
    case integer(Int)
    case number(Double)
    case text(String)
    /// No grey value.
    case other

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .none
        } else if let integer = try? value.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else {
            self = .other
        }
    }

    /// As a sample in the machine's byte order; nil where the type has no such value.
    func bytes(of type: SampleType) -> [UInt8]? {
        switch type {
        case .uint8: integer(UInt8.self)
        case .uint16: integer(UInt16.self)
        case .uint32: integer(UInt32.self)
        case .int8: integer(Int8.self)
        case .int16: integer(Int16.self)
        case .int32: integer(Int32.self)
        case .float16:
            float {
                Float16($0).bitPattern
            } bits: { (bits: UInt16) in
                bits
            }
        case .float32:
            float {
                Float($0).bitPattern
            } bits: { (bits: UInt32) in
                bits
            }
        case .float64:
            float {
                $0.bitPattern
            } bits: { (bits: UInt64) in
                bits
            }
        }
    }

    private func integer<Number: FixedWidthInteger>(_: Number.Type) -> [UInt8]? {
        switch self {
        case .integer(let value): Number(exactly: value).map { Self.bytes($0) }
        case .number(let value): Number(exactly: value).map { Self.bytes($0) }
        case .none, .text, .other: nil
        }
    }

    private func float<Bits: FixedWidthInteger>(
        _ pattern: (Double) -> Bits, bits: (Bits) -> Bits
    ) -> [UInt8]? {
        switch self {
        case .integer(let value): Self.bytes(pattern(Double(value)))
        case .number(let value): Self.bytes(pattern(value))
        case .text("NaN"): Self.bytes(pattern(.nan))
        case .text("Infinity"): Self.bytes(pattern(.infinity))
        case .text("-Infinity"): Self.bytes(pattern(-.infinity))
        case .text(let text):
            // Version 3 tells special ones by their bits.
            text.hasPrefix("0x") && text.utf8.count == 2 + 2 * MemoryLayout<Bits>.size
                ? Bits(text.dropFirst(2), radix: 16).map { Self.bytes($0) } : nil
        case .none, .other: nil
        }
    }

    private static func bytes<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
        withUnsafeBytes(of: value) { Array($0) }
    }
}
