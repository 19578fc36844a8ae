import VoxelCore

/// The share of every link among all ways in which domains of two states can belong together one to one.
///
/// Exact sums over all ways grow as a permanent does. Messages between competing links give them exactly where competition has no
/// loops and closely elsewhere, and converge always (Williams & Lau 2014, doi 10.1109/TAES.2014.120568).
package struct LinkShares: Sendable {
    /// 0 … 1 for every link.
    package let shares: [Double]
    /// 0 … 1: that a domain of the first state is in no link.
    package let firstAlone: [Double]
    /// The same for the second state.
    package let secondAlone: [Double]

    private static let rounds = 200
    private static let tolerance = 1e-5

    /// - Complexity: O(links) a round.
    package init(_ candidates: PeakCandidates) {
        let odds = candidates.logOdds.map { PortableMath.exponential($0) }
        let seconds = candidates.seconds
        var forward = odds
        var backward = [Double](repeating: 1, count: odds.count)
        // Links of each second domain.
        var starts = [Int](repeating: 0, count: candidates.secondCount + 1)
        for second in seconds { starts[second + 1] += 1 }
        for second in 0..<candidates.secondCount { starts[second + 1] += starts[second] }
        var (place, own) = (starts, [Int](repeating: 0, count: odds.count))
        for link in odds.indices {
            own[place[seconds[link]]] = link
            place[seconds[link]] += 1
        }
        var sums: [Double] = []
        for _ in 0..<Self.rounds {
            var change = 0.0
            for first in 0..<candidates.firstCount {
                let links = candidates.links(of: first)
                // What comes before and behind each is summed apart: nothing large is taken away again.
                sums.removeAll(keepingCapacity: true)
                var behind = 0.0
                for link in links.reversed() {
                    sums.append(behind)
                    behind += odds[link] * backward[link]
                }
                var before = 1.0
                for link in links {
                    forward[link] = odds[link] / (before + sums[links.upperBound - 1 - link])
                    before += odds[link] * backward[link]
                }
            }
            for second in 0..<candidates.secondCount {
                let links = starts[second]..<starts[second + 1]
                sums.removeAll(keepingCapacity: true)
                var behind = 0.0
                for link in links.reversed() {
                    sums.append(behind)
                    behind += forward[own[link]]
                }
                var before = 1.0
                for link in links {
                    let message = 1 / (before + sums[links.upperBound - 1 - link])
                    change = max(change, abs(message - backward[own[link]]))
                    backward[own[link]] = message
                    before += forward[own[link]]
                }
            }
            if change < Self.tolerance { break }
        }
        var shares = [Double](repeating: 0, count: odds.count)
        var firstAlone = [Double](repeating: 1, count: candidates.firstCount)
        var secondAlone = [Double](repeating: 1, count: candidates.secondCount)
        for first in 0..<candidates.firstCount {
            let links = candidates.links(of: first)
            let sum = links.reduce(1.0) { $0 + odds[$1] * backward[$1] }
            firstAlone[first] = 1 / sum
            for link in links {
                shares[link] = odds[link] * backward[link] / sum
                secondAlone[seconds[link]] = max(0, secondAlone[seconds[link]] - shares[link])
            }
        }
        (self.shares, self.firstAlone, self.secondAlone) = (shares, firstAlone, secondAlone)
    }
}
