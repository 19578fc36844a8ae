import CLibTIFF
import VoxelCore

/// The resolution tags of a page.
struct ResolutionTags: Sendable, Hashable {
    /// The width of a pixel, in the unit of the tags.
    let pixelWidth: Double?
    let pixelHeight: Double?
    /// 1 none, 2 inch, 3 centimetre; nil where the file does not say.
    let unit: Int?

    /// An inch in µm.
    static let inch = 25_400.0

    init(of raw: RawDirectory, file: borrowing InputFile) {
        pixelWidth = raw.inverseRational(UInt16(TIFFTAG_XRESOLUTION), of: file)
        pixelHeight = raw.inverseRational(UInt16(TIFFTAG_YRESOLUTION), of: file)
        unit = raw.unsigned(UInt16(TIFFTAG_RESOLUTIONUNIT)).flatMap { Int(exactly: $0) }
    }

    /// The voxel size that the tags alone give, where it is one.
    ///
    /// Writers fill these tags with printing resolutions, 72 dpi for instance, when they know no better. So they count
    /// only in centimetres or inches, only from 10 nm to 200 µm, and never at a resolution that screens, printers and
    /// scanners have. z is taken from x.
    var voxelSize: VoxelSizeClaim? {
        guard let pixelWidth, let pixelHeight else { return nil }
        let scale: Double
        switch unit {
        case 3: scale = 1e4
        // Inches are what the standard takes where the unit is left out.
        case 2, nil: scale = ResolutionTags.inch
        default: return nil
        }
        let edges = [pixelWidth * scale, pixelHeight * scale]
        let isOne = edges.allSatisfy { edge in
            (0.01...200).contains(edge)
                && !ResolutionTags.isPrinting(micrometres: edge, inInches: scale == ResolutionTags.inch)
        }
        return isOne ? VoxelSizeClaim("TIFF resolution", x: edges[0], y: edges[1], z: nil, missing: .asInSlice) : nil
    }

    /// Whether a pixel of this edge is one of a screen, a printer or a scanner of paper and film.
    ///
    /// - Parameter inInches: whether the file counts in inches, where whole numbers are no accident: 10 µm are 2540 dpi,
    ///   but below 1200 no detector's pixel is a whole number that a writer would not put there by itself.
    static func isPrinting(micrometres: Double, inInches: Bool) -> Bool {
        let dotsPerInch = inch / micrometres
        let whole = dotsPerInch.rounded()
        if inInches, abs(dotsPerInch - whole) < 1e-6 * whole,
            whole <= 1200 || [1440, 2400, 2880, 3200, 3600, 4800, 6400, 7200, 9600].contains(whole)
        {
            return true
        }
        // Within 1 %, for those rounded to whole dots per centimetre.
        return [72, 75, 80, 90, 96, 100, 120, 144, 150, 180, 200, 220, 240, 254, 300, 360, 400, 600, 720, 1200, 2400]
            .contains { abs(dotsPerInch / $0 - 1) < 0.01 }
    }

    /// Whether two pages contradict each other; a page without a resolution contradicts none.
    func differs(from other: ResolutionTags) -> Bool {
        guard let pixelWidth, let pixelHeight, let width = other.pixelWidth, let height = other.pixelHeight else {
            return false
        }
        let isOther = { (a: Double, b: Double) in abs(a - b) > 1e-3 * max(a, b) }
        return isOther(pixelWidth, width) || isOther(pixelHeight, height) || (unit ?? 2) != (other.unit ?? 2)
    }
}
