/// Points in up to four dimensions, arranged so that those near to another are found without looking at all.
///
/// A k-d tree (Bentley 1975, doi 10.1145/361002.361007): every node halves its points along their longest extent.
/// - Complexity: O(n log² n) to arrange, O(log n) a look-up where points are spread out.
package struct NearestPoints: Sendable {
    private let points: [SIMD4<Double>]
    /// The points' numbers, so that a node is a range of them and its middle one divides it.
    private var order: [Int32]
    private var axes: [UInt8]
    /// Ranges of fewer points are looked through.
    private static let leaf = 8

    /// Arranges points of finite coordinates.
    package init(_ points: [SIMD4<Double>]) {
        self.points = points
        order = points.indices.map { Int32($0) }
        axes = [UInt8](repeating: 0, count: points.count)
        var ranges = points.isEmpty ? [] : [0..<points.count]
        while let range = ranges.popLast() {
            guard range.count > Self.leaf else { continue }
            var (low, high) = (points[Int(order[range.lowerBound])], points[Int(order[range.lowerBound])])
            for place in range {
                low = pointwiseMin(low, points[Int(order[place])])
                high = pointwiseMax(high, points[Int(order[place])])
            }
            let extent = high - low
            let axis = (1..<4).reduce(0) { extent[$1] > extent[$0] ? $1 : $0 }
            order[range].sort { a, b in
                let (first, second) = (points[Int(a)][axis], points[Int(b)][axis])
                return first == second ? a < b : first < second
            }
            let middle = (range.lowerBound + range.upperBound) / 2
            axes[middle] = UInt8(axis)
            ranges.append(range.lowerBound..<middle)
            ranges.append(middle + 1..<range.upperBound)
        }
    }

    /// The nearest points, the nearest first, of equally near ones the lower number first.
    ///
    /// - Parameter count: at most so many; at least 1.
    package func nearest(to place: SIMD4<Double>, count: Int) -> [(index: Int, squaredDistance: Double)] {
        var found: [(index: Int, squaredDistance: Double)] = []
        found.reserveCapacity(count + 1)
        func look(_ candidate: Int32) {
            let away = points[Int(candidate)] - place
            let distance = (away * away).sum()
            if found.count == count, let last = found.last,
                distance > last.squaredDistance || (distance == last.squaredDistance && candidate > last.index)
            {
                return
            }
            var at = found.count
            while at > 0,
                found[at - 1].squaredDistance > distance
                    || (found[at - 1].squaredDistance == distance && found[at - 1].index > candidate)
            { at -= 1 }
            found.insert((Int(candidate), distance), at: at)
            if found.count > count { found.removeLast() }
        }
        var ranges: [(range: Range<Int>, squaredDistance: Double)] = [(0..<order.count, 0)]
        while let (range, atLeast) = ranges.popLast() {
            if found.count == count, let last = found.last, atLeast >= last.squaredDistance { continue }
            guard range.count > Self.leaf else {
                for at in range { look(order[at]) }
                continue
            }
            let middle = (range.lowerBound + range.upperBound) / 2
            let axis = Int(axes[middle])
            let away = place[axis] - points[Int(order[middle])][axis]
            look(order[middle])
            let (lower, upper) = (range.lowerBound..<middle, middle + 1..<range.upperBound)
            ranges.append((away < 0 ? upper : lower, max(atLeast, away * away)))
            ranges.append((away < 0 ? lower : upper, atLeast))
        }
        return found
    }
}
