/// How much of the work of many scans is done, each counting for what it costs.
package struct BatchWork: Sendable {
    private let costs: [Double]
    private var shares: [Double]
    private let whole: Double
    private var done: Double

    /// The work of some scans.
    ///
    /// - Parameters:
    ///   - costs: what each costs beside the others; nil where nobody knows, for as much as the others do on average.
    ///   - finished: those that are done already.
    package init(costs: [Double?], finished: [Int] = []) {
        let known = costs.compactMap(\.self)
        let usual = known.isEmpty ? 1 : known.reduce(0, +) / Double(known.count)
        self.costs = costs.map { $0 ?? usual }
        shares = costs.map { _ in 0 }
        whole = self.costs.reduce(0, +)
        done = 0
        for scan in finished { note(1, of: scan) }
    }

    /// Takes note that so much of a scan is done; less than before changes nothing.
    package mutating func note(_ share: Double, of scan: Int) {
        guard share > shares[scan] else { return }
        done += (min(1, share) - shares[scan]) * costs[scan]
        shares[scan] = min(1, share)
    }

    /// The share of all work that is done, 0 … 1; 1 where there is none.
    package var share: Double {
        if whole <= 0 || shares.allSatisfy({ $0 == 1 }) { return 1 }
        return min(1, done / whole)
    }
}
