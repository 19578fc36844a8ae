import CZlib
import VoxelCore

/// A PNG file (ISO/IEC 15948), put together of its parts.
struct PNGFile {
    /// What a pixel is.
    enum Pixels {
        /// An index of so many bits into a palette.
        case palette([Colour], bits: UInt8)
        /// Red, green and blue, a byte each.
        case colours
    }

    let width, height: Int
    let pixels: Pixels
    /// Dots per inch; nil where that is nobody's business.
    var resolution: Double?

    /// Level 9 takes ten times as long for a fifth less.
    static let level: Int32 = 1

    /// The file.
    ///
    /// - Parameter lines: the bytes of every line of pixels, each after a 0.
    /// - Throws: `SimstripError` of kind `failed` where zlib has no memory.
    func encoded(_ lines: [UInt8]) throws(SimstripError) -> [UInt8] { file(try lines.packed(level: Self.level)) }

    /// The file of lines that are compressed already.
    func file(_ compressed: [UInt8]) -> [UInt8] {
        let (bits, kind): (UInt8, UInt8) = if case .palette(_, let bits) = pixels { (bits, 3) } else { (8, 2) }
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        file += chunk("IHDR", bigEndian(width) + bigEndian(height) + [bits, kind, 0, 0, 0])
        if let resolution {
            let perMetre = Int((resolution / 0.0254).rounded())
            file += chunk("pHYs", bigEndian(perMetre) + bigEndian(perMetre) + [1])
        }
        if case .palette(let colours, _) = pixels {
            file += chunk("PLTE", colours.flatMap { [$0.red, $0.green, $0.blue] })
        }
        return file + chunk("IDAT", compressed) + chunk("IEND", [])
    }

    private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        return bigEndian(content.count) + body + bigEndian(Int(crc32(0, body, uInt(body.count))))
    }

    private func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
