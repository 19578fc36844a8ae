import VoxelCore
import VoxelKernels

import Glibc

/// A volume seen through a Gaussian filter, smoothed where it is read.
///
/// The kernel ends at 4 σ and the volume is mirrored at its outer faces, as in `scipy.ndimage.gaussian_filter`. Samples
/// that are not finite have no weight (normalised convolution, Knutsson & Westin 1993) and stay as they are.
package struct GaussianFiltered: VolumeView {
    package let source: any VolumeSource
    private let weights: [Float]

    /// A smoothed view of a volume.
    ///
    /// - Parameters:
    ///   - source: the volume.
    ///   - sigma: standard deviation in voxels; finite and positive.
    package init(_ source: any VolumeSource, sigma: Double) {
        precondition(sigma > 0 && sigma.isFinite)
        self.source = source
        let radius = Int(4 * sigma + 0.5)
        let raw = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
        let sum = raw.reduce(0, +)
        weights = raw.map { Float($0 / sum) }
    }

    /// Always float32: a mean is between the samples.
    package var sampleType: SampleType { .float32 }
    /// Four standard deviations more than the volume's own.
    package var sliceReach: Int { source.sliceReach + weights.count / 2 }

    /// A reader that smooths what it reads.
    ///
    /// - Complexity: a window of the source for each of the 8 σ + 1 slices that a slice takes.
    package func makeReader() throws -> any VolumeReader {
        Reader(windows: try SliceWindows(source, radius: weights.count / 2), shape: source.shape, weights: weights)
    }

    /// Smooths along z, then y, then x, row by row: as many rows as the kernel is long are held smoothed along z.
    private final class Reader: VolumeReader {
        let windows: SliceWindows
        let shape: VolumeShape
        let weights: [Float]
        var rows: SmoothedRows
        var radius: Int { weights.count / 2 }

        init(windows: SliceWindows, shape: VolumeShape, weights: [Float]) {
            self.windows = windows
            self.shape = shape
            self.weights = weights
            rows = SmoothedRows(weights: weights, columns: 0..<0, extent: shape.columns)
        }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) throws {
            if columns != self.rows.columns {
                self.rows = SmoothedRows(weights: weights, columns: columns, extent: shape.columns)
            }
            let aroundRows = rows.widened(by: radius, within: shape.rows)
            let aroundColumns = self.rows.aroundColumns
            try windows.hold(
                slices: (slice..<slice + 1).widened(by: radius, within: shape.slices), rows: aroundRows,
                columns: aroundColumns)
            let slices = (-radius...radius).map { windows[reflected(slice + $0, extent: shape.slices)] }
            let result = destination.bindMemory(to: Float.self)
            // Where a row's samples are in the windows.
            let line = { (row: Int) in
                let first = (row - aroundRows.lowerBound) * aroundColumns.count
                return first..<first + aroundColumns.count
            }
            var next = aroundRows.lowerBound
            for (index, row) in rows.enumerated() {
                while next < min(row + radius + 1, aroundRows.upperBound) {
                    self.rows.smooth(slices.map { $0[line(next)] }, row: next)
                    next += 1
                }
                self.rows.smooth(
                    around: (-radius...radius).map { reflected(row + $0, extent: shape.rows) },
                    centre: slices[radius][line(row)],
                    into: UnsafeMutableBufferPointer(
                        rebasing: result[index * columns.count..<(index + 1) * columns.count]))
            }
        }
    }
}

/// The rows of a slice that are smoothed along z already, as many as the kernel is long.
///
/// A row of samples that are all finite needs no weights but one: their sum, which every sample has.
private struct SmoothedRows {
    let weights: [Float]
    /// The columns that are asked for.
    let columns: Range<Int>
    /// Those that are read for them.
    let aroundColumns: Range<Int>
    private let extent: Int
    /// What every sample weighs where all are finite, after smoothing along z and along all axes: 1, but for rounding.
    private let full: (z: Float, all: Float)
    /// Row k of the slice lies at k modulo the length of the kernel.
    private let heldSums: SharedBuffer<Float>
    private let heldWeights: SharedBuffer<Float>
    /// Whether all of a row's samples are finite.
    private var isFull: [Bool]
    /// One row, smoothed along y, too, and mirrored where the volume ends.
    private let paddedSums: SharedBuffer<Float>
    private let paddedWeights: SharedBuffer<Float>
    /// One row, smoothed along all axes.
    private let sums: SharedBuffer<Float>
    private let sumsOfWeights: SharedBuffer<Float>

    init(weights: [Float], columns: Range<Int>, extent: Int) {
        self.weights = weights
        self.columns = columns
        self.extent = extent
        aroundColumns = columns.widened(by: weights.count / 2, within: extent)
        let smoothed = { (weight: Float) in weights.reduce(0) { $0 + $1 * weight } }
        full = (smoothed(1), smoothed(smoothed(smoothed(1))))
        let buffer = { SharedBuffer<Float>(count: $0, repeating: 0) }
        heldSums = buffer(weights.count * aroundColumns.count)
        heldWeights = buffer(weights.count * aroundColumns.count)
        isFull = Array(repeating: false, count: weights.count)
        paddedSums = buffer(columns.count + weights.count - 1)
        paddedWeights = buffer(columns.count + weights.count - 1)
        sums = buffer(columns.count)
        sumsOfWeights = buffer(columns.count)
    }

    /// Smooths a row along z and holds it in the place of the one that is as far behind as the kernel is long.
    ///
    /// - Parameter samples: the row in each of the slices, in the order of the weights.
    mutating func smooth(_ samples: [RawSamples], row: Int) {
        let place = row % weights.count
        let held = place * aroundColumns.count..<(place + 1) * aroundColumns.count
        let sums = UnsafeMutableBufferPointer(rebasing: heldSums.elements[held])
        let sumsOfWeights = UnsafeMutableBufferPointer(rebasing: heldWeights.elements[held])
        sums.update(repeating: 0)
        for (samples, weight) in zip(samples, weights) { addWeighted(samples, weight: weight, sums: sums) }
        isFull[place] = areFinite(UnsafeBufferPointer(sums))
        guard !isFull[place] else {
            sumsOfWeights.update(repeating: full.z)
            return
        }
        sums.update(repeating: 0)
        sumsOfWeights.update(repeating: 0)
        for (samples, weight) in zip(samples, weights) {
            addWeighted(samples, weight: weight, sums: sums, weights: sumsOfWeights)
        }
    }

    /// Smooths held rows along y and x.
    ///
    /// - Parameters:
    ///   - rows: in the order of the weights.
    ///   - centre: the samples of the row itself, where this reads around the columns.
    ///   - result: NaN where a sample is not finite.
    mutating func smooth(around rows: [Int], centre: RawSamples, into result: UnsafeMutableBufferPointer<Float>) {
        let places = rows.map { $0 % weights.count }
        smooth(heldSums, rows: places, padded: paddedSums, into: sums)
        if places.allSatisfy({ isFull[$0] }) {
            sumsOfWeights.elements.update(repeating: full.all)
        } else {
            smooth(heldWeights, rows: places, padded: paddedWeights, into: sumsOfWeights)
        }
        divide(
            UnsafeBufferPointer(sums.elements), by: UnsafeBufferPointer(sumsOfWeights.elements), into: result)
        if !isFull[places[weights.count / 2]] {
            let first = columns.lowerBound - aroundColumns.lowerBound
            markNotFinite(centre[first..<first + columns.count], in: result)
        }
    }

    private func smooth(
        _ held: SharedBuffer<Float>, rows: [Int], padded: SharedBuffer<Float>, into sums: SharedBuffer<Float>
    ) {
        let radius = weights.count / 2
        // Where column 0 of the volume is, or would be, in the padded row.
        let origin = radius - columns.lowerBound
        let inside = aroundColumns.lowerBound + origin..<aroundColumns.upperBound + origin
        sumRows(
            UnsafeBufferPointer(held.elements), starts: rows.map { $0 * aroundColumns.count }, weights: weights,
            into: UnsafeMutableBufferPointer(rebasing: padded.elements[inside]))
        for index in padded.elements.indices where !inside.contains(index) {
            padded.elements[index] = padded.elements[reflected(index - origin, extent: extent) + origin]
        }
        sumRows(
            UnsafeBufferPointer(padded.elements), starts: Array(weights.indices), weights: weights,
            into: sums.elements)
    }
}
