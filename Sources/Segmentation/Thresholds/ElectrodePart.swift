import VoxelCore
import VoxelKernels

/// The electrode's part of a region inside the field of view: every voxel on the electrode's side of the interface.
package struct ElectrodePart: Sendable {
    let geometry: StrippingGeometry
    let region: VoxelRegion
    private let surfaceStart: Map<Int32>
    /// The range along the axis that was measured, for every column of the map (axes y and x) or all alike (axis z).
    private let measured: [Range<Int>]
    /// Per map row: the positions at which every column is electrode.
    private let full: [Range<Int>]
    /// The positions at which any column is electrode.
    private let reach: Range<Int>
    /// Samples beyond are outliers; nil where none are known.
    private let greys: ClosedRange<Double>?

    /// The part of a slab's region that is electrode, from the columns that are not outside.
    package init(_ slab: Slab, fieldOfView: FieldOfView) {
        geometry = slab.geometry
        region = slab.region
        surfaceStart = slab.surfaceStart
        greys = fieldOfView.greys
        let axis = geometry.axis
        let range = region[axis]
        // Along z a column is measured in every slice or, being outside, in none.
        measured = region[axis.ofMap.columns].map {
            axis == .z
                ? range
                : fieldOfView.positions(
                    along: axis, mapRow: fieldOfView.measuredSlices?.lowerBound ?? 0, mapColumn: $0, in: range)
        }
        let alwaysMeasured = measured.reduce(range) { $1.clamped(to: $0) }
        var full: [Range<Int>] = []
        var reach: Range<Int>?
        for row in 0..<surfaceStart.rows {
            var everywhere = alwaysMeasured
            for column in slab.firstColumnsOfRuns(ofMapRow: row) {
                let first = surfaceStart[row, column]
                guard first != Slab.outside else {
                    everywhere = 0..<0
                    continue
                }
                let electrode =
                    geometry.electrode == .high
                    ? Int(first)..<max(Int(first), range.upperBound)
                    : min(Int(first) + 1, range.lowerBound)..<Int(first) + 1
                everywhere = everywhere.clamped(to: electrode)
                let some = range.clamped(to: electrode)
                reach = reach.map { min($0.lowerBound, some.lowerBound)..<max($0.upperBound, some.upperBound) } ?? some
            }
            full.append(everywhere)
        }
        self.full = full
        self.reach = reach ?? range.upperBound..<range.upperBound
    }

    /// The slices that hold any electrode voxel of the region, and the region cut down to positions that do.
    var box: VoxelRegion {
        var box = region
        box[geometry.axis] = reach
        return box
    }

    /// Calls `body` with every run of electrode voxels in a row.
    ///
    /// - Complexity: O(1) calls where the whole row is electrode, else O(columns).
    func forEachRun(_ row: LayerRow, _ body: (RawSamples) -> Void) {
        let columns = surfaceStart.columns
        if full[row.mapRow].contains(row.position) {
            body(row.samples)
            return
        }
        let step = geometry.electrode.step
        var start: Int?
        for column in 0..<columns {
            let first = surfaceStart[row.mapRow, column]
            let isElectrode =
                first != Slab.outside && (row.position - Int(first)) * step >= 0
                && measured[column].contains(row.position)
            if isElectrode {
                start = start ?? column
            } else if let runStart = start {
                body(row.samples[runStart..<column])
                start = nil
            }
        }
        if let start { body(row.samples[start..<columns]) }
    }
}

extension ElectrodePart {
    /// The grey values of the electrode's part, outliers left out of their bins and counted.
    ///
    /// Types of 8 and 16 bits are read once; for others a first reading finds the range.
    ///
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(voxels of the electrode).
    package func histogram(
        of source: any VolumeSource, threads: Int, progress: ProgressHandler? = nil
    ) throws -> GreyHistogram {
        var range = 0.0...0.0
        if GreyHistogram.needsRange(source.sampleType) {
            let parts = try accumulate(source, threads, "finding the grey range", progress, GreyRange()) {
                $0.add($1)
            }
            range = GreyRange(of: parts).values ?? range
            if let greys {
                // A bin at either end beyond the range gathers what lies there.
                let margin = (greys.upperBound - greys.lowerBound) / 32_768
                let low = max(range.lowerBound, greys.lowerBound - margin)
                range = low...max(low, min(range.upperBound, greys.upperBound + margin))
            }
        }
        let empty = GreyCounter(for: source.sampleType, range: range)
        var histogram = GreyHistogram(
            of: try accumulate(source, threads, "counting grey values", progress, empty) { $0.add($1) })
        if let greys { histogram.leaveOut(beyond: greys) }
        return histogram
    }

    private func accumulate<T: Sendable>(
        _ source: any VolumeSource, _ threads: Int, _ stage: String, _ progress: ProgressHandler?, _ initial: T,
        _ add: @Sendable (inout T, RawSamples) -> Void
    ) throws -> [T] {
        guard geometry.axis == .x else {
            return try accumulateRows(
                of: source, axis: geometry.axis, region: box, threads: threads, stage: stage, progress: progress,
                makeAccumulator: { initial }
            ) { total, row in
                forEachRun(row) { add(&total, $0) }
            }
        }
        // Along x a row of a slice is a column of the map, and its electrode is one run: nothing needs transposing.
        return try accumulateRows(
            of: source, axis: .z, region: box, threads: threads, stage: stage, progress: progress,
            makeAccumulator: { initial }
        ) { total, row in
            let electrode = positions(mapRow: row.position - box.slices.lowerBound, mapColumn: row.mapRow)
            let low = box.columns.lowerBound
            add(&total, row.samples[electrode.lowerBound - low..<electrode.upperBound - low])
        }
    }

    /// The electrode voxels of a column of the map, within ``box``.
    private func positions(mapRow: Int, mapColumn: Int) -> Range<Int> {
        let first = Int(surfaceStart[mapRow, mapColumn])
        let inside = measured[mapColumn].clamped(to: box[geometry.axis])
        guard first != Int(Slab.outside) else { return inside.lowerBound..<inside.lowerBound }
        return switch geometry.electrode {
        case .high: min(max(first, inside.lowerBound), inside.upperBound)..<inside.upperBound
        case .low: inside.lowerBound..<max(min(first + 1, inside.upperBound), inside.lowerBound)
        }
    }
}
