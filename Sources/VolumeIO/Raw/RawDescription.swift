import VoxelCore

/// What a header, or the user, says of samples that lie bare in files: all that is needed to read them.
///
/// A reader of a header makes one; ``volume(named:options:)`` checks it against the files.
struct RawDescription {
    /// What the format is called: `NRRD`.
    let format: String
    /// The number of slices, rows and columns.
    let shape: VolumeShape
    /// The type of the samples.
    let sampleType: SampleType
    /// Whether the lowest byte of a sample comes first.
    let isLittleEndian: Bool
    /// Whether z runs fastest and x slowest, as in Fortran.
    var isColumnMajor = false
    /// How runs of slices are packed.
    var coding = RawCoding.none
    /// Where the slices lie, in their order; every run holds as many.
    let runs: [Run]
    /// The file that describes them, where it holds none.
    var header: SourceFile?
    /// Who tells all this, for messages: `its header`.
    var teller = "its header"
    /// What to write there so that so many bytes before the samples are passed over, for messages; nil where nothing can be.
    var skipping: (@Sendable (Int) -> String)?
    /// What the header says of the voxel size.
    var claims: [VoxelSizeClaim] = []
    /// What the result's reader has to know.
    var warnings: [Warning] = []

    /// A piece of a file that holds whole slices, one behind the other.
    struct Run {
        let file: SourceFile
        /// Where it begins; nil where it is the end of the file.
        var offset: Int?
        /// The bytes it has in the file; nil for all up to its end, or as many as the samples have.
        var storedBytes: Int?
        /// The bytes passed over once it is unpacked.
        var skippedBytes = 0
    }
}

/// How samples are packed.
enum RawCoding: String, Sendable {
    case none
    /// Deflate in gzip's format (RFC 1952), with a CRC-32.
    case gzip
    /// Deflate in zlib's format (RFC 1950), with an Adler-32.
    case zlib
}

extension RawDescription {
    /// So many slices a volume may have; as many as pages of a TIFF file.
    static let mostSlices = PageDirectory.largestCount
    /// No measured grey values compress that much.
    private static let plausibleExpansion = 500
    /// Deflate makes at most 258 bytes of 2 bits.
    private static let largestExpansion = 1040

    /// The volume, once every size is found to be what the files have.
    ///
    /// Packed samples are unpacked once, to see that they are whole.
    ///
    /// - Parameter path: as it was given.
    /// - Throws: `SimstripError` of kind `data` where files are shorter or longer than told.
    func volume(named path: String, options: ReadingOptions) throws(SimstripError) -> Volume {
        let raw = try rawVolume(named: path, options: options)
        let discovered = try DiscoveredVoxelSize(claims, path: header?.path ?? runs[0].file.path)
        return Volume(
            raw, named: path, voxelSize: discovered.size, voxelSizeSource: discovered.source,
            files: (header.map { [$0] } ?? []) + raw.files,
            storage: .init(
                format: format, pages: shape.slices, compression: coding.rawValue,
                byteOrder: isLittleEndian ? "little" : "big"),
            warnings: warnings + discovered.warnings)
    }

    private func rawVolume(named path: String, options: ReadingOptions) throws(SimstripError) -> RawVolume {
        let place = Place(path: path)
        guard shape.slices > 0, shape.rows > 0, shape.columns > 0 else {
            throw .data("\(place) is empty: \(teller) says that its shape is \(shape) (z × y × x)")
        }
        guard shape.slices <= RawDescription.mostSlices else {
            throw .data("\(place) has \(shape.slices) slices by \(teller), more than \(RawDescription.mostSlices)")
        }
        let (pixels, a) = shape.rows.multipliedReportingOverflow(by: shape.columns)
        let (sliceBytes, b) = pixels.multipliedReportingOverflow(by: sampleType.byteCount)
        let (bytes, c) = sliceBytes.multipliedReportingOverflow(by: shape.slices)
        guard !a, !b, !c else {
            throw .data("\(place) is damaged: \(shape) (z × y × x) voxels of \(teller) are more than a file can hold")
        }
        guard !runs.isEmpty, shape.slices % runs.count == 0, !isColumnMajor || runs.count == 1 else {
            throw .data(
                "\(place) has \(shape.slices) slices by \(teller), which do not fit into its \(runs.count) files; every file"
                    + " holds as many slices")
        }
        let slicesPerRun = shape.slices / runs.count
        var parts: [RawVolume.Part] = []
        for run in runs { parts.append(try part(run, bytes: sliceBytes * slicesPerRun)) }
        if coding != .none { try checkExpansion(bytes: bytes, sliceBytes: sliceBytes, options: options, place: place) }
        let form = RawVolume.Form(
            shape: shape, sampleType: sampleType, isLittleEndian: isLittleEndian, sliceBytes: sliceBytes,
            slicesPerPart: slicesPerRun)
        let storage: RawVolume.Storage
        switch coding {
        case _ where isColumnMajor: storage = .columns(FortranBlocks(form, memoryLimit: options.memoryLimit))
        case .none: storage = .plain
        case .gzip, .zlib:
            let depth = InflateIndex.blockDepth(
                slicesPerPart: slicesPerRun, slices: shape.slices, sliceBytes: sliceBytes)
            var indices: [InflateIndex] = []
            for (index, run) in runs.enumerated() {
                let place = Place(slice: runs.count > 1 ? index * slicesPerRun : nil, path: run.file.path)
                indices.append(
                    try InflateIndex(
                        of: parts[index], coding: coding, slices: slicesPerRun, sliceBytes: sliceBytes, depth: depth,
                        place: place))
            }
            storage = .packed(indices, depth: depth)
        }
        return RawVolume(form: form, parts: parts, storage: storage)
    }

    /// Where a run lies, once its file is found to hold it and no more.
    ///
    /// - Parameter bytes: those of its samples.
    private func part(_ run: Run, bytes: Int) throws(SimstripError) -> RawVolume.Part {
        let place = Place(path: run.file.path)
        let size = run.file.bytes
        let offset = run.offset ?? size - bytes
        if coding != .none {
            guard let start = run.offset, start >= 0, start < size else {
                throw .data(
                    "\(place) has \(size) bytes, and its packed samples begin behind its end\(adviceForTruncated)")
            }
            let stored = run.storedBytes ?? size - start
            guard stored > 0, stored <= size - start else {
                throw .data(
                    "\(place) is truncated: \(stored) bytes of packed samples from byte \(start) on, the file has \(size)"
                        + adviceForTruncated)
            }
            guard stored == size - start else {
                throw .data(
                    "\(place) has \(size) bytes, \(teller) tells of \(stored) packed ones from byte \(start) on; what the"
                        + " others are is not known")
            }
            let (total, overflow) = bytes.addingReportingOverflow(run.skippedBytes)
            guard run.skippedBytes >= 0, !overflow, total / RawDescription.largestExpansion <= stored else {
                throw .data("\(place) is damaged: \(stored) packed bytes cannot hold the \(bytes) of its samples")
            }
            return .init(file: run.file, offset: start, storedBytes: stored, skippedBytes: run.skippedBytes)
        }
        guard offset >= 0, offset <= size, bytes <= size - offset else {
            let short = "\(place) is shorter than \(teller) says: \(sizeText) are \(bytes) bytes"
            throw .data(
                short + (run.offset.map { $0 > 0 ? " from byte \($0) on" : "" } ?? "") + ", the file has \(size)"
                    + advice(bytes: bytes, size: size, offset: offset))
        }
        guard bytes == size - offset else {
            throw .data(
                "\(place) is longer than \(teller) says: \(sizeText) are \(bytes) bytes"
                    + (offset > 0 ? " from byte \(offset) on" : "") + ", the file has \(size)"
                    + advice(bytes: bytes, size: size, offset: offset))
        }
        return .init(file: run.file, offset: offset, storedBytes: bytes, skippedBytes: 0)
    }

    /// What a run holds: `60 × 96 × 96 uint16 samples`.
    private var sizeText: String {
        let slices = shape.slices / runs.count
        return "\(slices) × \(shape.rows) × \(shape.columns) \(sampleType.rawValue) samples"
    }

    /// What would fit a file that is shorter or longer than told, as the end of a message.
    private func advice(bytes: Int, size: Int, offset: Int) -> String {
        let voxels = bytes / sampleType.byteCount
        let others = [1, 2, 4, 8].filter { count in
            let (wanted, overflow) = voxels.multipliedReportingOverflow(by: count)
            return count != sampleType.byteCount && !overflow && wanted == size - max(0, offset)
        }
        if let other = others.first {
            return "; it fits samples of \(other) byte\(other == 1 ? "" : "s") each: look whether the type is right"
        }
        guard size > bytes else { return "; copy it again, or correct the shape and the type" }
        let first = size - bytes
        let fitting = skipping.map { "\($0(first)) would fit" } ?? "its last \(bytes) bytes would fit"
        return
            "; if the samples are at its end, behind \(first) bytes of something else, \(fitting); else correct the shape"
            + " and the type"
    }

    /// Refuses what would need far more memory or time than its file can justify.
    private func checkExpansion(
        bytes: Int, sliceBytes: Int, options: ReadingOptions, place: Place
    ) throws(SimstripError) {
        guard sliceBytes <= options.memoryLimit else {
            throw .data(
                "\(place) needs \(sliceBytes) bytes to unpack one slice, more than the limit of \(options.memoryLimit); raise"
                    + " --memory-limit, or save it without compression")
        }
        let stored = runs.reduce(0) { $0.addingReportingOverflow($1.file.bytes).partialValue }
        // What is passed over is unpacked, too; that each sum is a number has been seen.
        let bytes = runs.reduce(bytes) {
            $0.addingReportingOverflow($1.skippedBytes).overflow ? .max : $0 + $1.skippedBytes
        }
        let (plausible, overflow) = stored.multipliedReportingOverflow(by: RawDescription.plausibleExpansion)
        guard overflow || bytes <= max(plausible, options.memoryLimit) else {
            throw .data(
                "\(place) would grow from \(stored) to \(bytes) bytes when unpacked, which no measured volume does; if it is"
                    + " real, raise --memory-limit above that, or save it without compression")
        }
    }
}
