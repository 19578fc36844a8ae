import VoxelCore
import VoxelKernels

/// The electrode's part of a region inside the field of view: every voxel on the electrode's side of the interface.
public struct ElectrodePart: Sendable {
    let geometry: StrippingGeometry
    let region: VoxelRegion
    private let surfaceStart: Map<Int32>
    /// The range along the axis that was measured, for every column of the map (axes y and x) or all alike (axis z).
    private let measured: [Range<Int>]
    /// Per map row: the positions at which every column is electrode.
    private let full: [Range<Int>]

    /// The part of the interface's region that is electrode.
    public init(_ interface: Interface, fieldOfView: FieldOfView) {
        geometry = interface.geometry
        region = interface.region
        let axis = geometry.axis
        let mapAxes = axis.ofMap
        let (rows, columns) = (region[mapAxes.rows], region[mapAxes.columns])
        let range = region[axis]
        var start = interface.firstElectrodeVoxels
        if axis == .z {
            for (row, index) in rows.enumerated() {
                let inside = fieldOfView.columns(ofRow: index, in: columns)
                for (column, index) in columns.enumerated() where !inside.contains(index) {
                    start[row, column] = Slab.outside
                }
            }
        }
        measured = columns.map {
            axis == .z ? range : fieldOfView.positions(along: axis, mapRow: 0, mapColumn: $0, in: range)
        }
        let side = geometry.electrode
        let alwaysMeasured = measured.reduce(range) { $1.clamped(to: $0) }
        full = (0..<start.rows).map { row in
            start.values[row * start.columns..<(row + 1) * start.columns].reduce(alwaysMeasured) { positions, first in
                let electrode = side == .high ? Int(first)..<Int.max : Int.min..<Int(first) + 1
                return first == Slab.outside ? 0..<0 : positions.clamped(to: electrode)
            }
        }
        surfaceStart = start
    }

    /// The slices that hold any electrode voxel of the region, and the region cut down to positions that do.
    var box: VoxelRegion {
        var box = region
        let range = region[geometry.axis]
        let starts = surfaceStart.values.lazy.filter { $0 != Slab.outside }
        switch geometry.electrode {
        case .high: box[geometry.axis] = (starts.min().map(Int.init) ?? range.upperBound)..<range.upperBound
        case .low: box[geometry.axis] = range.lowerBound..<(starts.max().map { Int($0) + 1 } ?? range.lowerBound)
        }
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
    /// The grey values of the electrode's part.
    ///
    /// Types of 8 and 16 bits are read once; for others a first reading finds the range.
    ///
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(voxels of the electrode).
    public func histogram(
        of source: any VolumeSource, threads: Int, progress: ProgressHandler? = nil
    ) throws -> GreyHistogram {
        var range = 0.0...0.0
        if GreyHistogram.needsRange(source.sampleType) {
            let parts = try accumulate(source, threads, "finding the grey range", progress, GreyStatistics()) {
                $0.add($1)
            }
            var statistics = GreyStatistics()
            for part in parts { statistics.merge(part) }
            if statistics.finiteCount > 0 { range = statistics.min...statistics.max }
        }
        let empty = GreyHistogram(for: source.sampleType, range: range)
        let parts = try accumulate(source, threads, "counting grey values", progress, empty) { $0.add($1) }
        var total = empty
        for part in parts { total.merge(part) }
        return total
    }

    private func accumulate<T: Sendable>(
        _ source: any VolumeSource, _ threads: Int, _ stage: String, _ progress: ProgressHandler?, _ initial: T,
        _ add: @Sendable (inout T, RawSamples) -> Void
    ) throws -> [T] {
        let axis = geometry.axis
        return try accumulateRows(
            of: source, axis: axis, region: box, threads: threads, stage: stage, progress: progress,
            makeAccumulator: { initial }
        ) { total, row in
            forEachRun(row) { add(&total, $0) }
        }
    }
}
