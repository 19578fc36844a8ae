import VoxelCore
import VoxelKernels

/// How the noise of neighbouring voxels goes together: a white part and a part whose correlation falls as a Gaussian.
///
/// Reconstruction filters, binning and the texture of the phases correlate the grey of neighbours. Evidence from several
/// voxels then weighs less than from as many independent ones.
struct NoiseCovariance: Sendable, Hashable {
    /// The share of the variance that is correlated, 0 … 1.
    let correlatedShare: Double
    /// The correlation of that part between neighbours one voxel apart, 0 … 1; γ⁴ at two voxels.
    let neighbourCorrelation: Double

    /// Sums over pairs of voxels.
    struct Sums: BitwiseCopyable {
        var (count, sum, squares) = (0.0, 0.0, 0.0)
        var (pairs1, products1, pairs2, products2) = (0.0, 0.0, 0.0, 0.0)

        mutating func add(_ value: Float) {
            count += 1
            sum += Double(value)
            squares += Double(value) * Double(value)
        }

        mutating func add(_ here: Float, _ there: Float, _ distance: Int) {
            if distance == 1 {
                pairs1 += 1
                products1 += Double(here) * Double(there)
            } else {
                pairs2 += 1
                products2 += Double(here) * Double(there)
            }
        }

        mutating func add(_ other: Sums) {
            count += other.count
            sum += other.sum
            squares += other.squares
            pairs1 += other.pairs1
            products1 += other.products1
            pairs2 += other.pairs2
            products2 += other.products2
        }
    }

    init(_ sums: Sums) {
        guard sums.pairs1 > 1000, sums.pairs2 > 1000 else {
            (correlatedShare, neighbourCorrelation) = (0, 0)
            return
        }
        let mean = sums.sum / sums.count
        let variance = sums.squares / sums.count - mean * mean
        let first = (sums.products1 / sums.pairs1 - mean * mean) / variance
        let second = (sums.products2 / sums.pairs2 - mean * mean) / variance
        guard variance > 0, first > 0.005 else {
            (correlatedShare, neighbourCorrelation) = (0, 0)
            return
        }
        let cube = min(0.95, max(0.05, second / first))
        let gamma = PortableMath.exponential(PortableMath.logarithm(cube) / 3)
        neighbourCorrelation = gamma
        correlatedShare = min(1, first / gamma)
    }

    /// By how much the variance of a matched filter exceeds that in white noise of the same standard deviation.
    ///
    /// - Parameters:
    ///   - overlap: the filter's own correlation along an axis at 0, 1 and 2 voxels, 1 at 0.
    func inflation(overlap: [Double]) -> Double {
        let gamma = neighbourCorrelation
        let axis = 1 + 2 * gamma * overlap[1] + 2 * gamma * gamma * gamma * gamma * overlap[2]
        return 1 - correlatedShare + correlatedShare * axis * axis * axis
    }
}

extension SodiumSampler {
    /// How the grey of pure Li varies: its covariance at small distances.
    func noiseCovariance(_ levels: GreyLevels) throws -> NoiseCovariance {
        let layout = slab.layout
        let parts = SharedBuffer<NoiseCovariance.Sums>(count: layout.strips, repeating: .init())
        let lithium = Float(levels.lithium)
        @Sendable func residual(_ voxel: Int) -> Float? {
            guard isUsed(slab.grey.elements[voxel]), blurred.elements[voxel] < 0.02, share.elements[voxel] < 0.005
            else {
                return nil
            }
            return slab.grey.elements[voxel] - lithium
        }
        try concurrentForEach(taskCount: layout.strips, threads: threads) { strip in
            var sums = NoiseCovariance.Sums()
            for row in layout.rows(ofStrip: strip) {
                for column in 0..<layout.columns {
                    let index = row * layout.columns + column
                    guard layout.starts[index] != Slab.outside else { continue }
                    for k in slab.below + 1..<min(slab.below + layers, layout.depth) {
                        guard let here = residual(index * layout.depth + k) else { continue }
                        sums.add(here)
                        for distance in 1...2 {
                            if k + distance < layout.depth, let there = residual(index * layout.depth + k + distance) {
                                sums.add(here, there, distance)
                            }
                            for (isInside, other) in [
                                (row + distance < layout.rows, index + distance * layout.columns),
                                (column + distance < layout.columns, index + distance),
                            ] where isInside && layout.starts[other] != Slab.outside {
                                let there = k + Int(layout.starts[index] - layout.starts[other])
                                if there >= 0, there < layout.depth,
                                    let value = residual(other * layout.depth + there)
                                {
                                    sums.add(here, value, distance)
                                }
                            }
                        }
                    }
                }
            }
            parts.elements[strip] = sums
        }
        var total = NoiseCovariance.Sums()
        for part in parts.elements { total.add(part) }
        return NoiseCovariance(total)
    }

    /// Takes a covariance of the noise into account.
    func weigh(_ covariance: NoiseCovariance?, in levels: inout GreyLevels) {
        let overlap = overlap
        levels.covariance = covariance
        levels.matchedNoise =
            levels.noise * (covariance?.inflation(overlap: overlap[6...8].map { $0 / overlap[6] }) ?? 1).squareRoot()
    }
}
