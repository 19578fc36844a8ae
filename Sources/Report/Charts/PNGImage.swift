import CZlib
import VoxelCore

/// A picture of at most 256 colours that can be written as PNG (ISO/IEC 15948).
package struct PNGImage {
    /// Width in pixels.
    let width: Int
    /// Height in pixels.
    let height: Int
    /// The colours.
    let palette: [Colour]
    /// The index of every pixel's colour, row by row.
    var pixels: [UInt8]

    /// The index of a pixel's colour.
    subscript(row: Int, column: Int) -> UInt8 {
        get { pixels[row * width + column] }
        set { pixels[row * width + column] = newValue }
    }

    /// The bytes of a PNG file.
    ///
    /// - Throws: `SimstripError` of kind `failed` where zlib has no memory.
    package func encoded() throws(SimstripError) -> [UInt8] {
        // Two bits a pixel where four colours are enough, else eight.
        let depth = palette.count <= 4 ? 2 : 8
        var lines: [UInt8] = []
        lines.reserveCapacity(height * (width * depth / 8 + 2))
        for row in 0..<height {
            lines.append(0)  // filter type: none
            let line = pixels[row * width..<(row + 1) * width]
            if depth == 8 { lines += line } else { lines += packed(line) }
        }
        // Level 1: level 9 takes ten times as long for a fifth less.
        let compressed = try lines.packed(level: 1)
        let fromPalette: UInt8 = 3
        let header = bigEndian(width) + bigEndian(height) + [UInt8(depth), fromPalette, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
            + chunk("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] })
            + chunk("IDAT", compressed) + chunk("IEND", [])
    }

    /// Four pixels in a byte, the first in its highest bits.
    private func packed(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (line.count + 3) / 4)
        for (place, colour) in line.enumerated() { bytes[place / 4] |= colour << UInt8(6 - 2 * (place % 4)) }
        return bytes
    }

    private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        return bigEndian(content.count) + body + bigEndian(Int(crc32(0, body, uInt(body.count))))
    }

    private func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}

/// A colour of 8 bits a channel.
struct Colour: Hashable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    init(grey: UInt8) { self.init(grey, grey, grey) }

    /// As CSS and SVG write it.
    var css: String { "rgb(\(red) \(green) \(blue))" }
}
