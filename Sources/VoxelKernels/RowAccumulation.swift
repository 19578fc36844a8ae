import Synchronization
import VoxelCore

/// Goes through every row of a box on several threads, each with an accumulator and a reader of its own.
///
/// The threads share whole blocks of the source, each from its first slice to its last (`SliceRuns`). The rules of
/// `concurrentAccumulate` hold: what is accumulated must not depend on the order of the slices.
///
/// - Parameters:
///   - source: the volume.
///   - axis: the stripping axis; rows lie across it.
///   - region: the box that is read, nothing beyond it.
///   - threads: at most this many.
///   - stage: what progress is called.
///   - progress: told after every slice.
///   - makeAccumulator: called once per thread.
///   - body: takes in one row.
/// - Returns: the accumulators of the threads.
/// - Throws: `SimstripError` from reading, and what `progress` throws.
package func accumulateRows<Accumulator>(
    of source: any VolumeSource, axis: Axis, region: VoxelRegion, threads: Int, stage: String,
    progress: ProgressHandler?,
    makeAccumulator: @Sendable () -> Accumulator,
    body: @Sendable (inout Accumulator, LayerRow) throws -> Void
) throws -> [Accumulator] {
    guard region.shape.count > 0 else { return [makeAccumulator()] }
    let runs = SliceRuns(of: region.slices, in: source, threads: threads).runs
    let done = Atomic<Int>(0)
    let parts = try concurrentAccumulate(
        taskCount: runs.count, threads: threads,
        makeAccumulator: { (makeAccumulator(), try LayerRowReader(source, axis: axis, region: region)) }
    ) { state, task in
        for slice in runs[task] {
            try state.1.forEachRow(inSlice: slice) { try body(&state.0, $0) }
            let count = done.wrappingAdd(1, ordering: .relaxed).newValue
            try progress?(ProgressEvent(stage: stage, done: count, total: region.slices.count))
        }
    }
    return parts.map(\.0)
}

/// Goes through every column of a box from the SSE into the electrode, on several threads.
///
/// As `accumulateRows`, but all rows of a column's voxels go to one thread, in the order of their layers: what is
/// accumulated may depend on the voxels above. Along z every thread reads its own band of the slices' rows; what is
/// stored or decoded as a whole, a slice in one compressed strip or a block of slices, is then decoded by each of them.
///
/// - Parameter progress: told after every slice; along z after every slice of every band.
/// - Throws: `SimstripError` from reading, and what `progress` throws.
package func accumulateColumns<Accumulator>(
    of source: any VolumeSource, geometry: StrippingGeometry, region: VoxelRegion, threads: Int, stage: String,
    progress: ProgressHandler?,
    makeAccumulator: @Sendable () -> Accumulator,
    body: @Sendable (inout Accumulator, LayerRow) throws -> Void
) throws -> [Accumulator] {
    guard region.shape.count > 0 else { return [makeAccumulator()] }
    let mapRows = geometry.axis.ofMap.rows
    let rows = region[mapRows]
    let bands =
        mapRows == .z
        ? SliceRuns(of: rows, in: source, threads: threads).runs : rows.cut(intoAtMost: max(threads, 1))
    let total = mapRows == .z ? region.slices.count : bands.count * region.slices.count
    let isReversed = geometry.axis == .z && geometry.electrode == .low
    let done = Atomic<Int>(0)
    return try concurrentAccumulate(
        taskCount: bands.count, threads: threads,
        makeAccumulator: makeAccumulator
    ) { accumulator, task in
        var band = region
        band[mapRows] = bands[task]
        let firstRow = bands[task].lowerBound - rows.lowerBound
        let reader = try LayerRowReader(source, axis: geometry.axis, region: band)
        for index in band.slices {
            let slice = isReversed ? band.slices.upperBound - 1 - (index - band.slices.lowerBound) : index
            try reader.forEachRow(inSlice: slice, towards: geometry.electrode) { row in
                try body(
                    &accumulator,
                    LayerRow(position: row.position, mapRow: firstRow + row.mapRow, samples: row.samples))
            }
            let count = done.wrappingAdd(1, ordering: .relaxed).newValue
            try progress?(ProgressEvent(stage: stage, done: count, total: total))
        }
    }
}

extension Range<Int> {
    /// Parts side by side that are as long as each other, but for the last.
    fileprivate func cut(intoAtMost parts: Int) -> [Range<Int>] {
        let length = (count + parts - 1) / parts
        return stride(from: lowerBound, to: upperBound, by: length).map { $0..<Swift.min($0 + length, upperBound) }
    }
}
