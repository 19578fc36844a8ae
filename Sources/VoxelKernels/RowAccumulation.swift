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

/// Goes through every column of a box from the SSE into the electrode, on several threads.
///
/// As `accumulateRows`, but all rows of a column's voxels go to one thread, in the order of their layers: what is
/// accumulated may depend on the voxels above. Along z every thread reads its own band of the slices' rows; where a
/// slice is one compressed strip, the strip is then decoded by each of them.
///
/// - Throws: `SimstripError` from reading, and what `progress` throws.
public func accumulateColumns<Accumulator>(
    of source: any VolumeSource, geometry: StrippingGeometry, region: VoxelRegion, threads: Int, stage: String,
    progress: ProgressHandler?,
    makeAccumulator: @Sendable () -> Accumulator,
    body: @Sendable (inout Accumulator, LayerRow) throws -> Void
) throws -> [Accumulator] {
    guard region.shape.count > 0 else { return [makeAccumulator()] }
    let isAlongSlices = geometry.axis == .z
    let rows = region[geometry.axis.ofMap.rows]
    let bandRows = isAlongSlices ? (rows.count + threads - 1) / max(threads, 1) : 1
    let done = Atomic<Int>(0)
    return try concurrentAccumulate(
        taskCount: (rows.count + bandRows - 1) / bandRows, threads: threads,
        makeAccumulator: makeAccumulator
    ) { accumulator, task in
        let first = rows.lowerBound + task * bandRows
        var band = region
        band[geometry.axis.ofMap.rows] = first..<min(first + bandRows, rows.upperBound)
        let reader = try LayerRowReader(source, axis: geometry.axis, region: band)
        for index in band.slices {
            let slice =
                geometry.electrode == .high
                ? index : band.slices.upperBound - 1 - (index - band.slices.lowerBound)
            try reader.forEachRow(inSlice: slice, towards: geometry.electrode) { row in
                let mapRow = row.mapRow + task * bandRows
                try body(&accumulator, LayerRow(position: row.position, mapRow: mapRow, samples: row.samples))
            }
        }
        let count = done.wrappingAdd(band[geometry.axis.ofMap.rows].count, ordering: .relaxed).newValue
        try progress?(ProgressEvent(stage: stage, done: count, total: rows.count))
    }
}
