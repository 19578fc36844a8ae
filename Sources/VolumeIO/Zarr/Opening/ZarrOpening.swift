import VoxelCore

/// A folder of Zarr, looked into and found to hold a volume.
struct ZarrOpening {
    let volume: ZarrVolume
    let voxelSize: DiscoveredVoxelSize
    let storage: Volume.Storage
    /// Those of metadata, then the folder of the array for its chunks.
    let files: [SourceFile]
    let warnings: [Warning]

    /// Opens a folder.
    ///
    /// - Throws: `SimstripError`: `missingInput` where it is not there, `data` for what is not one readable grey volume, `usage`
    ///   for a channel or time point that it does not have.
    init(_ path: ZarrPath, options: ReadingOptions, threads: Int) throws {
        let store = path.store
        let array: ZarrArray
        var level: (image: ZarrImage, index: Int)?
        var levels: [ZarrArray?] = []
        switch try ZarrNode.choice(in: path.folder) {
        case .array(let found):
            array = found
            level = ZarrImage.image(of: found.folder, store: store).map { ($0.image, $0.level) }
        case .image(let image):
            let finest = try image.finest()
            guard let found = finest.arrays[finest.index] else {
                throw SimstripError.data("'\(image.folder)' holds no level of its image")
            }
            (array, levels) = (found, finest.arrays)
            level = (image, finest.index)
        }
        let axes = try ZarrAxes(
            of: array, names: level?.image.axisNames(of: array) ?? array.axisNames,
            types: level?.image.multiscales.axes?.map(\.type), channels: level?.image.channels ?? [], options: options)
        let chunks = try ZarrChunks(of: array, axes: axes, options: options, threads: threads)
        let (fill, missing) = try ZarrOpening.fill(of: chunks, options: options)
        volume = ZarrVolume(chunks: chunks, fill: fill, memoryLimit: options.memoryLimit)
        let claim = level.flatMap { $0.image.claim(ofLevel: $0.index) }
        voxelSize = try DiscoveredVoxelSize(claim.map { [$0] } ?? [], path: store)
        let layer = Warning(layerOfChunks: volume.layerBytes, memoryLimit: options.memoryLimit)
        warnings = voxelSize.warnings + [missing, layer].compactMap { $0 }
        files = try ZarrOpening.metadata(path.folder, level?.image, array) + [chunks.all.identity]
        storage = .init(
            format: level.map { "OME-Zarr \($0.image.version)" } ?? "Zarr v\(array.version)", pages: axes.shape.slices,
            compression: array.compression, byteOrder: array.isLittleEndian ? "little" : "big",
            details: ZarrOpening.details(chunks, level, levels))
    }

    /// The files that say all this, each once, first that of the folder itself.
    private static func metadata(
        _ folder: String, _ image: ZarrImage?, _ array: ZarrArray
    ) throws(SimstripError) -> [SourceFile] {
        var files: [SourceFile] = []
        if let name = ZarrPath.metadataName(in: folder) {
            files.append(try InputFile(opening: FilePath.joined(folder, name)).identity)
        }
        for file in (image?.metadata ?? []) + array.metadata where !files.contains(where: { $0.path == file.path }) {
            files.append(file)
        }
        return files
    }

    /// What stands for chunks that are not there, with the warning that it does.
    ///
    /// - Throws: `SimstripError` of kind `data` where some are not there and may not be missing.
    private static func fill(
        of chunks: ZarrChunks, options: ReadingOptions
    ) throws(SimstripError) -> (fill: [UInt8]?, warning: Warning?) {
        guard let missing = chunks.missing else { return (nil, nil) }
        let array = chunks.array
        let place = "'\(array.folder)'"
        let total = chunks.grid.count ?? 0
        let slices = chunks.grid.box(missing.first).slices.clamped(to: 0..<chunks.grid.shape.slices)
        let what =
            missing.count == total
            ? "none of its \(total) chunks is there"
            : "\(missing.count) of its \(total) chunks are not there, the first \(chunks.words(missing.first)) (of slices"
                + " \(slices.lowerBound) to \(slices.upperBound - 1))"
        let bytes = array.fill.bytes(of: array.sampleType)
        let value = bytes.map { array.sampleType.words(ofSample: $0) }
        // A volume of nothing is none, whatever may be missing.
        guard options.allowGaps, missing.count < total else {
            let writers =
                value.map {
                    " Some writers, zarr-python among them, leave out chunks of nothing but the fill value, here \($0): if"
                        + " that is so, give --allow-gaps, and \($0) is taken for them"
                } ?? ""
            throw .data(
                "\(place) is incomplete: \(what). Copy it again, or wait until whatever writes it is done."
                    + (missing.count < total ? writers : ""))
        }
        guard let bytes, let value else {
            throw .data("\(place) is incomplete: \(what), and it tells no fill value for them (--allow-gaps)")
        }
        let isSwapped = array.isLittleEndian != (1.littleEndian == 1)
        return (
            isSwapped ? bytes.reversed() : bytes,
            Warning(
                "samples_missing",
                "\(place) is incomplete: \(what); the fill value \(value) was taken for their samples (--allow-gaps)")
        )
    }

    private static func details(
        _ chunks: ZarrChunks, _ level: (image: ZarrImage, index: Int)?, _ arrays: [ZarrArray?]
    ) -> [String] {
        let array = chunks.array
        let filters = array.filterNames.isEmpty ? "" : " (\(array.filterNames.joined(separator: ", ")))"
        var lines = [
            "Zarr v\(array.version), \(array.folder): chunks of \(chunks.grid.extents)\(filters)"
                + (array.shard == nil ? "" : " in shards of \(chunks.files.extents)")
        ]
        if let level {
            let words = level.image.multiscales.levels.enumerated().prefix(8).map { index, item in
                let extents = index < arrays.count ? arrays[index].map { " (\($0.words))" } ?? " (not there)" : ""
                return item.path + extents + (index == level.index ? ", read" : "")
            }
            lines.append(
                "levels: " + words.joined(separator: "; ") + (level.image.multiscales.levels.count > 8 ? "; …" : ""))
        }
        return lines
    }
}

extension ZarrImage {
    /// The names of the axes; before 0.3 there were none, but t, c, z, y, x.
    func axisNames(of array: ZarrArray) -> [String?]? {
        if let axes = multiscales.axes { return axes.map(\.name) }
        return array.extents.count == 5 ? ["t", "c", "z", "y", "x"] : nil
    }
}
