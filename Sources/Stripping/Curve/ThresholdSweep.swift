import VoxelCore
import VoxelKernels

private func least(_ value: Double?, _ bound: Double?) -> Double { min(value ?? 0, bound ?? .infinity) }

/// The curve for every threshold at once, under plain thresholding.
///
/// With M_n the greatest grey value of layers 1 … n of a column, Na coverage after n layers at threshold T is the share of
/// columns with M_n ≥ T. One pass keeps M_n of every column and counts how often each value occurs after every layer.
///
/// Samples of 8 and 16 bits have the curve of every threshold there is: between two of ``thresholds`` it is that of the
/// upper one. Other types have it at ``listedCount`` thresholds, evenly from the least to the greatest finite grey value of
/// the layers, and at those asked for. Counts are exact in either case.
package struct ThresholdSweep: Sendable, Hashable {
    /// How many evenly spaced thresholds are listed for samples of more than 16 bits and for floating point.
    package static let listedCount = 1_001

    /// The thresholds at which the curve changes, or that are listed; ascending.
    package let thresholds: [Double]
    /// N.
    package let layers: Int
    /// The number of columns that are not outside.
    package let insideColumns: Int
    /// How far from a threshold its sensitivity is looked for: 1 % of the range of thresholds; for samples of 8 and 16 bits
    /// a whole number of grey values, at least 1.
    package let step: Double
    /// Columns that are Na at every threshold, layer after layer.
    private let counts: [Int32]

    /// Sweeps the thresholds over the layers of a slab.
    ///
    /// - Parameters:
    ///   - grey: the volume, denoised or not.
    ///   - slab: the layers.
    ///   - threshold: the one that was used; listed, as are those ``step`` below and above it.
    ///   - greys: grey values beyond are outliers, for which no threshold is listed; nil for none.
    ///   - threads: at most this many; the result does not depend on it.
    ///   - progress: told after every band of columns.
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(voxels of the slab's box); for every thread 4 bytes a column and 4 a layer and threshold. Types whose
    ///   thresholds are listed are read twice.
    package init(
        of grey: any VolumeSource, slab: Slab, around threshold: Double, within greys: ClosedRange<Double>? = nil,
        threads: Int, progress: ProgressHandler? = nil
    ) throws {
        let values = RunningMaxima.everyValue(of: grey.sampleType)
        let seen = values == nil ? try Self.finiteRange(of: grey, slab, threads, progress) : nil
        let range = seen.map { seen in greys.map { seen.clamped(to: $0) } ?? seen }
        let candidates =
            values.map { $0.map(Double.init) } ?? Self.listed(over: range ?? threshold...threshold, around: threshold)
        let parts = try accumulateColumns(
            of: grey, geometry: slab.geometry, region: slab.box, threads: threads, stage: "sweeping thresholds",
            progress: progress,
            makeAccumulator: {
                RunningMaxima(
                    columns: slab.layerStart.count, layers: slab.layers, type: grey.sampleType, thresholds: candidates)
            }
        ) { maxima, row in
            maxima.add(row, slab: slab)
        }
        let (listed, reaching) = RunningMaxima.columnsReaching(parts)
        thresholds = listed.map { candidates[$0] }
        counts = reaching
        layers = slab.layers
        insideColumns = slab.insideColumns
        step =
            values == nil
            ? range.map(Self.hundredth) ?? 0
            : max(1, ((least(thresholds.last, greys?.upperBound) - (thresholds.first ?? 0)) / 100).rounded())
    }

    /// The number of columns that are Na at ``thresholds``[index].
    ///
    /// - Parameters:
    ///   - index: of the threshold.
    ///   - n: layers removed, 0 … N.
    package func naColumns(atIndex index: Int, afterRemoving n: Int) -> Int {
        precondition(thresholds.indices.contains(index) && (0...layers).contains(n))
        return n == 0 ? 0 : Int(counts[(n - 1) * thresholds.count + index])
    }

    /// The same for some thresholds and every n = 1 … N: row by row, a row for each threshold.
    package func naColumns(atIndices indices: Range<Int>) -> [Int32] {
        var columns = Array(repeating: Int32(0), count: indices.count * layers)
        for layer in 0..<layers {
            let counts = self.counts.span.extracting(layer * thresholds.count..<(layer + 1) * thresholds.count)
            for row in 0..<indices.count { columns[row * layers + layer] = counts[indices.lowerBound + row] }
        }
        return columns
    }

    /// Na coverage, 0 … 1.
    ///
    /// - Parameters:
    ///   - threshold: any for samples of 8 and 16 bits, else one of ``thresholds``; what lies between counts as the next
    ///     higher one.
    ///   - n: layers removed, 0 … N.
    package func naCoverage(atThreshold threshold: Double, afterRemoving n: Int) -> Double {
        var (low, high) = (0, thresholds.count)
        while low < high {
            let middle = (low + high) / 2
            if thresholds[middle] < threshold { low = middle + 1 } else { high = middle }
        }
        guard low < thresholds.count else { return 0 }
        return Double(naColumns(atIndex: low, afterRemoving: n)) / Double(insideColumns)
    }

    /// Evenly spaced thresholds over a range, and those around the one that was used.
    private static func listed(over range: ClosedRange<Double>, around threshold: Double) -> [Double] {
        let even = (0..<listedCount).map { index in
            let share = Double(index) / Double(listedCount - 1)
            return range.lowerBound * (1 - share) + range.upperBound * share
        }
        let step = hundredth(of: range)
        guard step > 0 else { return Set([range.lowerBound, threshold]).sorted() }
        return Array(Set(even + [threshold - step, threshold, threshold + step])).sorted()
    }

    private static func hundredth(of range: ClosedRange<Double>) -> Double {
        range.upperBound / 100 - range.lowerBound / 100
    }

    /// The least and the greatest finite grey value of the layers.
    private static func finiteRange(
        of grey: any VolumeSource, _ slab: Slab, _ threads: Int, _ progress: ProgressHandler?
    ) throws -> ClosedRange<Double>? {
        let parts = try accumulateRows(
            of: grey, axis: slab.geometry.axis, region: slab.box, threads: threads, stage: "finding the grey range",
            progress: progress, makeAccumulator: { GreyRange() }
        ) { range, row in
            slab.forEachLayerRun(position: row.position, mapRow: row.mapRow) { _, columns in
                range.add(row.samples[columns])
            }
        }
        return GreyRange(of: parts).values
    }
}
