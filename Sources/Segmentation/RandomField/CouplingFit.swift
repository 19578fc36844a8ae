import VoxelCore
import VoxelKernels

/// How many voxels of a labelling are Na, by how many of their neighbours are.
///
/// Only voxels all of whose 18 neighbours may be Na are counted, so what lies beyond the interface says nothing.
struct NeighbourCounts: Sendable {
    /// Voxels by label, nearest (0 … 4) and diagonal (0 … 4) neighbours in the layer, nearest (0 … 2) and diagonal (0 … 8)
    /// ones across layers.
    private var counts = [UInt64](repeating: 0, count: 2 * Self.cells)
    private static let cells = 5 * 5 * 3 * 9

    /// Nothing counted.
    init() {}

    /// Counts a labelling, 1 for Na, voxel by voxel of the straightened slab.
    ///
    /// - Complexity: O(voxels).
    init(_ labels: SharedBuffer<UInt8>, _ layout: StraightLayout, movable: Range<Int>, threads: Int) throws {
        let parts = SharedBuffer<UInt32>(count: layout.strips * 2 * Self.cells, repeating: 0)
        try concurrentForEach(taskCount: layout.strips, threads: threads) { strip in
            let part = UnsafeMutableBufferPointer(
                rebasing: parts.elements[strip * 2 * Self.cells..<(strip + 1) * 2 * Self.cells])
            for row in layout.rows(ofStrip: strip) where row > 0 && row < layout.rows - 1 {
                for column in 1..<max(1, layout.columns - 1) {
                    Self.count(row * layout.columns + column, labels.elements, layout, movable, into: part)
                }
            }
        }
        for strip in 0..<layout.strips {
            for cell in 0..<2 * Self.cells { counts[cell] += UInt64(parts.elements[strip * 2 * Self.cells + cell]) }
        }
    }

    private static func count(
        _ index: Int, _ labels: UnsafeMutableBufferPointer<UInt8>, _ layout: StraightLayout, _ movable: Range<Int>,
        into part: UnsafeMutableBufferPointer<UInt32>
    ) {
        let (width, depth) = (layout.columns, layout.depth)
        guard layout.starts[index] != Slab.outside else { return }
        let nearest = (index - width, index + width, index - 1, index + 1)
        let diagonal = (index - width - 1, index - width + 1, index + width - 1, index + width + 1)
        var (low, high) = (movable.lowerBound + 1, min(movable.upperBound, depth) - 1)
        /// Where voxel 0 of this column lies in another.
        func place(_ other: Int) -> Int {
            guard layout.starts[other] != Slab.outside else {
                high = low
                return 0
            }
            let shift = Int(layout.starts[index]) - Int(layout.starts[other])
            low = max(low, movable.lowerBound + 1 - shift)
            high = min(high, min(movable.upperBound, depth) - 1 - shift)
            return other * depth + shift
        }
        let n = (place(nearest.0), place(nearest.1), place(nearest.2), place(nearest.3))
        let d = (place(diagonal.0), place(diagonal.1), place(diagonal.2), place(diagonal.3))
        guard low < high else { return }
        let own = index * depth
        func sum(_ k: Int) -> Int {
            Int(labels[n.0 + k]) + Int(labels[n.1 + k]) + Int(labels[n.2 + k]) + Int(labels[n.3 + k])
        }
        for k in low..<high {
            let lateral = sum(k)
            let corners =
                Int(labels[d.0 + k]) + Int(labels[d.1 + k]) + Int(labels[d.2 + k]) + Int(labels[d.3 + k])
            let axial = Int(labels[own + k - 1]) + Int(labels[own + k + 1])
            let edges = sum(k - 1) + sum(k + 1)
            let cell = ((lateral * 5 + corners) * 3 + axial) * 9 + edges
            part[Int(labels[own + k]) * cells + cell] += 1
        }
    }

    /// Adds the counts of another sample.
    mutating func add(_ other: NeighbourCounts) {
        for cell in counts.indices { counts[cell] += other.counts[cell] }
    }

    /// The coupling under which the labels are most likely, each voxel given its neighbours: maximum pseudo-likelihood
    /// (Besag 1975, doi 10.2307/2987782), by Newton's method; nil where there are too few voxels of either phase.
    func coupling(startingFrom start: NeighbourCoupling) -> NeighbourCoupling? {
        let sodium = counts[Self.cells...].reduce(0, +)
        let lithium = counts[..<Self.cells].reduce(0, +)
        guard sodium > 100, lithium > 100 else { return nil }
        var parameters = [start.lateral, start.axial, start.bias]
        for _ in 0..<40 {
            var gradient = [0.0, 0.0, 0.0]
            var curvature = [Double](repeating: 0, count: 9)
            for cell in 0..<Self.cells {
                let (without, with) = (Double(counts[cell]), Double(counts[Self.cells + cell]))
                guard without + with > 0 else { continue }
                let edges = cell % 9, axial = cell / 9 % 3, corners = cell / 27 % 5, lateral = cell / 135
                let features = [
                    Double(lateral - 2) + Double(corners - 2) * 0.5.squareRoot(),
                    Double(axial - 1) + Double(edges - 4) * 0.5.squareRoot(), 1,
                ]
                let odds = zip(features, parameters).reduce(0) { $0 + $1.0 * $1.1 }
                let p = 1 / (1 + PortableMath.exponential(-min(40, max(-40, odds))))
                for i in 0..<3 {
                    gradient[i] += features[i] * (with - (without + with) * p)
                    for j in 0..<3 {
                        curvature[i * 3 + j] += features[i] * features[j] * (without + with) * p * (1 - p)
                    }
                }
            }
            for i in 0..<3 { curvature[i * 4] += 1e-6 * Double(sodium + lithium) }
            guard let step = LinearSystem.solution(curvature, gradient) else { return nil }
            for i in 0..<3 { parameters[i] += min(1, max(-1, step[i])) }
            if step.allSatisfy({ abs($0) < 1e-5 }) { break }
        }
        var result = start
        result.lateral = min(6, max(0, parameters[0]))
        result.axial = min(6, max(-1, parameters[1]))
        result.bias = min(8, max(-8, parameters[2]))
        return result
    }
}

extension NeighbourCoupling {
    /// The coupling that labels show; nil where there are too few of either phase.
    ///
    /// - Parameters:
    ///   - labels: 1 for Na, 0 for Li, voxel by voxel of a layout.
    ///   - movable: the voxels of every column that may be Na.
    package init?(
        of labels: SharedBuffer<UInt8>, _ layout: StraightLayout, movable: Range<Int>, threads: Int
    ) throws {
        let counts = try NeighbourCounts(labels, layout, movable: movable, threads: threads)
        guard let coupling = counts.coupling(startingFrom: NeighbourCoupling()) else { return nil }
        self = coupling
    }
}
