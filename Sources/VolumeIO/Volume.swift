import VoxelCore

/// A volume that has been opened: its samples, and what is known of them.
///
/// Formats open volumes from files; a program may make one of samples that it has or computes. Nothing behind this type asks
/// where the samples come from.
public struct Volume: VolumeSource {
    /// What it is called in results and messages: the path as it was given.
    public let name: String
    /// A header that describes the others, if it holds no slices itself; the files that hold the slices, in the order of
    /// the slices; then a companion that describes them; none where the samples are not of files. Of Zarr the metadata, then
    /// the folder of the array, whose chunks count as one file: all their bytes, and the latest of their times.
    public let files: [SourceFile]
    /// How the files hold the samples.
    public let storage: Storage
    /// The voxel size, if the data or what lies beside it tells it.
    public let voxelSize: VoxelSize?
    /// What told the voxel size, or told to work without one: `simstrip.yaml`, `OME`, `ImageJ`, `TIFF resolution`,
    /// `NRRD`, `MetaImage`, `VGI`, `OME-Zarr`, `rec_line.txt` or the name of another log beside it; nil where nothing did.
    public let voxelSizeSource: String?
    /// What the result's reader has to know of how the volume was read.
    public let warnings: [Warning]
    private let samples: any VolumeSource

    /// How files hold samples.
    public struct Storage: Sendable, Hashable {
        /// What the files are: `TIFF`, `NumPy 1.0`, `raw`; `memory` where there are none.
        public var format: String
        /// The pages, or whatever else holds a slice, that make up the volume.
        public var pages: Int
        /// `none`, `lzw`, `deflate`, `packbits`, `zstd`, `lzma`, `jpeg`, `ccitt-…`, `gzip`, `zlib`; of HDF5 and
        /// Zarr also `lz4`, `bitshuffle-lz4`, `blosc`, `blosc-…`.
        public var compression: String
        /// `little` or `big`.
        public var byteOrder: String
        /// What else is known of it, for people, a line each: of HDF5 and Zarr the dataset, its chunks and filters.
        public var details: [String] = []

        /// Samples as they lie in memory.
        public static func memory(slices: Int) -> Storage {
            Storage(format: "memory", pages: slices, compression: "none", byteOrder: "little")
        }
    }

    /// Samples with what is known of them.
    ///
    /// - Parameters:
    ///   - samples: read when a reader asks for them.
    ///   - name: what the volume is called.
    ///   - voxelSize: its edges, if they are known.
    ///   - voxelSizeSource: what told them.
    ///   - files: the files that hold it.
    ///   - storage: how they do; nil for samples in memory.
    ///   - warnings: what the result's reader has to know.
    public init(
        _ samples: any VolumeSource, named name: String = "memory", voxelSize: VoxelSize? = nil,
        voxelSizeSource: String? = nil, files: [SourceFile] = [], storage: Storage? = nil, warnings: [Warning] = []
    ) {
        self.samples = samples
        self.name = name
        self.files = files
        self.storage = storage ?? .memory(slices: samples.shape.slices)
        self.voxelSize = voxelSize
        self.voxelSizeSource = voxelSizeSource ?? voxelSize.map { _ in "given with the samples" }
        self.warnings = warnings
    }

    /// The extents.
    public var shape: VolumeShape { samples.shape }
    /// The type of the samples.
    public var sampleType: SampleType { samples.sampleType }
    /// The slices that its source decodes together.
    public var blockDepth: Int { samples.blockDepth }
    /// The slices beside one that reading it takes.
    public var sliceReach: Int { samples.sliceReach }
    /// A reader of its own for one thread.
    public func makeReader() throws -> any VolumeReader { try samples.makeReader() }
}

extension Volume {
    /// What a volume is called where nothing else is said: the last component of its path, without the ending of a single file.
    package static func name(of path: String) -> String {
        let path = file(of: path)
        if let zarr = ZarrPath(path)?.store { return withoutEnding(FilePath.last(of: zarr), ZarrFormat.endings) }
        let last = FilePath.last(of: path)
        guard case .file = PathKind(of: path) else { return last }
        return withoutEnding(last, formats.flatMap { $0.endings })
    }

    private static func withoutEnding(_ name: String, _ endings: [String]) -> String {
        let ending = endings.first { name.lowercased().hasSuffix($0) } ?? ""
        return String(name.dropLast(ending.count))
    }

    /// The file or folder that a path leads to: of `scan.h5:/exchange/data` the file.
    package static func file(of path: String) -> String { HDF5Path(path).file }

    /// Opens a folder of slices, the files of a pattern, or one file.
    ///
    /// - Parameters:
    ///   - path: `scan_rec`, `scan_rec/recon_*.tiff`, `scan.tif`, `scan.npy`, `scan.h5`,
    ///     `scan.h5:/exchange/data`, `scan.ome.zarr` or `scan.ome.zarr/0`.
    ///   - options: what the user insists on.
    ///   - threads: how many files are opened at a time; the result does not depend on it.
    /// - Throws: `SimstripError`: `missingInput` where nothing is there, `data` for what is not one readable grey volume,
    ///   `usage` for a channel or frame it does not have.
    public static func open(_ path: String, options: ReadingOptions = .init(), threads: Int = 1) throws -> Volume {
        try format(of: path, options: options).open(path, options: options, threads: threads)
    }

    /// The files that a path stands for, by their names alone; a set that one file stands for is known only once it is
    /// open.
    ///
    /// - Throws: `SimstripError` of kind `missingInput` or `data`, as opening does.
    package static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String] {
        try format(of: path, options: options).paths(of: path, options: options)
    }

    /// The files beside a volume's first file that may tell its voxel size, as they are now.
    package static func neighbours(of first: String) -> [SourceFile] {
        NeighbouringFiles.all(beside: ZarrPath.store(ofFile: first) ?? first)
    }

    /// One of a volume's files as it is now; nil where it is not there any more, or is no file.
    package static func file(at path: String) -> SourceFile? {
        SourceFile(of: path) ?? (try? ZarrArray.read(path)).flatMap { try? ZarrFiles(of: $0, threads: 1).identity }
    }
}
