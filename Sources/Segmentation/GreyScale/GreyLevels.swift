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
    /// Whether a first idea of the levels led to a contrast of Na far below that of the SSE, so that another one was tried.
    package internal(set) var wereDoubtful = false
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

    /// Where the levels are looked for first.
    enum FirstIdea {
        /// Li where the dark class is fullest, Na in the middle of the bright one.
        case classes
        /// Li where the darkest twelfth ends, Na no darker than the SSE: where Na lies so close that hardly any voxel is free of
        /// it, the dark class is fullest half-way between the two.
        case extremes
    }

    /// A first idea of the levels: the mean of what lies below the interface, and Otsu's two classes of what lies above
    /// it, blurred against noise.
    ///
    /// - Parameters:
    ///   - blurred: the slab's grey values less `reference`, blurred.
    ///   - idea: where Li and Na are looked for.
    /// - Returns: nil where either side has no finite value or the electrode is of one grey.
    init?(_ slab: StraightSlab, blurred: SharedBuffer<Float>, reference: Float, _ idea: FirstIdea = .classes) {
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
        sodium = level(Self.quantile(histogram, cut..<bins, 0.5))
        electrolyte = sum / count
        if idea == .extremes {
            lithium = min(lithium, level(Self.quantile(histogram, 0..<bins, 1.0 / 12)))
            sodium = max(sodium, electrolyte)
        }
        noise = max(0, squares / count - electrolyte * electrolyte).squareRoot()
        matchedNoise = noise
    }

    /// The bin up to which a share of what lies in some bins does.
    private static func quantile(_ histogram: [UInt64], _ bins: Range<Int>, _ share: Double) -> Int {
        let wanted = share * Double(histogram[bins].reduce(0, +))
        var seen = 0.0
        for bin in bins {
            seen += Double(histogram[bin])
            if seen > wanted { return bin }
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
