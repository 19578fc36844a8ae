import VoxelCore

extension PageMetadata {
    /// The voxel size that the resolution tags alone give, where it is one.
    ///
    /// Writers fill these tags with printing resolutions, 72 dpi for instance, when they know no better. So they count
    /// only in centimetres or inches, only from 10 nm to 200 µm, and never at a resolution that screens and printers
    /// have. z is taken from x.
    var voxelSizeOfResolution: (size: VoxelSize, assumesZ: Bool)? {
        guard let pixelWidth, let pixelHeight else { return nil }
        let unit: Double
        switch resolutionUnit {
        case 3: unit = 1e4
        // Inches are what the standard takes where the unit is left out.
        case 2, nil: unit = 25_400
        default: return nil
        }
        let edges = [pixelWidth * unit, pixelHeight * unit]
        guard edges.allSatisfy({ (0.01...200).contains($0) && !PageMetadata.isPrinting(micrometres: $0) }) else {
            return nil
        }
        return VoxelSize.fromMetadata(x: edges[0], y: edges[1], z: nil)
    }

    /// Whether a pixel of this edge is one of a screen or a printer.
    static func isPrinting(micrometres: Double) -> Bool {
        let dotsPerInch = 25_400 / micrometres
        // Within 1 %, for those rounded to whole dots per centimetre.
        return [72, 75, 90, 96, 100, 120, 144, 150, 180, 200, 220, 240, 254, 300, 360, 400, 600, 720, 1200, 2400]
            .contains { abs(dotsPerInch / $0 - 1) < 0.01 }
    }
}
