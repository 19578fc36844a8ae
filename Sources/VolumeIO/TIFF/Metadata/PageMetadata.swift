import CLibTIFF
import VoxelCore

/// What a page says about the whole: its description and its resolution.
struct PageMetadata: Sendable {
    /// ImageDescription: ImageJ's lines or OME's XML.
    let description: String?
    /// The width of a pixel, in the unit of the resolution tags.
    let pixelWidth: Double?
    let pixelHeight: Double?
    /// 1 none, 2 inch, 3 centimetre; nil where the file does not say.
    let resolutionUnit: Int?

    /// Reads the metadata of the handle's current directory.
    init(of handle: borrowing TIFFHandle, raw: RawDirectory, file: borrowing InputFile) {
        description = handle.text(TIFFTAG_IMAGEDESCRIPTION)
        pixelWidth = raw.inverseRational(UInt16(TIFFTAG_XRESOLUTION), of: file)
        pixelHeight = raw.inverseRational(UInt16(TIFFTAG_YRESOLUTION), of: file)
        resolutionUnit = raw.unsigned(UInt16(TIFFTAG_RESOLUTIONUNIT)).flatMap { Int(exactly: $0) }
    }
}
