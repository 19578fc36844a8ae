import VoxelCore

/// A way in which files hold a volume.
protocol VolumeFormat: Sendable {
    /// How names of its single files end, in lower case: `.tif`.
    static var endings: [String] { get }

    /// Whether a path is for this format to open, or to say why it cannot be.
    static func claims(_ path: String) -> Bool

    /// Opens a volume: its headers are read and found to fit, its samples are not read.
    ///
    /// - Parameters:
    ///   - path: as it was given.
    ///   - options: what the user insists on.
    ///   - threads: how many files are opened at a time; the result does not depend on it.
    /// - Throws: `SimstripError`: `missingInput` where nothing is there, `data` for what is not one readable grey volume,
    ///   `usage` for a part of it that it does not have.
    static func open(_ path: String, options: ReadingOptions, threads: Int) throws -> Volume

    /// The files that a path stands for, by their names alone; of a set that one file stands for, that file.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` or `data`, as opening does.
    static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String]
}

extension Volume {
    /// The formats, in the order in which they are asked whether a path is theirs; the last takes what no other does.
    static let formats: [any VolumeFormat.Type] = [
        HDF5Format.self, ZarrFormat.self, NumPyFormat.self, NRRDFormat.self, MetaImageFormat.self, VGIFormat.self,
        RawFormat.self,
        TIFFFormat.self,
    ]

    /// The format that a path is opened as; with `--raw` none but that.
    static func format(of path: String, options: ReadingOptions) -> any VolumeFormat.Type {
        if options.raw != nil { return RawFormat.self }
        return formats.first { $0.claims(path) } ?? formats[formats.count - 1]
    }
}
