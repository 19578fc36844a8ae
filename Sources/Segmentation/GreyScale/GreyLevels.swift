import VoxelCore
import VoxelKernels

/// The grey values of the phases as the slab itself shows them.
public struct GreyLevels: Sendable, Hashable, Codable {
    /// Mean grey of Li.
    public var lithium: Double
    /// Mean grey of Na.
    public var sodium: Double
    /// Mean grey of the SSE.
    public var electrolyte: Double
    /// Standard deviation of a voxel about what phases and blur explain: noise and texture.
    public var noise: Double
    /// Standard deviations of the system's blur along each direction, in voxels.
    public internal(set) var blur = BlurWidths.nominal
    /// How strongly voxels were found to follow their neighbours; nil where that was not fitted.
    public internal(set) var coupling: NeighbourCoupling?
    /// Strength of phase-contrast fringes that were undone, 0 for none.
    public internal(set) var fringe = 0.0
    /// Standard deviation of white noise that would blur a domain's outline as much as this noise does, correlation taken
    /// into account.
    package internal(set) var matchedNoise: Double
    /// How the noise of neighbouring voxels goes together; nil where there is too little Li to measure it.
    public internal(set) var covariance: NoiseCovariance?
    /// The grey value half-way between Li and Na: the threshold that a noise-free voxel would be held against.
    public var threshold: Double { (lithium + sodium) / 2 }

    /// The difference between Na and Li over the noise of a voxel.
    public var contrastToNoise: Double { noise > 0 ? (sodium - lithium) / noise : .infinity }

    /// The noise of a voxel over the difference between Na and Li.
    var noisiness: Double { sodium > lithium ? noise / (sodium - lithium) : 0 }

    /// The same over noise that is as harmful as this one but white.
    var matchedContrastToNoise: Double { matchedNoise > 0 ? (sodium - lithium) / matchedNoise : .infinity }

    /// Puts Na where a given threshold lies half-way between it and Li.
    mutating func putThreshold(at threshold: Double) {
        sodium = max(2 * threshold - lithium, lithium + 1e-3 * abs(sodium - lithium))
    }

    init(lithium: Double, sodium: Double, electrolyte: Double, noise: Double) {
        self.lithium = lithium
        self.sodium = sodium
        self.electrolyte = electrolyte
        self.noise = noise
        matchedNoise = noise
    }

    /// A first idea of the levels: the mean of what lies below the interface, and Otsu's two classes of what lies above
    /// it, blurred against noise.
    ///
    /// - Parameters:
    ///   - blurred: the slab's grey values less `reference`, blurred.
    /// - Returns: nil where either side has no finite value or the electrode is of one grey.
    init?(_ slab: StraightSlab, blurred: SharedBuffer<Float>, reference: Float) {
        let depth = slab.layout.depth
        var (sum, squares, count) = (0.0, 0.0, 0.0)
        var (low, high) = (Float.infinity, -Float.infinity)
        let margin = 3
        for index in 0..<slab.layout.starts.count where slab.layout.starts[index] != Slab.outside {
            for k in 0..<max(0, slab.below - margin) {
                let grey = Double(slab.grey.elements[index * depth + k])
                guard grey.isFinite else { continue }
                sum += grey
                squares += grey * grey
                count += 1
            }
            for k in slab.below + 1..<depth - 1 where slab.grey.elements[index * depth + k].isFinite {
                low = min(low, blurred.elements[index * depth + k])
                high = max(high, blurred.elements[index * depth + k])
            }
        }
        guard count > 0, low < high else { return nil }
        let bins = 512
        var histogram = [UInt64](repeating: 0, count: bins)
        let scale = Float(bins) / (high - low)
        for index in 0..<slab.layout.starts.count where slab.layout.starts[index] != Slab.outside {
            for k in slab.below + 1..<depth - 1 where slab.grey.elements[index * depth + k].isFinite {
                let bin = Int((blurred.elements[index * depth + k] - low) * scale)
                histogram[min(bins - 1, bin)] += 1
            }
        }
        guard let cut = otsuBin(histogram[...]) else { return nil }
        let level = { (bin: Int) in Double(reference) + Double(low) + (Double(bin) + 0.5) / Double(scale) }
        lithium = level(Self.mode(histogram, 0..<cut))
        sodium = level(Self.median(histogram, cut..<bins))
        electrolyte = sum / count
        noise = max(0, squares / count - electrolyte * electrolyte).squareRoot()
        matchedNoise = noise
    }

    private static func median(_ histogram: [UInt64], _ bins: Range<Int>) -> Int {
        let half = histogram[bins].reduce(0, +) / 2
        var seen: UInt64 = 0
        for bin in bins {
            seen += histogram[bin]
            if seen > half { return bin }
        }
        return bins.lowerBound
    }

    /// The middle of the fullest window of bins.
    private static func mode(_ histogram: [UInt64], _ bins: Range<Int>) -> Int {
        let window = min(bins.count, histogram.count / 24)
        var sum = histogram[bins.prefix(window)].reduce(0, +)
        var best = (sum: sum, first: bins.lowerBound)
        for first in bins.lowerBound + 1..<max(bins.lowerBound + 1, bins.upperBound - window + 1) {
            sum += histogram[first + window - 1]
            sum -= histogram[first - 1]
            if sum > best.sum { best = (sum, first) }
        }
        return best.first + window / 2
    }
}
