import VoxelCore

/// The boxes that a dataset is made of, and the files that hold them.
struct HDF5Parts {
    let files: [SourceFile]
    let parts: [HDF5Part]
    /// Whether there is a part everywhere.
    let isComplete: Bool
    /// The bytes that samples take in the files.
    let storedBytes: Int
    /// Files of sources that are not there.
    private let missing: [String]

    /// A dataset that is itself the only part.
    init(whole samples: HDF5Samples, in file: SourceFile) {
        files = [file]
        let region = VoxelRegion(samples.shape)
        parts = [HDF5Part(region: region, source: region, samples: samples)]
        (isComplete, storedBytes, missing) = (true, samples.storedBytes, [])
    }

    /// The sources of a virtual dataset, each looked into as the file itself was.
    ///
    /// Sources lie below the folder of the file. A path that leads elsewhere, as an absolute one does once the files have
    /// moved, is looked for there by its last two names (`scan_parts/p0000.h5`), then by its last.
    ///
    /// - Throws: `SimstripError` of kind `data` where a source is missing (unless gaps are allowed), is of another type, or
    ///   does not fit.
    init(
        of description: HDF5Description, shape: VolumeShape, type: SampleType, in file: SourceFile,
        inspector: HDF5Inspector, options: ReadingOptions, threads: Int, place: String
    ) throws {
        struct Key: Hashable {
            let path: String
            let dataset: String
        }
        var keys: [Key] = []
        var indexOfKey: [Key: Int] = [:]
        var paths = [file.path]
        var indexOfPath = [file.path: 0]
        var missing: [String] = []
        var pieces: [(part: HDF5Description.Part, key: Int)] = []
        for part in description.parts {
            guard let path = HDF5Parts.path(of: part.file, beside: file.path) else {
                missing.append(part.file)
                continue
            }
            let key = Key(path: path, dataset: part.dataset)
            if indexOfPath[path] == nil {
                indexOfPath[path] = paths.count
                paths.append(path)
            }
            if indexOfKey[key] == nil {
                indexOfKey[key] = keys.count
                keys.append(key)
            }
            pieces.append((part, indexOfKey[key] ?? 0))
        }
        if let first = missing.first, !options.allowGaps {
            throw SimstripError.data(
                "\(place) is incomplete: of its \(description.parts.count) parts \(missing.count) are not there, such as"
                    + " '\(first)'; put them where they were, beside '\(file.name)', or give --allow-gaps to take its fill value"
                    + " for what is missing")
        }
        let (wanted, numbers) = (keys, indexOfPath)
        let identities = try [file] + paths.dropFirst().map { try InputFile(opening: $0).identity }
        let sources = try concurrentMap(count: wanted.count, threads: threads) { index -> HDF5Samples in
            let key = wanted[index]
            let found = try inspector.description(of: key.dataset, in: key.path, gapsAllowed: options.allowGaps)
            let place = "'\(key.dataset)' of '\(key.path)', a part of \(place),"
            guard let shape = found.dataset.shapeOfSource else {
                throw SimstripError.data("\(place) is neither an image nor a volume (\(found.dataset.words))")
            }
            let number = numbers[key.path] ?? 0
            let samples = try HDF5Samples(
                found, shape: shape, file: number, fileBytes: identities[number].bytes, options: options, place: place)
            guard samples.sampleType == type else {
                throw SimstripError.data("\(place) is \(samples.sampleType.rawValue), the volume is \(type.rawValue)")
            }
            return samples
        }
        parts = try pieces.map { piece in
            try HDF5Part(piece.part, of: sources[piece.key], in: shape, place: place)
        }
        files = identities
        self.missing = missing
        storedBytes = sources.reduce(0) { $0 + $1.storedBytes }
        isComplete = try HDF5Parts.cover(parts, shape, place: place)
        if !isComplete && !options.allowGaps {
            throw SimstripError.data(
                "\(place) is incomplete: its parts do not cover all of it; reconstruct it again, or give --allow-gaps to take its"
                    + " fill value for what is missing")
        }
    }

    /// Where a source is; nil where it is not below the file's folder.
    static func path(of source: String, beside file: String) -> String? {
        if source == "." { return file }
        let names = FilePath.components(of: source).filter { $0 != "." }
        var tries = [names.suffix(2), names.suffix(1)]
        if source.unicodeScalars.first != "/" { tries.insert(names[...], at: 0) }
        for names in tries where !names.isEmpty && !names.contains("..") {
            let path = FilePath.joined(FilePath.folder(of: file), names.joined(separator: "/"))
            if path != file, PathKind(of: path) == .file { return path }
        }
        return nil
    }

    /// Whether parts cover all of a volume.
    ///
    /// - Throws: `SimstripError` of kind `data` where one lies over another.
    private static func cover(_ parts: [HDF5Part], _ shape: VolumeShape, place: String) throws(SimstripError) -> Bool {
        let sorted = parts.map(\.region).sorted { $0.slices.lowerBound < $1.slices.lowerBound }
        var covered = 0
        for (index, region) in sorted.enumerated() {
            covered += region.shape.count
            for other in sorted[(index + 1)...] {
                guard other.slices.lowerBound < region.slices.upperBound else { break }
                guard !other.rows.overlaps(region.rows) || !other.columns.overlaps(region.columns) else {
                    throw .data(
                        "\(place) has parts that lie over each other, which is not read; copy it into one file (h5repack)"
                    )
                }
            }
        }
        return covered == shape.count
    }

    /// What is missing and was allowed to be.
    func warnings(place: String, fill: String) -> [Warning] {
        let chunks = parts.reduce(0) { $0 + $1.samples.missingChunks }
        guard chunks > 0 || !isComplete else { return [] }
        let what =
            chunks > 0
            ? "\(chunks) of its chunks were never written"
            : "\(missing.isEmpty ? "some" : "\(missing.count)") of its parts are missing"
        return [
            Warning(
                "samples_missing",
                "\(place) is incomplete: \(what); the fill value \(fill) was taken for their samples (--allow-gaps)")
        ]
    }
}

extension HDF5Dataset {
    /// Its extents as those of a source: an image is one slice.
    fileprivate var shapeOfSource: VolumeShape? {
        if extents.count == 2 { return HDF5Dataset(path: path, extents: [1] + extents, type: type).shape }
        return shape
    }
}

extension HDF5Samples {
    /// The chunks that were never written; a dataset without any counts as one.
    fileprivate var missingChunks: Int {
        switch storage {
        case .compact, .contiguous: 0
        case .chunked(let table): table.missing == nil ? 0 : table.places.count { $0.offset < 0 }
        case .unwritten: 1
        }
    }
}

extension HDF5Part {
    /// Checks a part of a virtual dataset.
    fileprivate init(
        _ part: HDF5Description.Part, of samples: HDF5Samples, in shape: VolumeShape, place: String
    ) throws(SimstripError) {
        guard let region = VoxelRegion(part.box),
            let source = part.source.isEmpty ? VoxelRegion(samples.shape) : VoxelRegion(part.source),
            region.shape == source.shape, region.lies(in: shape), source.lies(in: samples.shape)
        else {
            throw .data(
                "\(place) takes a box of '\(samples.path)' that does not fit: it fills \(part.box), the source has"
                    + " \(samples.shape) and shall give \(part.source)")
        }
        (self.region, self.source, self.samples) = (region, source, samples)
    }
}

extension VoxelRegion {
    /// A box of the last three axes; nil where another axis is longer than 1.
    fileprivate init?(_ ranges: [Range<Int>]) {
        let padded = Array(repeating: 0..<1, count: max(0, 3 - ranges.count)) + ranges
        guard padded.dropLast(3).allSatisfy({ $0 == 0..<1 }) else { return nil }
        let last = padded.suffix(3).map { $0 }
        self.init(slices: last[0], rows: last[1], columns: last[2])
    }

    fileprivate func lies(in shape: VolumeShape) -> Bool {
        slices.upperBound <= shape.slices && rows.upperBound <= shape.rows && columns.upperBound <= shape.columns
    }
}
