import VoxelCore

/// TIFF files: a folder of slices, the files of a pattern, or one file of several pages.
enum TIFFFormat: VolumeFormat {
    static let endings = [".tif", ".tiff"]

    /// Whatever no other format takes: a folder or a file that is not TIFF is refused with the reason.
    static func claims(_ path: String) -> Bool { true }

    static func open(_ path: String, options: ReadingOptions, threads: Int) throws -> Volume {
        let tiff = try TIFFVolume.open(path, options: options, threads: threads)
        return Volume(
            tiff, named: path, voxelSize: tiff.voxelSize, voxelSizeSource: tiff.voxelSizeSource, files: tiff.files,
            storage: .init(
                format: "TIFF", pages: tiff.pages, compression: tiff.compression, byteOrder: tiff.byteOrder),
            warnings: tiff.warnings)
    }

    static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String] {
        switch PathKind(of: path) {
        case .folder: try SliceListing(folder: path, options: options).paths
        case .file: [path]
        case .missing: try SliceListing(pattern: path, options: options).paths
        }
    }
}
