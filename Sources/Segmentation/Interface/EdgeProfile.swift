import VoxelCore

/// The mean grey by depth below an interface, in quarters of a voxel.
struct EdgeProfile {
    var depths: [Double] = []
    var greys: [Double] = []
    var counts: [Double] = []

    init(_ slab: StraightSlab, depths range: Range<Double>) {
        let perVoxel = 4.0
        let bins = Int((range.upperBound - range.lowerBound) * perVoxel)
        var numbers = [Double](repeating: 0, count: bins)
        var sums = numbers
        for index in slab.layout.starts.indices where slab.layout.starts[index] != Slab.outside {
            for k in 0..<slab.layout.depth {
                let depth = Double(Float(k) + 0.5 - slab.heights[index])
                let grey = slab.grey.elements[index * slab.layout.depth + k]
                guard range.contains(depth), grey.isFinite else { continue }
                let bin = min(bins - 1, Int((depth - range.lowerBound) * perVoxel))
                numbers[bin] += 1
                sums[bin] += Double(grey)
            }
        }
        for bin in 0..<bins where numbers[bin] > 0 {
            depths.append(range.lowerBound + (Double(bin) + 0.5) / perVoxel)
            greys.append(sums[bin] / numbers[bin])
            counts.append(numbers[bin])
        }
    }

    func adding(_ values: [Double]) -> EdgeProfile {
        var result = self
        result.greys = zip(greys, values).map { $0 + $1 }
        return result
    }

    /// Least squares on a constant and one or two edges: their heights and the weighted sum of squares that is left.
    func fit(_ first: [Double], _ second: [Double]?) -> (first: Double, second: Double, left: Double)? {
        let total = counts.reduce(0, +)
        guard total > 0 else { return nil }
        let centred = { (values: [Double]) -> [Double] in
            let mean = zip(values, counts).reduce(0) { $0 + $1.0 * $1.1 } / total
            return values.map { $0 - mean }
        }
        let (a, b, y) = (centred(first), centred(second ?? first), centred(greys))
        let product = { (u: [Double], v: [Double]) in counts.indices.reduce(0) { $0 + counts[$1] * u[$1] * v[$1] } }
        let (aa, ay, yy) = (product(a, a), product(a, y), product(y, y))
        guard second != nil else { return aa > 0 ? (ay / aa, 0, yy - ay * ay / aa) : nil }
        let (ab, bb, by) = (product(a, b), product(b, b), product(b, y))
        let determinant = aa * bb - ab * ab
        guard determinant > 1e-9 * aa * bb else { return nil }
        let (u, v) = ((ay * bb - by * ab) / determinant, (by * aa - ay * ab) / determinant)
        return (u, v, yy - u * ay - v * by)
    }
}
