import VoxelCore

/// The domains of a state as a field in which others are looked for: how many there are around each, and of its size.
struct PeakField: Sendable {
    /// In the order of domains.csv.
    let peaks: [SodiumPeak]
    let isSeen: @Sendable (SIMD3<Double>) -> Bool
    /// Natural logarithms of the volumes.
    let sizes: [Double]
    /// The logarithm of how many domains there are per cubed unit around each.
    let logDensities: [Double]
    /// Where they lie, for look-ups in space alone.
    let tree: NearestPoints
    /// Domains by size, the smallest first.
    let bySize: [Int]
    private let sortedSizes: [Double]

    /// A field of the domains of a state.
    ///
    /// - Parameter room: the volume that all domains of the series lie in; the density where there are too few to tell.
    init(_ state: PeakState, room: Double) {
        let peaks = state.peaks.filter(\.isMeasured).sorted(by: Self.isBefore)
        self.peaks = peaks
        isSeen = state.isSeen
        let sizes = peaks.map { PortableMath.logarithm($0.volume) }
        let bySize = peaks.indices.sorted { sizes[$0] == sizes[$1] ? $0 < $1 : sizes[$0] < sizes[$1] }
        (self.sizes, self.bySize) = (sizes, bySize)
        sortedSizes = bySize.map { sizes[$0] }
        let tree = NearestPoints(peaks.map { SIMD4($0.position, 0) })
        self.tree = tree
        let fewest = Double(max(1, peaks.count)) / room
        let count = Self.neighbours(of: peaks.count)
        logDensities = peaks.map { peak in
            // The domain itself comes along, and the last of them only says how far the others reach.
            let near = tree.nearest(to: SIMD4(peak.position, 0), count: count + 1)
            guard count >= 2, near.count == count + 1, let last = near.last else {
                return PortableMath.logarithm(fewest)
            }
            let reach = max(last.squaredDistance.squareRoot(), peak.radius / 10)
            let ball = 4 * PortableMath.pi / 3 * reach * reach * reach
            return PortableMath.logarithm(max(Double(count - 1) / ball, 1e-200))
        }
    }

    /// How many neighbours say what is usual around a domain: more of more, so that the answer settles.
    private static func neighbours(of count: Int) -> Int {
        min(32, max(4, Int(Double(count).squareRoot())), count - 1)
    }

    /// The logarithm of the share of domains of a size, per unit of its logarithm.
    ///
    /// - Parameter width: differences in size below it are not told apart.
    func logShare(ofSize size: Double, width: Double) -> Double {
        let count = sortedSizes.count
        guard count > 1 else { return 0 }
        var reach = width
        // Far from all others as many are taken as say something.
        while true {
            let held = place(of: size + reach) - place(of: size - reach)
            if held >= Self.neighbours(of: count) || reach > 1e3 {
                return PortableMath.logarithm(max(Double(held), 0.5) / (Double(count) * 2 * reach))
            }
            reach *= 1.25
        }
    }

    /// How many sizes are smaller.
    private func place(of size: Double) -> Int {
        var (low, high) = (0, sortedSizes.count)
        while low < high {
            let middle = (low + high) / 2
            if sortedSizes[middle] < size { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// By number, and where numbers are the same by what is measured.
    private static func isBefore(_ a: SodiumPeak, _ b: SodiumPeak) -> Bool {
        guard a.domain == b.domain else { return a.domain < b.domain }
        for axis in 0..<3 where a.position[axis] != b.position[axis] { return a.position[axis] < b.position[axis] }
        return a.volume < b.volume
    }
}
