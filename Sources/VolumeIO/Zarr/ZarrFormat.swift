import VoxelCore

/// Folders of Zarr, versions 2 and 3, with the metadata of OME-Zarr or without: `scan.ome.zarr`, or an image, a level or an
/// array below it, `scan.ome.zarr/0`.
enum ZarrFormat: VolumeFormat {
    static let endings = [".ome.zarr", ".zarr"]

    static func claims(_ path: String) -> Bool { ZarrPath(path) != nil }

    static func open(_ path: String, options: ReadingOptions, threads: Int) throws -> Volume {
        let opened = try ZarrOpening(try place(path), options: options, threads: threads)
        return Volume(
            opened.volume, named: path, voxelSize: opened.voxelSize.size, voxelSizeSource: opened.voxelSize.source,
            files: opened.files, storage: opened.storage, warnings: opened.warnings)
    }

    static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String] {
        let folder = try place(path).folder
        guard let name = ZarrPath.metadataName(in: folder) else { throw ZarrNode.nothing(in: folder) }
        return [FilePath.joined(folder, name)]
    }

    private static func place(_ path: String) throws(SimstripError) -> ZarrPath {
        guard let place = ZarrPath(path) else { throw .missingInput("there is no folder '\(path)'") }
        return place
    }
}
