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
    private static let formats: [any VolumeFormat.Type] = [TIFFFormat.self]

    private static func format(of path: String) -> any VolumeFormat.Type {
        formats.first { $0.claims(path) } ?? formats[formats.count - 1]
    }

    /// What a volume is called where nothing else is said: the last component of its path, without the ending of a single file.
    package static func name(of path: String) -> String {
        let last = FilePath.last(of: path)
        let ending = formats.flatMap { $0.endings }.first { last.lowercased().hasSuffix($0) }
        guard let ending, case .file = PathKind(of: path) else { return last }
        return String(last.dropLast(ending.count))
    }

    /// Opens a folder of slices, the files of a pattern, or one file.
    ///
    /// - Parameters:
    ///   - path: `scan_rec`, `scan_rec/recon_*.tiff` or `scan.tif`.
    ///   - options: what the user insists on.
    ///   - threads: how many files are opened at a time; the result does not depend on it.
    /// - Throws: `SimstripError`: `missingInput` where nothing is there, `data` for what is not one readable grey volume,
    ///   `usage` for a channel or frame it does not have.
    public static func open(_ path: String, options: ReadingOptions = .init(), threads: Int = 1) throws -> Volume {
        try format(of: path).open(path, options: options, threads: threads)
    }

    /// The files that a path stands for, by their names alone; a set that one file stands for is known only once it is
    /// open.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` or `data`, as opening does.
    package static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String] {
        try format(of: path).paths(of: path, options: options)
    }

    /// The files beside a volume's first file that may tell its voxel size, as they are now.
    package static func neighbours(of first: String) -> [SourceFile] {
        NeighbouringFiles.all(in: FilePath.folder(of: first))
    }
}
