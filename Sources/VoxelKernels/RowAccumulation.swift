import Synchronization
import VoxelCore

/// Goes through every row of a box on several threads, each with an accumulator and a reader of its own.
///
/// The rules of `concurrentAccumulate` hold: what is accumulated must not depend on the order of the slices.
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
public func accumulateRows<Accumulator>(
    of source: any VolumeSource, axis: Axis, region: VoxelRegion, threads: Int, stage: String,
    progress: ProgressHandler?,
    makeAccumulator: @Sendable () -> Accumulator,
    body: @Sendable (inout Accumulator, LayerRow) throws -> Void
) throws -> [Accumulator] {
    guard region.shape.count > 0 else { return [makeAccumulator()] }
    let done = Atomic<Int>(0)
    let parts = try concurrentAccumulate(
        taskCount: region.slices.count, threads: threads,
        makeAccumulator: { (makeAccumulator(), try LayerRowReader(source, axis: axis, region: region)) }
    ) { state, task in
        try state.1.forEachRow(inSlice: region.slices.lowerBound + task) { row in
            try body(&state.0, row)
        }
        let count = done.wrappingAdd(1, ordering: .relaxed).newValue
        try progress?(ProgressEvent(stage: stage, done: count, total: region.slices.count))
    }
    return parts.map(\.0)
}
