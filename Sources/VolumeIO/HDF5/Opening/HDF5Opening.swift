import VoxelCore

/// An HDF5 file, looked into and found to hold a volume.
struct HDF5Opening {
    let volume: HDF5Volume
    let voxelSize: DiscoveredVoxelSize
    private(set) var warnings: [Warning]
    /// What it is, for `info`.
    let details: [String]

    /// No measured grey values compress that much.
    private static let plausibleExpansion = 500

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
        warnings = voxelSize.warnings + parts.warnings(place: place, fill: HDF5Opening.fillWords(description, type))
        if let warning = HDF5Opening.layerWarning(parts, options: options) { warnings.append(warning) }
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
        let decoded = shape.count * type.byteCount
        let (plausible, overflow) = parts.storedBytes.multipliedReportingOverflow(by: plausibleExpansion)
        guard overflow || decoded <= max(plausible, options.memoryLimit) else {
            throw .data(
                "\(place) would grow from \(parts.storedBytes) to \(decoded) bytes when decoded, which no measured volume does;"
                    + " if it is real, raise --memory-limit above that, or write it without compression")
        }
    }

    /// The fill value in the machine's byte order.
    private static func fill(of description: HDF5Description) -> [UInt8] {
        guard case .grey(let type, let isLittleEndian) = description.dataset.type else { return [] }
        let bytes =
            description.fill.count == type.byteCount ? description.fill : Array(repeating: 0, count: type.byteCount)
        return isLittleEndian == (1.littleEndian == 1) ? bytes : bytes.reversed()
    }

    private static func fillWords(_ description: HDF5Description, _ type: SampleType) -> String {
        fill(of: description).withUnsafeBytes { bytes in
            switch type {
            case .uint8: "\(bytes.load(as: UInt8.self))"
            case .uint16: "\(bytes.loadUnaligned(as: UInt16.self))"
            case .uint32: "\(bytes.loadUnaligned(as: UInt32.self))"
            case .int8: "\(bytes.load(as: Int8.self))"
            case .int16: "\(bytes.loadUnaligned(as: Int16.self))"
            case .int32: "\(bytes.loadUnaligned(as: Int32.self))"
            case .float16: "\(bytes.loadUnaligned(as: Float16.self))"
            case .float32: "\(bytes.loadUnaligned(as: Float.self))"
            case .float64: "\(bytes.loadUnaligned(as: Double.self))"
            }
        }
    }

    private static func layerWarning(_ parts: HDF5Parts, options: ReadingOptions) -> Warning? {
        let layer = parts.parts.map(\.samples.layerBytes).max() ?? 0
        guard layer > options.memoryLimit else { return nil }
        return Warning(
            "chunks_decoded_again",
            "a layer of chunks takes \(mebibytes(layer)), a reader may hold \(mebibytes(options.memoryLimit)); what does not"
                + " fit is decoded once for each of its slices. --memory-limit \(layer / (1 << 20) + 1)MiB makes it faster,"
                + " with as much memory for each thread")
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
