import VoxelCore
import VoxelKernels

/// How the noise of neighbouring voxels goes together along each direction: correlations one and two voxels apart.
///
/// Reconstruction filters, binning and the texture of the phases correlate the grey of neighbours, positively or
/// negatively.
public struct NoiseCovariance: Sendable, Hashable, Codable {
    /// Along the stripping axis, from row to row and from column to column of the map; one and two voxels apart.
    public let depth, rows, columns: [Double]
}

/// The noise of a slab's grey values where a sample has nothing but Li.
struct LithiumNoise: Sendable {
    /// The standard deviation of a voxel; nil where there is too little Li.
    let deviation: Double?
    /// The standard deviation of white noise that would disturb a matched filter as much.
    let matched: Double?
    /// How the noise of neighbours goes together.
    let covariance: NoiseCovariance?

    /// What a sample leaves of the grey in pure Li, and what the matched filter Bᵀ makes of it.
    ///
    /// - Complexity: a blur and O(voxels); sums strip by strip, so the same for every number of threads.
    init(_ sample: borrowing SodiumSample, _ evidence: GreyEvidence, _ levels: GreyLevels) throws {
        let model = evidence.model
        let layout = model.layout
        let image = sample.image
        let twice: SharedBuffer<Float> = layout.buffer()
        try layout.blur(image, taps: model.blur.taps, threads: model.threads, into: twice)
        let measured = model.slab.below + 1..<min(model.slab.below + model.layers, layout.depth)
        let lithium = Float(levels.lithium)
        let given = evidence.given(levels)
        @Sendable func residual(_ voxel: Int) -> Float? {
            let grey = model.slab.grey.elements[voxel]
            guard model.isUsed(grey), image.elements[voxel] < 0.02, model.electrolyteShare.elements[voxel] < 0.005
            else { return nil }
            return grey - lithium
        }
        let parts = try concurrentMap(count: layout.strips, threads: model.threads) { strip in
            var sums = NoiseSums()
            for row in layout.rows(ofStrip: strip) {
                for column in 0..<layout.columns {
                    let index = row * layout.columns + column
                    guard layout.starts[index] != Slab.outside else { continue }
                    for k in measured {
                        let voxel = index * layout.depth + k
                        guard let here = residual(voxel) else { continue }
                        sums.single.add(Double(here))
                        if twice.elements[voxel] < 0.005, evidence.ones.elements[voxel] > 0.98,
                            evidence.electrolyteShare.elements[voxel] < 0.005
                        {
                            sums.filtered.add(Double(given[voxel]))
                        }
                        for distance in 1...2 {
                            if k + distance < layout.depth, let there = residual(voxel + distance) {
                                sums.add(here * there, 0, distance)
                            }
                            for (direction, isInside, other) in [
                                (1, row + distance < layout.rows, index + distance * layout.columns),
                                (2, column + distance < layout.columns, index + distance),
                            ] where isInside && layout.starts[other] != Slab.outside {
                                let place = k + Int(layout.starts[index] - layout.starts[other])
                                if place >= 0, place < layout.depth,
                                    let there = residual(other * layout.depth + place)
                                {
                                    sums.add(here * there, direction, distance)
                                }
                            }
                        }
                    }
                }
            }
            return sums
        }
        var total = NoiseSums()
        for part in parts { total.add(part) }
        deviation = total.single.count > 200 ? total.single.variance.squareRoot() : nil
        matched = total.filtered.count > 200 ? (total.filtered.variance / model.blur.own).squareRoot() : nil
        covariance = deviation == nil ? nil : total.covariance
    }
}

/// Sums over voxels, and over pairs of them one and two voxels apart along each direction.
private struct NoiseSums: BitwiseCopyable {
    var single = Spread()
    var filtered = Spread()
    private var pairs: InlineArray<6, Double> = .init(repeating: 0)
    private var products: InlineArray<6, Double> = .init(repeating: 0)

    mutating func add(_ product: Float, _ direction: Int, _ distance: Int) {
        pairs[direction * 2 + distance - 1] += 1
        products[direction * 2 + distance - 1] += Double(product)
    }

    mutating func add(_ other: NoiseSums) {
        single.add(other.single)
        filtered.add(other.filtered)
        for i in 0..<6 {
            pairs[i] += other.pairs[i]
            products[i] += other.products[i]
        }
    }

    var covariance: NoiseCovariance? {
        let (mean, variance) = (single.mean, single.variance)
        guard variance > 0, (0..<6).allSatisfy({ pairs[$0] > 200 }) else { return nil }
        let correlation = { (i: Int) in (products[i] / pairs[i] - mean * mean) / variance }
        return NoiseCovariance(
            depth: [correlation(0), correlation(1)], rows: [correlation(2), correlation(3)],
            columns: [correlation(4), correlation(5)])
    }
}
