import VoxelCore
import VoxelKernels

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A volume seen through a Gaussian filter, smoothed where it is read.
///
/// The kernel ends at 4 σ and the volume is mirrored at its outer faces, as in `scipy.ndimage.gaussian_filter`. Samples
/// that are not finite have no weight (normalised convolution, Knutsson & Westin 1993) and stay as they are.
public struct GaussianFiltered: VolumeSource {
    private let source: any VolumeSource
    private let weights: [Float]

    /// A smoothed view of a volume.
    ///
    /// - Parameters:
    ///   - source: the volume.
    ///   - sigma: standard deviation in voxels; finite and positive.
    public init(_ source: any VolumeSource, sigma: Double) {
        precondition(sigma > 0 && sigma.isFinite)
        self.source = source
        let radius = Int(4 * sigma + 0.5)
        let raw = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
        let sum = raw.reduce(0, +)
        weights = raw.map { Float($0 / sum) }
    }

    /// The extents of the volume.
    public var shape: VolumeShape { source.shape }
    /// Always float32: a mean is between the samples.
    public var sampleType: SampleType { .float32 }

    /// A reader that smooths what it reads.
    public func makeReader() throws -> any VolumeReader {
        Reader(
            windows: try SliceWindows(source, capacity: weights.count), shape: source.shape, weights: weights)
    }

    private final class Reader: VolumeReader {
        let windows: SliceWindows
        let shape: VolumeShape
        let weights: [Float]
        var radius: Int { weights.count / 2 }

        init(windows: SliceWindows, shape: VolumeShape, weights: [Float]) {
            self.windows = windows
            self.shape = shape
            self.weights = weights
        }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) throws {
            let aroundRows = rows.widened(by: radius, within: shape.rows)
            let aroundColumns = columns.widened(by: radius, within: shape.columns)
            var smooth = Weighted(count: aroundRows.count * aroundColumns.count)
            for (tap, weight) in weights.enumerated() {
                let neighbour = reflected(slice + tap - radius, extent: shape.slices)
                smooth.add(
                    try windows.window(slice: neighbour, rows: aroundRows, columns: aroundColumns), weight: weight)
            }
            smooth = alongRows(smooth, from: aroundRows, to: rows, columns: aroundColumns.count)
            smooth = alongColumns(smooth, rows: rows.count, from: aroundColumns, to: columns)
            let centre = Weighted(
                of: try windows.window(slice: slice, rows: aroundRows, columns: aroundColumns))
            let result = destination.bindMemory(to: Float.self)
            for row in 0..<rows.count {
                let held =
                    (row + rows.lowerBound - aroundRows.lowerBound) * aroundColumns.count
                    + columns.lowerBound - aroundColumns.lowerBound
                for column in 0..<columns.count {
                    let index = row * columns.count + column
                    let isFinite = centre.weights[held + column] > 0
                    result[index] = isFinite ? smooth.sums[index] / smooth.weights[index] : .nan
                }
            }
        }

        private func alongRows(_ plane: Weighted, from held: Range<Int>, to rows: Range<Int>, columns: Int) -> Weighted
        {
            var result = Weighted(count: rows.count * columns)
            for (index, row) in rows.enumerated() {
                for (tap, weight) in weights.enumerated() {
                    let source = (reflected(row + tap - radius, extent: shape.rows) - held.lowerBound) * columns
                    for column in 0..<columns {
                        result.sums[index * columns + column] += weight * plane.sums[source + column]
                        result.weights[index * columns + column] += weight * plane.weights[source + column]
                    }
                }
            }
            return result
        }

        private func alongColumns(
            _ plane: Weighted, rows: Int, from held: Range<Int>, to columns: Range<Int>
        ) -> Weighted {
            var result = Weighted(count: rows * columns.count)
            for (tap, weight) in weights.enumerated() {
                for (index, column) in columns.enumerated() {
                    let source = reflected(column + tap - radius, extent: shape.columns) - held.lowerBound
                    for row in 0..<rows {
                        result.sums[row * columns.count + index] += weight * plane.sums[row * held.count + source]
                        result.weights[row * columns.count + index] += weight * plane.weights[row * held.count + source]
                    }
                }
            }
            return result
        }
    }
}

/// Weighted sums of samples and the weights that went into them.
private struct Weighted {
    var sums: [Float]
    var weights: [Float]

    init(count: Int) {
        sums = Array(repeating: 0, count: count)
        weights = Array(repeating: 0, count: count)
    }

    init(of samples: RawSamples) {
        self.init(count: samples.count)
        add(samples, weight: 1)
    }

    mutating func add(_ samples: RawSamples, weight: Float) {
        sums.withUnsafeMutableBufferPointer { sums in
            weights.withUnsafeMutableBufferPointer { weights in
                addWeighted(samples, weight: weight, sums: sums, weights: weights)
            }
        }
    }
}
