import VoxelCore
import VoxelKernels

extension Slab {
    /// Columns whose layers are not all data: nothing finite in the last three, or a single value that is fill.
    ///
    /// NaN that goes on beyond the last layer is the end of what was measured; NaN between finite samples is a voxel that
    /// says nothing.
    ///
    /// A value that is the darkest or the brightest of more other columns is what clipped noise leaves, not fill; and fewer
    /// than 8 layers do not tell a constant from chance.
    ///
    /// - Parameters:
    ///   - source: grey values.
    ///   - measured: whether the volume has noise, and where its scale ends.
    ///   - threads: at most this many; the result does not depend on it.
    ///   - progress: told after every slice.
    /// - Returns: places of the map, row by row, ascending.
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(voxels of the slab's box); 13 bytes a column, and 64 MiB for what threads have found.
    package func columnsWithoutData(
        in source: any VolumeSource, _ measured: MeasuredPart, threads: Int, progress: ProgressHandler? = nil
    ) throws -> [Int] {
        let tellsConstants = measured.areNoisy && layers >= 8
        guard tellsConstants || source.sampleType.isFloatingPoint else { return [] }
        let found = try columnExtremes(in: source, threads: threads, progress: progress)
        var without: [Int] = []
        var constant: [Float: [Int]] = [:]
        for column in layerStart.values.indices where layerStart.values[column] != Slab.outside {
            if !found.reachesEnd[column] {
                without.append(column)
            } else if tellsConstants, found.least[column] == found.greatest[column], found.counts[column] >= 8 {
                constant[found.least[column], default: []].append(column)
            }
        }
        for (value, columns) in constant where Double(value) != measured.saturation {
            // Of clipped noise many more columns meet the value than hold nothing else.
            let near = found.near(value, columns: layerStart)
            if 10 * near <= columns.count { without += columns }
        }
        return without.sorted()
    }

    /// What the layers of every column hold, looked at in bands of the map's rows, so that threads hold a band each.
    private func columnExtremes(
        in source: any VolumeSource, threads: Int, progress: ProgressHandler?
    ) throws -> ColumnExtremes {
        let (rows, columns) = (layerStart.rows, layerStart.columns)
        var found = ColumnExtremes(columns: layerStart.count)
        let height = max(16, (64 << 20) / (13 * threads * max(1, columns)))
        let rowAxis = geometry.axis.ofMap.rows
        for first in stride(from: 0, to: rows, by: height) {
            let band = first..<min(rows, first + height)
            var part = box
            part[rowAxis] = part[rowAxis].lowerBound + band.lowerBound..<part[rowAxis].lowerBound + band.upperBound
            let empty = ColumnExtremes(columns: band.count * columns)
            let parts = try accumulateRows(
                of: source, axis: geometry.axis, region: part, threads: threads, stage: "looking for data",
                progress: progress, makeAccumulator: { empty }
            ) { found, row in
                let values = floats(row.samples)
                forEachLayerRun(position: row.position, mapRow: first + row.mapRow) { layer, run in
                    for column in run where values[column].isFinite {
                        found.add(values[column], at: row.mapRow * columns + column, isLast: layer > layers - 3)
                    }
                }
            }
            for part in parts { found.merge(part, at: first * columns) }
        }
        return found
    }
}

/// Least and greatest finite grey value of every column, the number of finite ones, and whether the last layers hold any.
private struct ColumnExtremes: Sendable {
    private(set) var least: [Float]
    private(set) var greatest: [Float]
    private(set) var counts: [Int32]
    private(set) var reachesEnd: [Bool]

    init(columns: Int) {
        least = Array(repeating: .infinity, count: columns)
        greatest = Array(repeating: -.infinity, count: columns)
        counts = Array(repeating: 0, count: columns)
        reachesEnd = Array(repeating: false, count: columns)
    }

    mutating func add(_ value: Float, at column: Int, isLast: Bool) {
        least[column] = min(least[column], value)
        greatest[column] = max(greatest[column], value)
        counts[column] += 1
        if isLast { reachesEnd[column] = true }
    }

    /// Takes in what was found of some columns, the first of which is at a place.
    mutating func merge(_ other: ColumnExtremes, at first: Int) {
        for column in other.counts.indices {
            least[first + column] = min(least[first + column], other.least[column])
            greatest[first + column] = max(greatest[first + column], other.greatest[column])
            counts[first + column] += other.counts[column]
            reachesEnd[first + column] = reachesEnd[first + column] || other.reachesEnd[column]
        }
    }

    /// Columns that are not constant but end at a value: where it is the darkest or the brightest of clipped noise,
    /// they are many.
    func near(_ value: Float, columns starts: Map<Int32>) -> Int {
        starts.values.indices.count {
            starts.values[$0] != Slab.outside && least[$0] < greatest[$0]
                && (least[$0] == value || greatest[$0] == value)
        }
    }
}
