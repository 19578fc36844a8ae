import Synchronization
import VoxelCore
import VoxelKernels

/// Mean grey values over blocks of voxels: a coarse picture of a volume of any size in little memory.
struct BlockMeans: Sendable {
    /// The voxels of a block along z, y and x; the last block along an axis may be smaller.
    let block: VolumeShape
    /// The number of blocks.
    let shape: VolumeShape
    /// The means in (z, y, x) order; NaN where a block has no finite sample in the field of view
    /// that is no outlier.
    let means: [Double]

    /// Reads the blocks of a region.
    ///
    /// - Parameters:
    ///   - samplingSlices: reads only every so-many-th slice of a region, at least the middle one of every block.
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(voxels read).
    init(
        of source: any VolumeSource, region: VoxelRegion, block: VolumeShape, fieldOfView: FieldOfView, threads: Int,
        samplingSlices: Int = 1, stage: String, progress: ProgressHandler?
    ) throws {
        self.block = block
        let blocks = VolumeShape(
            slices: (region.slices.count + block.slices - 1) / block.slices,
            rows: (region.rows.count + block.rows - 1) / block.rows,
            columns: (region.columns.count + block.columns - 1) / block.columns)
        shape = blocks
        let planes = (0..<blocks.slices).map { plane in
            let first = region.slices.lowerBound + plane * block.slices
            let end = min(first + block.slices, region.slices.upperBound)
            let start = first + min((samplingSlices - 1) / 2, (end - first - 1) / 2)
            return start..<end
        }
        // A layer of blocks is made by one thread, so that every sum is made in one order.
        let tasks = SliceRuns(of: region.slices, in: source, threads: threads)
            .pieces(startingAt: planes.map(\.lowerBound))
        let done = Atomic<Int>(0)
        let parts = try concurrentAccumulate(
            taskCount: tasks.count, threads: threads,
            makeAccumulator: {
                (
                    means: [(plane: Int, [Double])](), reader: try source.makeReader(),
                    window: AlignedBytes(
                        count: region.rows.count * region.columns.count * source.sampleType.byteCount)
                )
            }
        ) { state, task in
            for plane in tasks[task] {
                var sums = BlockPlane(blocks: blocks.rows * blocks.columns)
                for slice in stride(from: planes[plane].lowerBound, to: planes[plane].upperBound, by: samplingSlices) {
                    try state.reader.read(
                        slice: slice, rows: region.rows, columns: region.columns, into: state.window.buffer)
                    let samples = RawSamples(source.sampleType, UnsafeRawBufferPointer(state.window.buffer))
                    for (index, row) in region.rows.enumerated() {
                        for inside in fieldOfView.runs(ofRow: row, inSlice: slice, in: region.columns) {
                            let offset = inside.lowerBound - region.columns.lowerBound
                            let line = index * region.columns.count + offset
                            sums.add(
                                samples[line..<line + inside.count], firstColumn: offset, blockColumns: block.columns,
                                greys: fieldOfView.greys,
                                blocks: index / block.rows * blocks.columns..<(index / block.rows + 1) * blocks.columns)
                        }
                    }
                }
                state.means.append((plane, sums.means))
                let count = done.wrappingAdd(1, ordering: .relaxed).newValue
                try progress?(ProgressEvent(stage: stage, done: count, total: blocks.slices))
            }
        }
        means = parts.flatMap(\.means).sorted { $0.plane < $1.plane }.flatMap(\.1)
    }

    /// The blocks of one column of the map, from the SSE's end of the axis towards the electrode's.
    func profile(_ geometry: StrippingGeometry, row: Int, column: Int) -> [Double] {
        let blocks = BoxAlongAxis(shape, along: geometry.axis)
        let values = (0..<blocks.positions).map { means[blocks.index(position: $0, row: row, column: column)] }
        return geometry.electrode == .high ? values : values.reversed()
    }
}

private struct BlockPlane {
    var sums: [Double]
    var counts: [Int]

    init(blocks: Int) {
        sums = Array(repeating: 0, count: blocks)
        counts = Array(repeating: 0, count: blocks)
    }

    mutating func add(
        _ samples: RawSamples, firstColumn: Int, blockColumns: Int, greys: ClosedRange<Double>?, blocks: Range<Int>
    ) {
        sums.withUnsafeMutableBufferPointer { sums in
            counts.withUnsafeMutableBufferPointer { counts in
                addBlockSums(
                    samples, firstColumn: firstColumn, blockColumns: blockColumns, within: greys,
                    sums: UnsafeMutableBufferPointer(rebasing: sums[blocks]),
                    counts: UnsafeMutableBufferPointer(rebasing: counts[blocks]))
            }
        }
    }

    var means: [Double] { zip(sums, counts).map { $1 == 0 ? .nan : $0 / Double($1) } }
}
