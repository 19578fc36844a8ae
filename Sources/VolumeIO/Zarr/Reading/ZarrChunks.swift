import VoxelCore

/// Where the chunks of a volume lie, each number checked.
struct ZarrChunks: Sendable {
    let array: ZarrArray
    /// The chunks of the volume.
    let grid: BoxGrid
    /// What each file holds of it: a chunk, or the chunks of a shard.
    let files: BoxGrid
    /// All files of the array.
    let all: ZarrFiles
    /// The first of the files at this place of the leading axes.
    let firstFile: Int
    /// Of every chunk where it is in its shard; none where files are chunks.
    let places: [Place]
    /// The bytes of a decoded chunk.
    let chunkBytes: Int
    /// Where, in a chunk that is longer than 1 along leading axes, the samples of the volume begin.
    let chunkOffset: Int
    /// The bytes that chunks have in their files.
    let storedBytes: Int
    /// How many chunks are not there, and the first.
    let missing: (count: Int, first: Int)?

    /// Where a chunk lies in its shard.
    struct Place: Sendable {
        /// Below 0 where it was never written.
        var offset = -1
        var bytes = 0
    }

    /// Checks the chunks of a volume.
    ///
    /// - Parameter axes: of the array.
    /// - Throws: `SimstripError` of kind `data` for what is damaged or too large, of kind `missingInput` where files may not
    ///   be read.
    init(of array: ZarrArray, axes: ZarrAxes, options: ReadingOptions, threads: Int) throws {
        let place = "'\(array.folder)'"
        self.array = array
        let extents = array.chunkExtents
        let last = VolumeShape(extents.suffix(3)), lastOfFile = VolumeShape(array.fileExtents.suffix(3))
        var bytes = array.sampleType.byteCount
        for extent in extents {
            let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
            guard !overflow, product < ZarrChunks.largestChunk else {
                throw SimstripError.data("\(place) is damaged: \(last) cannot be the extents of a chunk")
            }
            bytes = product
        }
        guard array.fileExtents.allSatisfy({ $0 < ZarrChunks.largestChunk }) else {
            throw SimstripError.data("\(place) is damaged: \(lastOfFile) cannot be the extents of a shard")
        }
        guard array.filters.isEmpty || bytes <= options.memoryLimit else {
            throw SimstripError.data(
                "\(place) needs \(bytes) bytes for one chunk, more than the limit of \(options.memoryLimit); raise"
                    + " --memory-limit, or write it in smaller chunks")
        }
        chunkBytes = bytes
        grid = BoxGrid(axes.shape, extents: last)
        files = BoxGrid(axes.shape, extents: lastOfFile)
        guard let count = grid.count, count <= BoxGrid.mostBoxes, let fileCount = files.count else {
            throw SimstripError.data("\(place) has more than \(BoxGrid.mostBoxes) chunks; write it in larger ones")
        }
        all = try ZarrFiles(of: array, threads: threads)
        var (file, inner) = (0, 0)
        for (axis, index) in axes.leading.enumerated() {
            file = file * all.counts[axis] + index / array.fileExtents[axis]
            inner = inner * extents[axis] + index % extents[axis]
        }
        firstFile = file * fileCount
        chunkOffset = inner * (bytes / extents.dropLast(3).reduce(1, *))
        let sizes = all.bytes[firstFile..<firstFile + fileCount]
        if let shard = array.shard {
            let found = try ZarrChunks.places(
                in: sizes, from: firstFile, all: all, array, shard, leading: axes.leading, grid: grid, files: files,
                threads: threads)
            places = found
            storedBytes = found.reduce(0) { $0.addingReportingOverflow($1.bytes).partialValue }
            missing = found.firstIndex { $0.offset < 0 }.map { first in (found.count { $0.offset < 0 }, first) }
        } else {
            places = []
            storedBytes = sizes.reduce(0) { $0.addingReportingOverflow(max(0, $1)).partialValue }
            missing = sizes.firstIndex { $0 < 0 }.map { first in (sizes.count { $0 < 0 }, first - sizes.startIndex) }
        }
        for index in 0..<count {
            let bytes = places.isEmpty ? sizes[firstFile + index] : places[index].offset < 0 ? -1 : places[index].bytes
            if let fault = fault(ofStored: bytes, memoryLimit: options.memoryLimit) {
                throw SimstripError.data("\(place) is damaged: its chunk \(words(index)) \(fault)\(adviceForTruncated)")
            }
        }
        try BoxGrid.checkExpansion(
            from: storedBytes, to: axes.shape.count * array.sampleType.byteCount, memoryLimit: options.memoryLimit,
            place: place)
    }

    /// No extent and no chunk has as many bytes.
    private static let largestChunk = 1 << 44

    /// What is wrong with the size of a stored chunk, if it is there.
    private func fault(ofStored bytes: Int, memoryLimit: Int) -> String? {
        guard bytes >= 0 else { return nil }
        guard array.filters.contains(where: \.isCompression) else {
            let (wanted, sums) = (
                chunkBytes + 4 * array.filters.count, array.filters.isEmpty ? "" : " with its checksum"
            )
            return bytes == wanted ? nil : "has \(bytes) bytes, its samples are \(wanted)\(sums)"
        }
        guard bytes > 0 else { return "is empty" }
        return bytes <= max(memoryLimit, BoxGrid.smallestLimit)
            ? nil : "has \(bytes) stored bytes, more than --memory-limit allows"
    }

    /// The file of a chunk, as an index into all files.
    func file(ofChunk index: Int) -> Int {
        guard !places.isEmpty else { return firstFile + index }
        let (z, y, x) = grid.place(index)
        let perFile = files.extents
        return firstFile
            + files.index(
                z * grid.extents.slices / perFile.slices, y * grid.extents.rows / perFile.rows,
                x * grid.extents.columns / perFile.columns)
    }

    /// Where a chunk lies in its file; nil where it was never written.
    func place(ofChunk index: Int) -> Place? {
        guard places.isEmpty else { return places[index].offset < 0 ? nil : places[index] }
        let bytes = all.bytes[firstFile + index]
        return bytes < 0 ? nil : Place(offset: 0, bytes: bytes)
    }

    /// A chunk in words: the path of its file, and where it begins in the volume if others are in that, too.
    func words(_ index: Int) -> String {
        let key = ZarrFiles.key(file(ofChunk: index), of: array, counts: all.counts)
        guard !places.isEmpty else { return "'\(key)'" }
        let box = grid.box(index)
        return
            "at \(box.slices.lowerBound), \(box.rows.lowerBound), \(box.columns.lowerBound) (z, y, x) in the shard '\(key)'"
    }

    /// Where the chunks are in their shards.
    private static func places(
        in sizes: ArraySlice<Int>, from firstFile: Int, all: ZarrFiles, _ array: ZarrArray, _ shard: ZarrArray.Shard,
        leading: [Int], grid: BoxGrid, files: BoxGrid, threads: Int
    ) throws -> [Place] {
        let counts = zip(array.fileExtents, shard.extents).map { $0 / $1 }
        var entries = 1
        for count in counts {
            let (product, overflow) = entries.multipliedReportingOverflow(by: count)
            guard !overflow, product <= BoxGrid.mostBoxes else {
                throw SimstripError.data("'\(array.folder)' has more than \(BoxGrid.mostBoxes) chunks in a shard")
            }
            entries = product
        }
        let perShard = VolumeShape(counts.suffix(3))
        var before = 0
        for (axis, index) in leading.enumerated() {
            before = before * counts[axis] + index % array.fileExtents[axis] / shard.extents[axis]
        }
        let (first, number) = (before * perShard.count, entries)
        let found = try concurrentMap(count: sizes.count, threads: threads) { file -> [(Int, Place)] in
            guard sizes[firstFile + file] >= 0 else { return [] }
            let key = ZarrFiles.key(firstFile + file, of: array, counts: all.counts)
            let index = try ShardIndex(
                of: FilePath.joined(array.folder, key), bytes: sizes[firstFile + file], entries: number, shard,
                place: "'\(array.folder)': its shard '\(key)'")
            let (z, y, x) = files.place(file)
            var places: [(Int, Place)] = []
            for entry in 0..<perShard.count {
                let chunk = (
                    z: z * perShard.slices + entry / perShard.columns / perShard.rows,
                    y: y * perShard.rows + entry / perShard.columns % perShard.rows,
                    x: x * perShard.columns + entry % perShard.columns
                )
                // What lies beyond the end of the volume is nothing to us.
                guard chunk.z < grid.counts.slices, chunk.y < grid.counts.rows, chunk.x < grid.counts.columns,
                    let place = index.place(first + entry)
                else { continue }
                places.append((grid.index(chunk.z, chunk.y, chunk.x), place))
            }
            return places
        }
        var places = [Place](repeating: Place(), count: grid.count ?? 0)
        for (index, place) in found.joined() { places[index] = place }
        return places
    }
}

extension VolumeShape {
    /// Of three extents.
    fileprivate init(_ extents: ArraySlice<Int>) {
        let last = Array(extents)
        self.init(slices: last[0], rows: last[1], columns: last[2])
    }
}
