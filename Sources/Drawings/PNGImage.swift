import VoxelCore

/// A picture of at most 256 colours that can be written as PNG.
package struct PNGImage: Sendable {
    /// Width in pixels.
    package let width: Int
    /// Height in pixels.
    package let height: Int
    /// The colours.
    package let palette: [Colour]
    /// The index of every pixel's colour, row by row.
    package var pixels: [UInt8]

    /// A picture of its parts.
    package init(width: Int, height: Int, palette: [Colour], pixels: [UInt8]) {
        self.width = width
        self.height = height
        self.palette = palette
        self.pixels = pixels
    }

    /// The index of a pixel's colour.
    package subscript(row: Int, column: Int) -> UInt8 {
        get { pixels[row * width + column] }
        set { pixels[row * width + column] = newValue }
    }

    /// The bytes of a PNG file.
    ///
    /// - Throws: `SimstripError` of kind `failed` where zlib has no memory.
    package func encoded() throws(SimstripError) -> [UInt8] {
        // Two bits a pixel where four colours are enough, else eight.
        let bits = palette.count <= 4 ? 2 : 8
        var lines: [UInt8] = []
        lines.reserveCapacity(height * (width * bits / 8 + 2))
        for row in 0..<height {
            lines.append(0)  // filter type: none
            let line = pixels[row * width..<(row + 1) * width]
            if bits == 8 { lines += line } else { lines += packed(line) }
        }
        return try PNGFile(width: width, height: height, pixels: .palette(palette, bits: UInt8(bits))).encoded(lines)
    }

    /// Four pixels in a byte, the first in its highest bits.
    private func packed(_ line: ArraySlice<UInt8>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (line.count + 3) / 4)
        for (place, colour) in line.enumerated() { bytes[place / 4] |= colour << UInt8(6 - 2 * (place % 4)) }
        return bytes
    }
}
