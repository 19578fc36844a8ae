import VoxelCore
import VoxelKernels

/// How the grey of Li and of the SSE drifts across the map: beam hardening, cupping, uneven illumination.
///
/// In blocks of columns the mean of what lies below the interface stands for the SSE, and the mean of the dark half of
/// what lies above it for Li. A quadratic surface over the map is fitted to each, and used where it explains
/// significantly more than a constant does. Scales and offsets may drift alike.
struct GreyDrift: Sendable {
    /// The surfaces of Li and of the SSE; nil where they do not drift.
    let lithium: QuadraticSurface
    let electrolyte: QuadraticSurface

    /// Looks for a drift; nil where there is none, or the map is too small to tell.
    init?(of slab: StraightSlab) {
        let layout = slab.layout
        let edge = max(12, min(layout.rows, layout.columns) / 8)
        let (rows, columns) = (layout.rows / edge, layout.columns / edge)
        guard rows >= 5, columns >= 5, let middle = slab.middleGrey else { return nil }
        var places: [(row: Double, column: Double)] = []
        var (dark, bright): ([Double], [Double]) = ([], [])
        for blockRow in 0..<rows {
            for blockColumn in 0..<columns {
                var (electrolyte, lithium) = (Mean(), Mean())
                for row in blockRow * edge..<(blockRow + 1) * edge {
                    for column in blockColumn * edge..<(blockColumn + 1) * edge {
                        let index = row * layout.columns + column
                        guard layout.starts[index] != Slab.outside else { continue }
                        let voxels = slab.grey.elements[index * layout.depth..<(index + 1) * layout.depth]
                        for grey in voxels.prefix(slab.below - 3) { electrolyte.add(grey) }
                        for grey in voxels.dropFirst(slab.below + 1) where grey < middle { lithium.add(grey) }
                    }
                }
                guard let sse = electrolyte.value(of: edge * edge), let li = lithium.value(of: edge * edge) else {
                    continue
                }
                places.append(((Double(blockRow) + 0.5) * Double(edge), (Double(blockColumn) + 0.5) * Double(edge)))
                dark.append(li)
                bright.append(sse)
            }
        }
        guard let lithium = QuadraticSurface(places, dark), let electrolyte = QuadraticSurface(places, bright),
            lithium.isSignificant || electrolyte.isSignificant, electrolyte.mean > lithium.mean
        else { return nil }
        self.lithium = lithium.isSignificant ? lithium : lithium.flat
        self.electrolyte = electrolyte.isSignificant ? electrolyte : electrolyte.flat
    }

    /// By how much the contrast of SSE and Li differs over the map, as a share of its mean.
    func range(rows: Int, columns: Int) -> Double {
        var (least, most) = (Double.infinity, -Double.infinity)
        for row in [0, rows / 2, rows - 1] {
            for column in [0, columns / 2, columns - 1] {
                let contrast = electrolyte(row, column) - lithium(row, column)
                (least, most) = (min(least, contrast), max(most, contrast))
            }
        }
        return (most - least) / (electrolyte.mean - lithium.mean)
    }
}

extension StraightSlab {
    /// The grey values on one scale: those of Li and of the SSE as they are on average.
    func withoutDrift(_ drift: GreyDrift) -> StraightSlab {
        let level = SharedBuffer<Float>(count: layout.count, repeating: .nan)
        let fall = drift.electrolyte.mean - drift.lithium.mean
        for row in 0..<layout.rows {
            for column in 0..<layout.columns {
                let index = row * layout.columns + column
                guard layout.starts[index] != Slab.outside else { continue }
                let lithium = drift.lithium(row, column)
                let scale = Float(fall / max(0.2 * fall, drift.electrolyte(row, column) - lithium))
                let offset = Float(drift.lithium.mean) - scale * Float(lithium)
                for voxel in index * layout.depth..<(index + 1) * layout.depth {
                    level.elements[voxel] = scale * grey.elements[voxel] + offset
                }
            }
        }
        return StraightSlab(layout: layout, below: below, grey: level, heights: heights)
    }

    /// The grey half-way between what lies below the interface and the dark part above it; nil where there is none.
    fileprivate var middleGrey: Float? {
        var (electrolyte, electrode) = (Mean(), Mean())
        for index in layout.starts.indices where layout.starts[index] != Slab.outside {
            let voxels = grey.elements[index * layout.depth..<(index + 1) * layout.depth]
            for grey in voxels.prefix(below - 3) { electrolyte.add(grey) }
            for grey in voxels.dropFirst(below + 1) { electrode.add(grey) }
        }
        guard let sse = electrolyte.value(of: 1), let all = electrode.value(of: 1), sse > all else { return nil }
        // Na lifts the electrode's mean; what is darker than it is mostly Li.
        var lithium = Mean()
        for index in layout.starts.indices where layout.starts[index] != Slab.outside {
            for grey in grey.elements[index * layout.depth + below + 1..<(index + 1) * layout.depth]
            where Double(grey) < all { lithium.add(grey) }
        }
        return lithium.value(of: 1).map { Float((sse + $0) / 2) }
    }
}

private struct Mean {
    private var (sum, count) = (0.0, 0)

    mutating func add(_ grey: Float) {
        guard grey.isFinite else { return }
        sum += Double(grey)
        count += 1
    }

    /// The mean; nil of fewer than so many values.
    func value(of least: Int) -> Double? { count >= max(1, least) ? sum / Double(count) : nil }
}

/// a + b r + c q + d r² + e r q + f q² over a map, fitted by least squares.
struct QuadraticSurface: Sendable {
    /// The mean of the values it was fitted to.
    let mean: Double
    /// Whether it explains so much more than the mean that chance would do it once in a thousand times.
    let isSignificant: Bool
    private let centre: (row: Double, column: Double)
    private let coefficients: [Double]

    /// Fits values at places; nil where there are fewer than 25 or they do not determine the surface.
    init?(_ places: [(row: Double, column: Double)], _ values: [Double]) {
        guard values.count >= 25 else { return nil }
        let n = Double(values.count)
        let centre = (places.reduce(0) { $0 + $1.row } / n, places.reduce(0) { $0 + $1.column } / n)
        mean = values.reduce(0, +) / n
        var matrix = [[Double]](repeating: [Double](repeating: 0, count: 7), count: 6)
        for (place, value) in zip(places, values) {
            let terms = Self.terms(place.row - centre.0, place.column - centre.1)
            for i in 0..<6 {
                for j in 0..<6 { matrix[i][j] += terms[i] * terms[j] }
                matrix[i][6] += terms[i] * (value - mean)
            }
        }
        guard let solution = Self.solve(matrix) else { return nil }
        self.centre = centre
        coefficients = solution
        var (left, total) = (0.0, 0.0)
        for (place, value) in zip(places, values) {
            let terms = Self.terms(place.row - centre.0, place.column - centre.1)
            let fitted = mean + zip(terms, solution).reduce(0) { $0 + $1.0 * $1.1 }
            left += (value - fitted) * (value - fitted)
            total += (value - mean) * (value - mean)
        }
        // Fisher's ratio of five coefficients; 6.6 is the 99.9 % point of 25 values, and grains make blocks more alike
        // than chance.
        let ratio = (total - left) / 5 / max(left / max(1, n - 6), 1e-12 * max(total, 1e-300))
        isSignificant = ratio > 10
    }

    private init(mean: Double) {
        self.mean = mean
        isSignificant = false
        centre = (0, 0)
        coefficients = [0, 0, 0, 0, 0, 0]
    }

    /// The mean throughout.
    var flat: QuadraticSurface { QuadraticSurface(mean: mean) }

    /// The value at a column of the map.
    func callAsFunction(_ row: Int, _ column: Int) -> Double {
        let terms = Self.terms(Double(row) + 0.5 - centre.row, Double(column) + 0.5 - centre.column)
        return mean + zip(terms, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private static func terms(_ row: Double, _ column: Double) -> [Double] {
        [1, row, column, row * row, row * column, column * column]
    }

    /// Gaussian elimination with pivots of six equations; nil where they do not determine six unknowns.
    private static func solve(_ equations: [[Double]]) -> [Double]? {
        var m = equations
        for i in 0..<6 {
            guard let pivot = (i..<6).max(by: { abs(m[$0][i]) < abs(m[$1][i]) }), abs(m[pivot][i]) > 1e-9 else {
                return nil
            }
            m.swapAt(i, pivot)
            for row in 0..<6 where row != i {
                let factor = m[row][i] / m[i][i]
                for column in i..<7 { m[row][column] -= factor * m[i][column] }
            }
        }
        return (0..<6).map { m[$0][6] / m[$0][$0] }
    }
}
