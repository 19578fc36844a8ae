import VoxelCore
import VoxelKernels

/// How wide the blur of an imaging system is along each direction of a slab: standard deviations of a Gaussian, in voxels.
///
/// Filtered back-projection is narrow along the scanner's axis and wide in its slices.
public struct BlurWidths: Sendable, Hashable, Codable {
    /// Along the stripping axis.
    public var depth: Double
    /// From row to row of the map.
    public var rows: Double
    /// From column to column of the map.
    public var columns: Double

    /// What can be told from other widths: below, a voxel's own size counts; beyond, a stencil of four voxels ends.
    static let range = 0.25...1.35

    /// The width of the blur that takes as much of a small domain's contrast along all directions alike.
    var mean: Double { PortableMath.exponential(PortableMath.logarithm(depth * rows * columns) / 3) }

    /// The same width along all directions.
    init(_ width: Double) { (depth, rows, columns) = (width, width, width) }

    /// What most detectors and reconstructions come to.
    static let nominal = BlurWidths(0.7)

    /// The same, drawn to the nominal widths the more the less the grey values say of it.
    ///
    /// - Parameter weight: how often the nominal variance counts, where that of the fit counts once.
    func drawnToNominal(by weight: Double) -> BlurWidths {
        let drawn = { (width: Double, nominal: Double) in
            ((width * width + weight * nominal * nominal) / (1 + weight)).squareRoot()
        }
        var result = self
        result.depth = drawn(depth, Self.nominal.depth)
        result.rows = drawn(rows, Self.nominal.rows)
        result.columns = drawn(columns, Self.nominal.columns)
        return result
    }

    /// The same with other variances, as far as they can be told.
    func widened(byVariances change: (depth: Double, rows: Double, columns: Double)) -> BlurWidths {
        let wider = { (width: Double, change: Double) -> Double in
            let variance = width * width + Swift.min(0.2, Swift.max(-0.2, change))
            return Swift.min(
                Self.range.upperBound, Swift.max(Self.range.lowerBound, Swift.max(0, variance).squareRoot()))
        }
        var result = self
        result.depth = wider(depth, change.depth)
        result.rows = wider(rows, change.rows)
        result.columns = wider(columns, change.columns)
        return result
    }
}

/// B, the blur of the imaging system: a Gaussian along each of the three directions of a slab, integrated over voxels.
///
/// It is symmetric, so Bᵀ = B wherever all that it reaches is held.
struct SystemBlur: Sendable {
    /// Standard deviations.
    let widths: BlurWidths
    /// 2r + 1 weights along each direction.
    let taps: BlurTaps
    /// What the images of two voxels share along a direction, at −``reach`` … ``reach`` voxels: depth, rows, columns.
    private let overlaps: [[Double]]
    private static let reach = 4

    /// A blur of these standard deviations.
    init(_ widths: BlurWidths) {
        self.widths = widths
        let taps = { (sigma: Double) in
            Distribution.voxelTaps(sigma: sigma, radius: Swift.max(1, Swift.min(4, Int(2.6 * sigma + 1))))
        }
        self.taps = BlurTaps(rows: taps(widths.rows), columns: taps(widths.columns), depth: taps(widths.depth))
        overlaps = [self.taps.depth, self.taps.rows, self.taps.columns].map { taps in
            let b = taps.map { Double($0) }
            return (-Self.reach...Self.reach).map { (offset: Int) -> Double in
                b.indices.reduce(0) { sum, i in
                    b.indices.contains(i + abs(offset)) ? sum + b[i] * b[i + abs(offset)] : sum
                }
            }
        }
    }

    /// BᵀB: what the images of two voxels share.
    ///
    /// - Parameters:
    ///   - row, column, depth: from one to the other, −4 … 4 voxels.
    func overlap(row: Int, column: Int, depth: Int) -> Double {
        overlaps[0][Self.reach + depth] * overlaps[1][Self.reach + row] * overlaps[2][Self.reach + column]
    }

    /// BᵀB₀₀: how much of a voxel's image comes back to itself.
    var own: Double { overlap(row: 0, column: 0, depth: 0) }

    /// The variance that whole voxels add to that of the noise, as a share of the squared contrast.
    ///
    /// A face lies anywhere in a voxel, so a voxel at a domain's border errs by a share of its contrast that is uniform in
    /// −½ … ½, of variance 1/12. In the evidence Bᵀy of a voxel beside a face these errors add Σ (BᵀB)² / 12 over the
    /// face's voxels, where noise of variance s² adds s² (BᵀB)₀₀; the mean over faces along the three directions is taken.
    var partialVolume: Double {
        let own = overlaps.map { $0[Self.reach] }
        let squares = overlaps.map { $0.reduce(0) { $0 + $1 * $1 } }
        let faces = [
            own[0] * own[0] * squares[1] * squares[2], squares[0] * own[1] * own[1] * squares[2],
            squares[0] * squares[1] * own[2] * own[2],
        ]
        return faces.reduce(0, +) / 3 / (12 * own[0] * own[1] * own[2])
    }
}
