/// Which domains of a second state each domain of a first may be, and the odds of it.
package struct PeakCandidates: Sendable {
    /// The links of first domain i are those of `starts[i] ..< starts[i + 1]`.
    package private(set) var starts: [Int] = [0]
    /// The second domain of every link, ascending for each first one.
    package private(set) var seconds: [Int] = []
    /// The logarithm of how much likelier the link is than one domain lost and another appeared.
    package private(set) var logOdds: [Double] = []
    /// How many second domains there are.
    package let secondCount: Int

    /// No links yet.
    package init(secondCount: Int) { self.secondCount = secondCount }

    /// How many first domains there are.
    package var firstCount: Int { starts.count - 1 }

    /// Less likely links change no sum that is looked at.
    static let least = -7.0

    /// Adds the next first domain.
    ///
    /// - Parameter links: second domains, ascending, each once.
    package mutating func add(_ links: [(second: Int, logOdds: Double)]) {
        for link in links where link.logOdds > Self.least {
            seconds.append(link.second)
            logOdds.append(min(link.logOdds, 600))
        }
        starts.append(seconds.count)
    }

    /// The links of a first domain.
    package func links(of first: Int) -> Range<Int> { starts[first]..<starts[first + 1] }
}
