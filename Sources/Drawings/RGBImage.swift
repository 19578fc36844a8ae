import VoxelCore

/// A picture of any colours that can be written as PNG.
package struct RGBImage: Sendable, Hashable {
    /// Its extents in pixels.
    package let width, height: Int
    /// Red, green and blue of every pixel, row by row.
    package var bytes: [UInt8]

    /// A picture of its bytes.
    ///
    /// - Precondition: there are three for every pixel.
    package init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(bytes.count == 3 * width * height)
        (self.width, self.height, self.bytes) = (width, height, bytes)
    }

    /// A picture of one colour.
    package init(width: Int, height: Int, filledWith colour: Colour) {
        self.width = width
        self.height = height
        bytes = Array(repeating: colour.red, count: 3 * width * height)
        guard colour.green != colour.red || colour.blue != colour.red else { return }
        for place in stride(from: 0, to: bytes.count, by: 3) {
            (bytes[place + 1], bytes[place + 2]) = (colour.green, colour.blue)
        }
    }

    /// The colour of a pixel.
    package subscript(row: Int, column: Int) -> Colour {
        get {
            let place = 3 * (row * width + column)
            return Colour(bytes[place], bytes[place + 1], bytes[place + 2])
        }
        set {
            let place = 3 * (row * width + column)
            (bytes[place], bytes[place + 1], bytes[place + 2]) = (newValue.red, newValue.green, newValue.blue)
        }
    }

    /// The bytes of a PNG file.
    ///
    /// - Parameter resolution: dots per inch on paper; nil where that is nobody's business.
    /// - Throws: `SimstripError` of kind `failed` where zlib has no memory.
    package func encoded(resolution: Double? = nil) throws(SimstripError) -> [UInt8] {
        try PNGFile(width: width, height: height, pixels: .colours, resolution: resolution).encoded(lines)
    }

    /// The lines of pixels, each after a 0, which says that nothing was filtered.
    var lines: [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(height * (3 * width + 1))
        for row in 0..<height {
            lines.append(0)
            lines += bytes[3 * row * width..<3 * (row + 1) * width]
        }
        return lines
    }
}
