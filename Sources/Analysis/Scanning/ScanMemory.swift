import Options
import Segmentation
import VoxelCore

extension Scan {
    /// The shape of the volume.
    package var shape: VolumeShape { volume.shape }

    /// The bytes of the volume's files.
    package var fileBytes: Int { volume.files.reduce(0) { $0 + $1.bytes } }

    /// At most so many bytes are in memory at once while the scan is stripped.
    ///
    /// Known before a sample is read: where axis or voxel size are still to be found, the largest of the possible values
    /// counts. Labels and small domains follow the interface, so a box that holds them all is deeper than the number of
    /// layers; a relief of up to a tenth of the map's longer edge is provided for.
    package var memoryBound: Int {
        let axes = parameters.axis.map { [$0] } ?? Axis.allCases
        return axes.map(memoryBound).max() ?? 0
    }

    private func memoryBound(along axis: Axis) -> Int {
        let map = mapExtents(along: axis)
        let columns = map.rows * map.columns
        let depth = region[axis].count
        let layers = min(depth, layerBound(along: axis))
        let box = columns * min(depth, layers + 12 + max(map.rows, map.columns) / 10)
        var bytes = keptMemory(along: axis, layers: layers)
        if case .gaussian(let sigma) = parameters.denoising {
            bytes += parameters.threads * (8 * Int(sigma.rounded(.up)) + 2) * sliceBytes
        }
        switch parameters.segmentation {
        case .threshold:
            // Of every thread the counts of every threshold and layer, and the running maxima of the columns.
            if parameters.sweepsThresholds { bytes += parameters.threads * (4 * 65_537 * layers + 4 * columns) }
        // What is noted of every column, and a map of heights beside another.
        case .labels: bytes += 16 * columns
        case .markov:
            let least = FieldMemory.least(rows: map.rows, columns: map.columns, layers: layers)
            let most = FieldMemory.most(
                rows: map.rows, columns: map.columns, layers: layers, threads: parameters.threads)
            bytes += min(most, max(least, memoryLimit - bytes))
        }
        if parameters.writesLabels || parameters.minimalDomain > 1 { bytes += 10 * box }
        return bytes
    }

    /// What is held of the whole map while its parts are worked on, with what the program and its threads take.
    private func keptMemory(along axis: Axis, layers: Int) -> Int {
        let map = mapExtents(along: axis)
        let columns = map.rows * map.columns
        // The program, the report's pictures, the windows that each thread reads through.
        let program = (48 << 20) + parameters.threads * ((4 << 20) + 2 * sliceBytes)
        switch parameters.segmentation {
        // Interface, slab, first-Na maps, coverage maps as they are written.
        case .threshold, .labels:
            return program + 6 * parameters.threads * sliceBytes + columns * (96 + 4 * parameters.threads)
        // Interface, slab, what was seen of the layers, first-Na maps.
        case .markov: return program + columns * (24 + layers)
        }
    }

    /// The bytes that the work on parts of the map may take.
    ///
    /// - Throws: `SimstripError` of kind `usage` where a given limit is too low even for the smallest parts.
    func workingMemory(along axis: Axis, layers: Int) throws(SimstripError) -> Int {
        let map = mapExtents(along: axis)
        let kept = keptMemory(along: axis, layers: layers)
        let least = FieldMemory.least(rows: map.rows, columns: map.columns, layers: layers)
        if let limit = parameters.memoryLimit, limit < kept + least {
            throw .usage(
                "\(counted(layers, "layer")) of a map of \(map.rows) × \(map.columns) columns take at least"
                    + " \(mebibytes(kept + least)) of memory, but --\(MemoryLimitOption.name) is \(mebibytes(limit)); give at"
                    + " least \(mebibytes(kept + least).filter(\.isNumber))M, strip a part (--roi) or fewer layers, or use"
                    + " --segmentation threshold")
        }
        return max(least, memoryLimit - kept)
    }

    /// The limit that is given, or a quarter of what this process may use, 1 GiB at most.
    private var memoryLimit: Int {
        parameters.memoryLimit ?? min(1 << 30, availableMemory(threads: parameters.threads) / 4)
    }

    private func mapExtents(along axis: Axis) -> (rows: Int, columns: Int) {
        (region[axis.ofMap.rows].count, region[axis.ofMap.columns].count)
    }

    private var sliceBytes: Int { shape.rows * shape.columns * volume.sampleType.byteCount }

    /// Less is not enough whatever the axis: maps of the smallest face, a row of samples of every thread and its stack.
    var leastMemory: Int {
        let extents = region.shape.extents.sorted()
        let columns = extents[0] * extents[1]
        let perThread = 4 * columns + shape.columns * volume.sampleType.byteCount + (8 << 20)
        return columns * 32 + parameters.threads * perThread
    }

    func layerBound(along axis: Axis) -> Int {
        switch parameters.amount {
        case .layers(let count): return count
        case .thickness(let thickness):
            guard let edge = voxelSize?[axis] else { return 0 }
            let layers = (thickness.micrometres / edge.micrometres).rounded(.up)
            return layers < 1e9 ? Int(layers) : Int(Int32.max)
        }
    }
}
