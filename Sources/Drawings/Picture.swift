import VoxelCore

extension Drawing {
    /// A picture in a drawing: its pixels, and the same as a PNG file.
    package struct Picture: Sendable {
        private enum Pixels {
            case palette(PNGImage)
            case colours(RGBImage)
        }

        private let pixels: Pixels
        /// The file.
        package let png: [UInt8]

        /// A picture of few colours.
        ///
        /// - Throws: `SimstripError` of kind `failed` where it cannot be compressed.
        package init(_ image: PNGImage) throws(SimstripError) {
            pixels = .palette(image)
            png = try image.encoded()
        }

        /// A picture of any colours.
        ///
        /// - Throws: `SimstripError` of kind `failed` where it cannot be compressed.
        package init(_ image: RGBImage) throws(SimstripError) {
            pixels = .colours(image)
            png = try image.encoded()
        }

        /// Stands for a picture that whoever writes the drawing puts in.
        package static let elsewhere = Picture(
            pixels: .palette(PNGImage(width: 0, height: 0, palette: [], pixels: [])), png: [])

        private init(pixels: Pixels, png: [UInt8]) { (self.pixels, self.png) = (pixels, png) }

        /// Pixels of a row, and rows.
        package var extents: (columns: Int, rows: Int) {
            switch pixels {
            case .palette(let image): (image.width, image.height)
            case .colours(let image): (image.width, image.height)
            }
        }

        /// The colour of a pixel.
        package subscript(row: Int, column: Int) -> Colour {
            switch pixels {
            case .palette(let image): image.palette[Int(image[row, column])]
            case .colours(let image): image[row, column]
            }
        }
    }
}
