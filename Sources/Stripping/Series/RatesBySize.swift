/// How often domains of a size have a partner in another state, among those whose place that state has seen.
///
/// Large domains are found again more often than specks of noise. Among so many of nearest size as a tenth of all, and 25 at least, the
/// share is counted; one more domain counts as the whole state's average, and there half a domain is found and half a domain not (Jeffreys 1946), so that
/// nothing is thought to be impossible.
struct RatesBySize: Sendable {
    /// 0 … 1 without the ends, for every domain.
    let rates: [Double]
    /// Of all.
    let mean: Double

    private static let fewest = 25

    /// The same for all.
    init(repeating rate: Double, count: Int) {
        rates = Array(repeating: rate, count: count)
        mean = rate
    }

    /// - Parameters:
    ///   - shares: the share of a partner that each domain has, less what chance would give it.
    ///   - order: the domains by size.
    init(_ shares: [Double], isSeen: [Bool], order: [Int]) {
        var (sums, counts) = ([0.0], [0.0])
        for index in order {
            sums.append(sums[sums.count - 1] + (isSeen[index] ? shares[index] : 0))
            counts.append(counts[counts.count - 1] + (isSeen[index] ? 1 : 0))
        }
        let all = order.count
        let mean = (min(max(0, sums[all]), counts[all]) + 0.5) / (counts[all] + 1)
        let width = max(Self.fewest, all / 10)
        var rates = [Double](repeating: mean, count: all)
        for (place, index) in order.enumerated() {
            let low = max(0, min(place - width / 2, all - width))
            let high = min(all, low + width)
            let count = counts[high] - counts[low]
            rates[index] = (min(max(0, sums[high] - sums[low]), count) + mean) / (count + 1)
        }
        (self.rates, self.mean) = (rates, mean)
    }
}
