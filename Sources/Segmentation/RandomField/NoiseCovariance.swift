import VoxelCore
import VoxelKernels

/// How the noise of neighbouring voxels goes together: a white part and a part whose correlation falls as a Gaussian.
///
/// Reconstruction filters, binning and the texture of the phases correlate the grey of neighbours. Evidence from several
/// voxels then weighs less than from as many independent ones.
struct NoiseCovariance: Sendable, Hashable, Codable {
    /// The share of the variance that is correlated, 0 … 1.
    let correlatedShare: Double
    /// The correlation of that part between neighbours one voxel apart, 0 … 1; γ⁴ at two voxels.
    let neighbourCorrelation: Double

    fileprivate init(_ sums: NoiseSums) {
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
    /// - Parameter blur: the filter.
    func inflation(_ blur: SystemBlur) -> Double {
        let gamma = neighbourCorrelation
        let (overlap1, overlap2) = (blur.overlap(1) / blur.overlap(0), blur.overlap(2) / blur.overlap(0))
        let axis = 1 + 2 * gamma * overlap1 + 2 * gamma * gamma * gamma * gamma * overlap2
        return 1 - correlatedShare + correlatedShare * axis * axis * axis
    }
}

extension NoiseCovariance {
    /// How the grey of pure Li varies, where a sample has no Na near: its covariance at one and two voxels.
    ///
    /// - Parameter lithium: μ_Li.
    /// - Complexity: O(voxels); sums strip by strip, so the same for every number of threads.
    init(_ sample: borrowing SodiumSample, _ model: FieldModel, lithium: Float) throws {
        let layout = model.layout
        let image = sample.image
        let parts = SharedBuffer<NoiseSums>(count: layout.strips, repeating: .init())
        let measured = model.slab.below + 1..<min(model.slab.below + model.layers, layout.depth)
        @Sendable func residual(_ voxel: Int) -> Float? {
            let grey = model.slab.grey.elements[voxel]
            guard model.isUsed(grey), image.elements[voxel] < 0.02, model.electrolyteShare.elements[voxel] < 0.005
            else { return nil }
            return grey - lithium
        }
        try concurrentForEach(taskCount: layout.strips, threads: model.threads) { strip in
            var sums = NoiseSums()
            for row in layout.rows(ofStrip: strip) {
                for column in 0..<layout.columns {
                    let index = row * layout.columns + column
                    guard layout.starts[index] != Slab.outside else { continue }
                    for k in measured {
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
        var total = NoiseSums()
        for part in parts.elements { total.add(part) }
        self.init(total)
    }
}

/// Sums over voxels, and over pairs of them one and two voxels apart.
private struct NoiseSums: BitwiseCopyable {
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

    mutating func add(_ other: NoiseSums) {
        count += other.count
        sum += other.sum
        squares += other.squares
        pairs1 += other.pairs1
        products1 += other.products1
        pairs2 += other.pairs2
        products2 += other.products2
    }
}

extension GreyLevels {
    /// The same levels, a covariance of the noise taken into account.
    func weighed(_ covariance: NoiseCovariance?, _ blur: SystemBlur) -> GreyLevels {
        var levels = self
        levels.covariance = covariance
        levels.matchedNoise = noise * (covariance?.inflation(blur) ?? 1).squareRoot()
        return levels
    }
}
