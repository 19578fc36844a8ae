/// The likeliest way in which domains of two states belong together one to one.
///
/// Shortest augmenting paths over the links alone (Jonker & Volgenant 1987, doi 10.1007/BF02278710). Every domain may stay alone, so
/// a path ends within the cluster of domains that compete, and the result is the optimum.
package struct BestLinks: Sendable {
    /// The link of every first domain; nil where it stays alone.
    package let chosen: [Int?]
    /// How many links were walked along.
    package let steps: Int

    /// - Complexity: O(links log links) where competition is local.
    package init(_ candidates: PeakCandidates) {
        var solver = Solver(candidates)
        for first in 0..<candidates.firstCount { solver.place(first) }
        (chosen, steps) = (solver.chosen, solver.steps)
    }
}

private struct Solver {
    let candidates: PeakCandidates
    var chosen: [Int?]
    var steps = 0
    /// The first domain that holds a second one.
    private var holder: [Int?]
    /// What a second domain costs whoever wants it, ≤ 0, and 0 as long as nobody holds it.
    private var prices: [Double]
    private var distances: [Double]
    /// The first domain and the link by which a second one was reached.
    private var reached: [(first: Int, link: Int)]
    private var isDone: [Bool]

    init(_ candidates: PeakCandidates) {
        self.candidates = candidates
        chosen = Array(repeating: nil, count: candidates.firstCount)
        holder = Array(repeating: nil, count: candidates.secondCount)
        prices = Array(repeating: 0, count: candidates.secondCount)
        distances = Array(repeating: .infinity, count: candidates.secondCount)
        reached = Array(repeating: (0, 0), count: candidates.secondCount)
        isDone = Array(repeating: false, count: candidates.secondCount)
    }

    /// Finds a place for one more first domain; others may have to move, and one of them to stay alone.
    mutating func place(_ start: Int) {
        var queue = PathQueue()
        var (touched, done): ([Int], [Int]) = ([], [])
        // The shortest way to a first domain that may stay alone instead, and to a second one that is free.
        var alone = (distance: 0.0, first: start)
        var free: (distance: Double, second: Int)?
        var (first, base) = (start, 0.0)
        while true {
            for link in candidates.links(of: first) where candidates.logOdds[link] > 0 {
                let second = candidates.seconds[link]
                steps += 1
                let distance = base - candidates.logOdds[link] - prices[second]
                guard !isDone[second], distance < distances[second] else { continue }
                if distances[second] == .infinity { touched.append(second) }
                distances[second] = distance
                reached[second] = (first, link)
                queue.insert(second, at: distance)
            }
            // The next nearest that is not done.
            var next: (distance: Double, second: Int)?
            while let candidate = queue.popFirst() {
                if !isDone[candidate.second], candidate.distance == distances[candidate.second] {
                    next = candidate
                    break
                }
            }
            guard let next, next.distance < alone.distance else { break }
            guard let other = holder[next.second], let link = chosen[other] else {
                free = next
                break
            }
            isDone[next.second] = true
            done.append(next.second)
            // From a held domain on to its holder, who gives it up.
            base = next.distance + candidates.logOdds[link] + prices[next.second]
            first = other
            if base < alone.distance { alone = (base, other) }
        }
        let end = free?.distance ?? alone.distance
        for second in done { prices[second] += min(0, distances[second] - end) }
        var second = free?.second
        if second == nil, alone.first != start {
            // Whoever stays alone gives up what it holds.
            second = chosen[alone.first].map { candidates.seconds[$0] }
            chosen[alone.first] = nil
        }
        while let taken = second {
            let (taker, link) = reached[taken]
            second = chosen[taker].map { candidates.seconds[$0] }
            chosen[taker] = link
            holder[taken] = taker
            if taker == start { break }
        }
        for second in touched {
            distances[second] = .infinity
            isDone[second] = false
        }
    }
}
