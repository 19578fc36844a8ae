import VoxelCore

/// HDF5 files: `scan.h5`, or `scan.h5:/exchange/data` for one of several datasets.
enum HDF5Format: VolumeFormat {
    static let endings = HDF5Path.endings

    static func claims(_ path: String) -> Bool {
        let place = HDF5Path(path)
        switch PathKind(of: place.file) {
        case .folder: return false
        case .file: return place.dataset != nil || place.hasEnding || HDF5Path.hasSignature(place.file)
        case .missing: return place.hasEnding && !FilePath.isPattern(place.file)
        }
    }

    static func open(_ path: String, options: ReadingOptions, threads: Int) throws -> Volume {
        let opened = try HDF5Opening(HDF5Path(path), options: options, threads: threads)
        let volume = opened.volume
        return Volume(
            volume, named: path, voxelSize: opened.voxelSize.size, voxelSizeSource: opened.voxelSize.source,
            files: volume.files,
            storage: .init(
                format: "HDF5", pages: volume.shape.slices, compression: volume.compression,
                byteOrder: volume.byteOrder,
                details: opened.details),
            warnings: opened.warnings)
    }

    static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String] {
        let file = HDF5Path(path).file
        guard PathKind(of: file) != .missing else { throw .missingInput("there is no file '\(file)'") }
        return [file]
    }
}
