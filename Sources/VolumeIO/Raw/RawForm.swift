import VoxelCore

/// How samples lie in a file that has no header, as the user tells it: `--raw 60,96,96,uint16,big,offset=512`.
public struct RawForm: Sendable, Hashable {
    /// The number of slices, rows and columns.
    public var shape: VolumeShape
    /// The type of the samples.
    public var sampleType: SampleType
    /// Whether the highest byte of a sample comes first.
    public var isBigEndian: Bool
    /// The bytes of each file before its samples.
    public var offset: Int

    /// A form; without more, little endian from the first byte on.
    public init(shape: VolumeShape, sampleType: SampleType, isBigEndian: Bool = false, offset: Int = 0) {
        self.shape = shape
        self.sampleType = sampleType
        self.isBigEndian = isBigEndian
        self.offset = offset
    }
}

extension RawForm: CustomStringConvertible {
    /// As `--raw` takes it.
    public var description: String {
        let words = shape.extents.map(String.init) + [sampleType.rawValue]
        return (words + (isBigEndian ? ["big"] : []) + (offset > 0 ? ["offset=\(offset)"] : [])).joined(separator: ",")
    }
}

/// Files of samples without a header, of which the user tells what they hold.
enum RawFormat: VolumeFormat {
    static let endings = [".raw", ".vol", ".bin", ".dat"]

    /// None by its path: it is asked for with `--raw`.
    static func claims(_ path: String) -> Bool { false }

    static func open(_ path: String, options: ReadingOptions, threads: Int) throws -> Volume {
        guard let form = options.raw else {
            throw SimstripError.usage("'\(path)' has no header; tell with --raw what it holds")
        }
        let listing = try listing(of: path, options: options)
        var runs: [RawDescription.Run] = []
        for path in listing.paths {
            runs.append(.init(file: try InputFile(opening: path).identity, offset: form.offset))
        }
        return try RawDescription(
            format: "raw", shape: form.shape, sampleType: form.sampleType, isLittleEndian: !form.isBigEndian,
            runs: runs,
            teller: "--raw", skipping: { "offset=\($0)" }, warnings: listing.warnings
        ).volume(named: path, options: options)
    }

    static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String] {
        try listing(of: path, options: options).paths
    }

    private static func listing(
        of path: String, options: ReadingOptions
    ) throws(SimstripError) -> (paths: [String], warnings: [Warning]) {
        switch PathKind(of: path) {
        case .file: return ([path], [])
        case .folder:
            throw .usage(
                "--raw tells what a file holds, '\(path)' is a folder; give the file, or a quoted pattern of files of as many"
                    + " slices each, such as '\(FilePath.joined(path, "*.raw"))'")
        case .missing:
            guard FilePath.isPattern(path) else { return (try HeaderFile.paths(of: path), []) }
            let listing = try SliceListing(rawPattern: path, options: options)
            return (listing.paths, listing.warnings)
        }
    }
}
