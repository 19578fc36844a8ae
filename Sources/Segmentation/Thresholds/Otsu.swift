import VoxelCore
import VoxelKernels

/// Otsu's threshold: the bin at which the upper class begins so that the variance between the classes is greatest.
///
/// Where a gap of empty bins separates the classes every cut in it is equally good; the middle of the gap is taken.
/// Counts and their moments are exact integers (UInt64), so large volumes lose nothing.
///
/// Otsu (1979), "A threshold selection method from gray-level histograms", doi 10.1109/TSMC.1979.4310076.
///
/// - Parameter counts: samples per bin; at most 2⁴⁷ in all for 65,536 bins.
/// - Returns: the first bin of the upper class, or nil where fewer than two bins are occupied.
/// - Complexity: O(bins).
package func otsuBin(_ counts: some RandomAccessCollection<UInt64>) -> Int? {
    var total: UInt64 = 0
    var moment: UInt64 = 0
    for (bin, count) in counts.enumerated() {
        total += count
        moment += UInt64(bin) * count
    }
    var best: (variance: Double, first: Int, last: Int)?
    var lowerCount: UInt64 = 0
    var lowerMoment: UInt64 = 0
    for (bin, count) in counts.enumerated() {
        // The cut before this bin: the bins below it against it and those above.
        if lowerCount > 0, lowerCount < total {
            let variance = betweenClassVariance(lowerCount, lowerMoment, total, moment)
            if let (greatest, first, last) = best, variance == greatest, last == bin - 1 {
                best = (greatest, first, bin)
            } else if best.map({ variance > $0.variance }) ?? true {
                best = (variance, bin, bin)
            }
        }
        lowerCount += count
        lowerMoment += UInt64(bin) * count
    }
    return best.map { ($0.first + $0.last + 1) / 2 }
}

/// Otsu's method for three classes: the first bins of the middle and of the upper class.
///
/// Searched on at most 512 merged bins, then refined one cut at a time on the full histogram until neither moves:
/// Liao, Chen & Chung (2001), "A fast algorithm for multilevel thresholding", with Otsu's criterion.
///
/// - Returns: nil where fewer than three bins are occupied.
/// - Complexity: O(512² + bins · refinements).
package func otsuBins(_ counts: [UInt64]) -> (middle: Int, upper: Int)? {
    let occupied = counts.indices.filter { counts[$0] > 0 }
    guard occupied.count >= 3, let least = occupied.first, let greatest = occupied.last else { return nil }
    let span = greatest - least + 1
    let merge = (span + 511) / 512
    let merged = stride(from: least, through: greatest, by: merge).map { start in
        counts[start..<min(start + merge, greatest + 1)].reduce(0, +)
    }
    guard var cuts = coarseCuts(merged).map({ (least + $0.0 * merge, least + $0.1 * merge) }) else { return nil }
    for _ in 0..<64 {
        guard let middle = otsuBin(counts[..<cuts.1]), let upper = otsuBin(counts[middle...]) else { break }
        let refined = (middle, middle + upper)
        if refined == cuts { break }
        cuts = refined
    }
    return (cuts.0, cuts.1)
}

/// The best pair of cuts of a short histogram, by trying all.
private func coarseCuts(_ counts: [UInt64]) -> (Int, Int)? {
    var cumulativeCount: [UInt64] = [0]
    var cumulativeMoment: [UInt64] = [0]
    for (bin, count) in counts.enumerated() {
        cumulativeCount.append((cumulativeCount.last ?? 0) + count)
        cumulativeMoment.append((cumulativeMoment.last ?? 0) + UInt64(bin) * count)
    }
    /// The class's share of Σ n μ², which the variance between classes is up to a constant; nil for an empty class.
    func strength(_ bins: Range<Int>) -> Double? {
        let count = cumulativeCount[bins.upperBound] - cumulativeCount[bins.lowerBound]
        guard count > 0 else { return nil }
        let moment = Double(cumulativeMoment[bins.upperBound] - cumulativeMoment[bins.lowerBound])
        return moment * moment / Double(count)
    }
    var best: (strength: Double, cuts: (Int, Int))?
    for middle in counts.indices.dropFirst() {
        guard let lower = strength(0..<middle) else { continue }
        for upper in middle + 1..<max(middle + 1, counts.count) {
            guard let inner = strength(middle..<upper), let outer = strength(upper..<counts.count) else { continue }
            if best.map({ lower + inner + outer > $0.strength }) ?? true {
                best = (lower + inner + outer, (middle, upper))
            }
        }
    }
    return best?.cuts
}

private func betweenClassVariance(_ count: UInt64, _ moment: UInt64, _ total: UInt64, _ totalMoment: UInt64) -> Double {
    let (lower, upper) = (Double(count), Double(total - count))
    let difference = Double(moment) / lower - Double(totalMoment - moment) / upper
    return lower * upper * difference * difference
}
