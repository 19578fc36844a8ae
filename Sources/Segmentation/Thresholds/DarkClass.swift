import VoxelCore
import VoxelKernels

/// A class of grey values below that of Li: pores, where there are any.
///
/// Otsu's method for three classes always finds three; without pores it cuts the peak of Li in two. A class is one of its
/// own where the histogram has a maximum of its own, with a valley between it and the peak of Li.
struct DarkClass: Sendable, Hashable {
    /// The bin of the dark peak (or the middle of the tail), that at which it ends, and that of the peak of Li.
    let peak: Int
    let valley: Int
    let lithium: Int

    /// At the valley there are at most so many of the samples at the dark peak.
    private static let deepestShare = 0.75
    /// The least share of all samples that lies below the valley.
    private static let leastShare = 0.001

    /// Looks for a class below the greatest maximum of the lower of Otsu's two classes; nil where there is none.
    ///
    /// - Parameters:
    ///   - counts: some hundred bins of equal width.
    ///   - upper: the first bin of Na where it is known; nil to take Otsu's.
    init?(_ counts: [UInt64], below upper: Int? = nil) {
        let total = counts.reduce(0, +)
        guard counts.count >= 3, let cut = upper ?? otsuBin(counts), cut >= 2 else { return nil }
        let smooth = Self.smoothed(Self.withoutClippedEnd(counts))
        // Pores are few: where the lower class has two peaks, the greater one is Li.
        guard let lithium = (0..<cut).max(by: { smooth[$0] < smooth[$1] }), lithium > 1 else { return nil }
        var best: (peak: Int, valley: Int, rise: Double)?
        var valley = lithium
        for bin in (0..<lithium).reversed() {
            if smooth[bin] < smooth[valley] { valley = bin }
            let rise = smooth[bin] - smooth[valley]
            guard smooth[valley] <= Self.deepestShare * smooth[bin],
                rise > 4 * (smooth[bin] + smooth[valley]).squareRoot(), rise > best?.rise ?? 0
            else { continue }
            best = (bin, valley, rise)
        }
        guard let best else { return nil }
        let below = counts[...best.valley].reduce(0, +)
        guard Double(below) >= Self.leastShare * Double(total) else { return nil }
        (self.peak, self.valley, self.lithium) = (best.peak, best.valley, lithium)
    }

    /// Looks for a tail below the peak of Li that noise does not explain: pores of a few voxels, which blur smears over all
    /// greys between their own and that of Li, have no peak.
    ///
    /// The lower flank of the peak, which holds no Na, tells its width. A tail is what lies beyond 3.5 standard deviations,
    /// where it is 0.3 % of all samples, over ten times as much as a normal distribution has there.
    ///
    /// - Parameter counts: some hundred bins of smoothed grey values, whose noise is close to normal.
    init?(tailOf counts: [UInt64]) {
        let total = counts.reduce(0, +)
        guard counts.count >= 3, let cut = otsuBin(counts), cut >= 2 else { return nil }
        let smooth = Self.smoothed(counts)
        guard let lithium = (0..<cut).max(by: { smooth[$0] < smooth[$1] }),
            let half = (0..<lithium).last(where: { smooth[$0] < smooth[lithium] / 2 })
        else { return nil }
        let beyond = (smooth[lithium] / 2 - smooth[half]) / (smooth[half + 1] - smooth[half])
        let deviation = (Double(lithium - half) - beyond) / 1.177
        let bound = Int((Double(lithium) - 3.5 * deviation).rounded(.down))
        guard bound > 0 else { return nil }
        let tail = counts[...bound].reduce(0, +)
        guard Double(tail) >= Self.tailShare * Double(total) else { return nil }
        var seen: UInt64 = 0
        let middle = counts.indices.first { bin in
            seen += counts[bin]
            return 2 * seen >= tail
        }
        (peak, valley, self.lithium) = (middle ?? 0, bound, lithium)
    }

    /// The least share of all samples that lies in a tail.
    static let tailShare = 0.003

    /// The counts with no more in the first bin than in the second, where noise runs into it: what is cut off at the end of a
    /// scale piles up there and is no class.
    private static func withoutClippedEnd(_ counts: [UInt64]) -> [UInt64] {
        guard let first = counts.firstIndex(where: { $0 > 0 }), first + 1 < counts.count else { return counts }
        var result = counts
        let next = counts[first + 1]
        if next < counts[first], next * 50 > counts[first] { result[first] = next }
        return result
    }

    /// Sums over five bins, weighted 1 2 3 2 1 and over 9.
    private static func smoothed(_ counts: [UInt64]) -> [Double] {
        counts.indices.map { bin in
            (-2...2).reduce(0.0) { sum, offset in
                counts.indices.contains(bin + offset)
                    ? sum + Double(3 - abs(offset)) / 9 * Double(counts[bin + offset]) : sum
            }
        }
    }
}

extension GreyHistogram {
    /// The counts in at most 256 wider bins, from the 1st to the 999th thousandth, and the grey value at which the first
    /// begins and by which they lie apart.
    var coarse: (counts: [UInt64], origin: Double, width: Double) {
        let total = total
        guard total > 0 else { return ([], origin, binWidth) }
        var seen: UInt64 = 0
        var (low, high) = (0, counts.count - 1)
        var isLow = true
        for (bin, count) in counts.enumerated() where count > 0 {
            if isLow, (seen + count) * 1000 > total { (low, isLow) = (bin, false) }
            if seen * 1000 <= total * 999 { high = bin }
            seen += count
        }
        let merge = max(1, (high - low + 256) / 256)
        let merged = stride(from: low, through: high, by: merge).map {
            counts[$0..<min($0 + merge, counts.count)].reduce(0, +)
        }
        return (merged, lowerEdge(ofBin: low), Double(merge) * binWidth)
    }

    /// Whether there is a class of its own below that of Li.
    ///
    /// - Parameter na: T_Na where it is given.
    func hasDarkClass(belowNa na: Double?) -> Bool {
        let (counts, origin, width) = coarse
        let upper = na.map { Int(max(0, min(Double(counts.count), ($0 - origin) / width))) }
        return DarkClass(counts, below: upper) != nil
    }
}

extension Warning {
    /// Tells that there are pores that were not asked for.
    ///
    /// - Parameter share: of the layers that they fill.
    static func ignoredPores(share: Double) -> Warning {
        Warning(
            "pores",
            "\(percentage(share)) of the layers are darker than Li and look like pores, which count as Li and let the grey of Li"
                + " come out too dark; on phantoms with 6 % of pores the coverage was off by up to 15 points. Add"
                + " --void-threshold auto to have them found")
    }

    /// Tells that pores were asked for and are not there.
    static let noVoid = Warning(
        "no_void",
        "--void-threshold auto found no class of its own that is darker than Li: Otsu's method would cut the peak of Li in two;"
            + " no void was looked for. If there are pores, give their grey: --void-threshold with a value between pores and Li,"
            + " and with --segmentation threshold also --denoise median")
}
