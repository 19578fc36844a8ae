import VoxelCore

/// An HDF5 file, looked into and found to hold a volume.
struct HDF5Opening {
    let volume: HDF5Volume
    let voxelSize: DiscoveredVoxelSize
    private(set) var warnings: [Warning]
    /// What it is, for `info`.
    let details: [String]

    /// Opens a file.
    ///
    /// - Throws: `SimstripError`: `missingInput` where the file or the dataset is not there, `data` for what is not one
    ///   readable grey volume, `failed` where the program that looks into it is missing.
    init(_ path: HDF5Path, options: ReadingOptions, threads: Int) throws {
        let file = path.file
        guard PathKind(of: file) != .missing else { throw SimstripError.missingInput("there is no file '\(file)'") }
        let identity = try InputFile(opening: file).identity
        guard HDF5Path.hasSignature(file) else { throw HDF5Opening.notHDF5(file) }
        let inspector = try HDF5Inspector(for: file)
        let contents = try inspector.contents(of: file)
        let dataset = try path.dataset ?? DatasetChoice.dataset(of: contents, in: file)
        let description = try inspector.description(of: dataset, in: file, gapsAllowed: options.allowGaps)
        let place = "'\(dataset)' of '\(file)'"
        let (shape, type) = try HDF5Opening.volume(description.dataset, place: place, file: file)

        let parts: HDF5Parts
        if case .virtual = description.layout {
            parts = try HDF5Parts(
                of: description, shape: shape, type: type, in: identity, inspector: inspector, options: options,
                threads: threads, place: place)
        } else {
            let samples = try HDF5Samples(
                description, shape: shape, file: 0, fileBytes: identity.bytes, options: options, place: place)
            parts = HDF5Parts(whole: samples, in: identity)
        }
        try HDF5Opening.checkExpansion(parts, shape: shape, type: type, options: options, place: place)
        volume = HDF5Volume(
            shape: shape, sampleType: type, files: parts.files, parts: parts.parts,
            fill: parts.isComplete ? nil : HDF5Opening.fill(of: description), memoryLimit: options.memoryLimit)
        voxelSize = try DiscoveredVoxelSize(HDF5VoxelSizes.claims(of: dataset, in: contents), path: file)
        warnings =
            voxelSize.warnings
            + parts.warnings(place: place, fill: type.words(ofSample: HDF5Opening.fill(of: description)))
        let layer = parts.parts.map(\.samples.layerBytes).max() ?? 0
        if let warning = Warning(layerOfChunks: layer, memoryLimit: options.memoryLimit) { warnings.append(warning) }
        if shape.slices == 1, let warning = Warning(singleSlice: file) { warnings.append(warning) }
        details = HDF5Opening.details(of: dataset, description: description, parts: parts, contents: contents)
    }

    private static func notHDF5(_ file: String) -> SimstripError {
        let kind = FileKind(ofFile: file)
        if let kind { return .data("'\(file)' is not an HDF5 file but \(kind.words); \(kind.advice)") }
        return .data(
            "'\(file)' is not an HDF5 file, though its name says so: its signature is at none of the bytes 0, 512, 1024, …;"
                + " take it from a copy, or rename it to what it is")
    }

    /// The shape and type of what shall be a volume.
    private static func volume(
        _ dataset: HDF5Dataset, place: String, file: String
    ) throws(SimstripError) -> (VolumeShape, SampleType) {
        guard case .grey(let type, _) = dataset.type else {
            throw .data(
                "\(place) holds no grey values (\(dataset.words)); integers of 8, 16 or 32 bits and floating point of 16, 32"
                    + " or 64 are read. Convert it, for instance to float32")
        }
        guard let shape = dataset.shape else {
            let isStack = dataset.extents.count > 3 && dataset.extents.suffix(3).allSatisfy { $0 > 1 }
            throw .data(
                "\(place) is no volume (\(dataset.words)): three axes (z, y, x), each at least 1 long, are read, or more where the"
                    + " first ones are 1 long"
                    + (isStack ? "; write the volume that is meant as a dataset of its own" : ""))
        }
        return (shape, type)
    }

    private static func checkExpansion(
        _ parts: HDF5Parts, shape: VolumeShape, type: SampleType, options: ReadingOptions, place: String
    ) throws(SimstripError) {
        try BoxGrid.checkExpansion(
            from: parts.storedBytes, to: shape.count * type.byteCount, memoryLimit: options.memoryLimit, place: place)
    }

    /// The fill value in the machine's byte order.
    private static func fill(of description: HDF5Description) -> [UInt8] {
        guard case .grey(let type, let isLittleEndian) = description.dataset.type else { return [] }
        let bytes =
            description.fill.count == type.byteCount ? description.fill : Array(repeating: 0, count: type.byteCount)
        return isLittleEndian == (1.littleEndian == 1) ? bytes : bytes.reversed()
    }

    private static func details(
        of dataset: String, description: HDF5Description, parts: HDF5Parts, contents: HDF5Contents
    ) -> [String] {
        let layout: String
        switch description.layout {
        case .virtual: layout = "virtual, \(parts.parts.count) parts in \(max(1, parts.files.count - 1)) files"
        case .compact: layout = "compact"
        case .contiguous, .unwritten: layout = "contiguous"
        case .chunked: layout = ""
        }
        var chunks: String?
        if let first = parts.parts.first, case .chunked(let table) = first.samples.storage { chunks = table.words }
        var lines = ["\(dataset): " + ([layout, chunks ?? ""].filter { !$0.isEmpty }.joined(separator: ", "))]
        let others = DatasetChoice.others(than: dataset, in: contents)
        if !others.isEmpty {
            lines.append(
                "also in the file: " + others.prefix(6).map { "\($0.path) (\($0.words))" }.joined(separator: "; ")
                    + (others.count > 6 ? "; …" : ""))
        }
        return lines
    }
}
