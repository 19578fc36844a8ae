import CLibTIFF
import VoxelCore

/// What a page says about the whole: its description and its resolution.
struct PageMetadata: Sendable {
    /// ImageDescription: ImageJ's lines or OME's XML.
    let description: String?
    let resolution: ResolutionTags

    /// Reads the metadata of the handle's current directory.
    init(of handle: borrowing TIFFHandle, raw: RawDirectory, file: borrowing InputFile) {
        description = handle.text(TIFFTAG_IMAGEDESCRIPTION)
        resolution = ResolutionTags(of: raw, file: file)
    }

    /// What the page says of the voxel size, the most telling first.
    ///
    /// - Parameter ome: OME metadata where it is known already; else it is looked for in the description.
    func voxelSizeClaims(ome: VoxelSizeClaim? = nil) -> [VoxelSizeClaim] {
        let ome = ome ?? description.flatMap { OMEMetadata.voxelSizeClaim(in: $0) }
        // ImageJ's description gives the resolution tags their meaning; they are not a second opinion then.
        let imageJ = description.flatMap { ImageJMetadata(parsing: $0) }
        let planar = imageJ?.unit == nil ? resolution.voxelSize : imageJ?.voxelSize(resolution)
        return [ome, planar].compactMap { $0 }
    }
}
