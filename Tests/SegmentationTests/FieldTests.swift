import Segmentation
import Testing
import VoxelCore
import VoxelKernels

/// The parts of the random field against brute force.
@Suite struct FieldTests {
    /// A layout whose columns start at different depths, one of them outside.
    private var layout: StraightLayout {
        var starts = (0..<35).map { Int32(($0 * 7) % 3) }
        starts[11] = Slab.outside
        return StraightLayout(rows: 5, columns: 7, depth: 9, starts: starts)
    }

    /// The values at their places in the volume: (position, row, column).
    private func value(
        _ values: SharedBuffer<Float>, _ layout: StraightLayout, _ position: Int, _ row: Int, _ column: Int
    ) -> Float {
        guard (0..<layout.rows).contains(row), (0..<layout.columns).contains(column) else { return 0 }
        let index = row * layout.columns + column
        guard layout.starts[index] != Slab.outside else { return 0 }
        let k = position - Int(layout.starts[index])
        return (0..<layout.depth).contains(k) ? values.elements[index * layout.depth + k] : 0
    }

    private func noise(_ layout: StraightLayout) -> SharedBuffer<Float> {
        let values = SharedBuffer<Float>(count: layout.count, repeating: 0)
        var generator = SplitMix(state: 1)
        for index in 0..<layout.count where layout.starts[index / layout.depth] != Slab.outside {
            values.elements[index] = Float.random(in: -1...1, using: &generator)
        }
        return values
    }

    /// Weights along the three directions, other ones along each; short and long.
    @Test(
        arguments: [
            ([0.2, 0.6, 0.2], [0.1, 0.2, 0.4, 0.2, 0.1], [1]),
            ([0.1, 0.2, 0.4, 0.2, 0.1], [1], [0.05, 0.1, 0.2, 0.3, 0.2, 0.1, 0.05]),
            ([0.05, 0.1, 0.2, 0.3, 0.2, 0.1, 0.05], [0.2, 0.6, 0.2], [0.1, 0.2, 0.4, 0.2, 0.1]),
        ] as [([Float], [Float], [Float])])
    func blurIsThatOfTheVolume(rows: [Float], columns: [Float], depth: [Float]) {
        for layout in [layout, levelLayout, deepLayout] {
            let values = noise(layout)
            let taps = BlurTaps(rows: rows, columns: columns, depth: depth)
            let result: SharedBuffer<Float> = layout.buffer(repeating: .nan)
            for strip in 0..<layout.strips {
                blurStraight(
                    values.elements, layout: layout, taps: taps, rows: layout.rows(ofStrip: strip),
                    into: result.elements)
            }
            let stages = blurred(values, layout, taps)
            for voxel in 0..<layout.count { #expect(abs(result.elements[voxel] - stages.elements[voxel]) < 1e-5) }
        }
    }

    /// A blur one direction after the other, voxel by voxel.
    private func blurred(
        _ values: SharedBuffer<Float>, _ layout: StraightLayout, _ taps: BlurTaps
    ) -> SharedBuffer<Float> {
        var source = values
        for (weights, unit) in [(taps.rows, (1, 0, 0)), (taps.columns, (0, 1, 0)), (taps.depth, (0, 0, 1))] {
            let next: SharedBuffer<Float> = layout.buffer(repeating: 0)
            let radius = weights.count / 2
            for index in layout.starts.indices where layout.starts[index] != Slab.outside {
                for k in 0..<layout.depth {
                    let position = Int(layout.starts[index]) + k
                    for offset in -radius...radius {
                        next.elements[index * layout.depth + k] +=
                            weights[offset + radius]
                            * value(
                                source, layout, position + offset * unit.2,
                                index / layout.columns + offset * unit.0, index % layout.columns + offset * unit.1)
                    }
                }
            }
            source = next
        }
        return source
    }

    /// A layout most of whose columns start alike, two rows of columns outside among them.
    private var levelLayout: StraightLayout {
        var starts = [Int32](repeating: 4, count: 17 * 12)
        for index in 100..<124 { starts[index] = Slab.outside }
        for index in 150..<160 { starts[index] = 5 }
        return StraightLayout(rows: 17, columns: 12, depth: 6, starts: starts)
    }

    /// A layout deep enough for columns to be added up by eight, by four and one by one.
    private var deepLayout: StraightLayout {
        StraightLayout(rows: 6, columns: 5, depth: 23, starts: (0..<30).map { Int32(($0 * 11) % 7) })
    }

    /// Half the weight of every neighbour that may be Na, voxel by voxel of the volume.
    @Test func supportIsThatOfTheNeighbours() {
        let (lateral, axial) = (1.7, 0.6)
        for layout in [layout, levelLayout, deepLayout] {
            let movable = 1..<layout.depth - 1
            let found = noise(layout)
            let start = Array(found.elements)
            for strip in 0..<layout.strips {
                subtractSupport(
                    lateral: lateral, axial: axial, from: found.elements, layout: layout, movable: movable,
                    rows: layout.rows(ofStrip: strip))
            }
            for voxel in 0..<layout.count {
                let (index, k) = voxel.quotientAndRemainder(dividingBy: layout.depth)
                let (row, column) = index.quotientAndRemainder(dividingBy: layout.columns)
                guard layout.starts[index] != Slab.outside else { continue }
                var sum = 0.0
                for (down, right) in (-1...1).flatMap({ down in (-1...1).map { (down, $0) } }) {
                    guard (0..<layout.rows).contains(row + down), (0..<layout.columns).contains(column + right) else {
                        continue
                    }
                    let other = (row + down) * layout.columns + column + right
                    guard layout.starts[other] != Slab.outside else { continue }
                    for step in -1...1 {
                        let weight =
                            switch (abs(down) + abs(right), abs(step)) {
                            case (1, 0): lateral
                            case (2, 0): lateral / 2.0.squareRoot()
                            case (0, 1): axial
                            case (1, 1): axial / 2.0.squareRoot()
                            default: 0.0
                            }
                        let place = k + Int(layout.starts[index] - layout.starts[other]) + step
                        if movable.contains(place) { sum += weight / 2 }
                    }
                }
                #expect(abs(Double(found.elements[voxel] - start[voxel]) + sum) < 1e-5, "\(voxel)")
            }
        }
    }

    /// What is drawn of a column is a matter of its place in the map, not of the part of it that is looked at.
    @Test func partsOfAMapDrawAsItDoes() {
        let depth = 8
        func swept(rows: Range<Int>, columns: Range<Int>) -> [UInt8] {
            let layout = StraightLayout(
                rows: rows.count, columns: columns.count, depth: depth,
                starts: Array(repeating: 0, count: rows.count * columns.count),
                place: PlaceInMap(
                    corners: [.init(row: rows.lowerBound, column: columns.lowerBound)], pitch: rows.count,
                    mapColumns: 10))
            let labels: SharedBuffer<UInt8> = layout.buffer(repeating: 0)
            let field: SharedBuffer<Float> = layout.buffer(repeating: 0.5)
            sweepField(
                labels: labels.elements, field: field.elements, layout: layout,
                stencil: PairStencil(negligible: 0.1) { _, _, _ in 0 }, rows: 0..<rows.count, movable: 0..<depth,
                quantiles: Distribution.logisticQuantiles(4096), seed: 3)
            return Array(labels.elements)
        }
        let whole = swept(rows: 0..<6, columns: 0..<10)
        let part = swept(rows: 2..<5, columns: 3..<7)
        #expect(whole.contains(0) && whole.contains(1))
        for row in 0..<3 {
            for voxel in 0..<4 * depth {
                #expect(part[row * 4 * depth + voxel] == whole[((row + 2) * 10 + 3) * depth + voxel])
            }
        }
    }

    @Test func sweepsKeepTheFieldTrue() {
        let layout = layout
        let stencil = PairStencil(negligible: 0) { row, column, depth in
            row == 0 && column == 0 && depth == 0 ? 0 : 0.3 / Double(1 + row * row + column * column + depth * depth)
        }
        let start = noise(layout)
        let labels = SharedBuffer<UInt8>(count: layout.count, repeating: 0)
        let field = SharedBuffer<Float>(count: layout.count, repeating: 0)
        for index in 0..<layout.count { field.elements[index] = start.elements[index] - 1 }
        for sweep in 0..<5 {
            sweepField(
                labels: labels.elements, field: field.elements, layout: layout, stencil: stencil, rows: 0..<5,
                movable: 1..<8, quantiles: Distribution.logisticQuantiles(4096), seed: UInt64(sweep))
        }
        let anew = SharedBuffer<Float>(count: layout.count, repeating: 0)
        for index in 0..<layout.count { anew.elements[index] = start.elements[index] - 1 }
        addStencils(labels: labels.elements, to: anew.elements, layout: layout, stencil: stencil, rows: 0..<5)
        #expect(labels.elements.contains(1))
        for index in 0..<layout.count {
            #expect(abs(field.elements[index] - anew.elements[index]) < 1e-3)
            if !(1..<8).contains(index % 9) { #expect(labels.elements[index] == 0) }
        }
    }

    @Test func functionsAreThoseOfTheDistributions() {
        let table = Distribution.NormalTable()
        for (x, p) in [(0, 0.5), (1, 0.841_344_7), (-1.96, 0.024_997_9), (3, 0.998_650_1)] as [(Float, Float)] {
            #expect(abs(table(x) - p) < 2e-5)
        }
        #expect(table(-6) == 0 && table(6) == 1)
        #expect(abs(table.density(0) - 0.398_942_3) < 1e-6)
        let quantiles = Distribution.logisticQuantiles(4096)
        #expect(abs(quantiles[3071] - 1.098_45) < 1e-3 && quantiles[0] == -quantiles[4095])
        #expect(abs(Distribution.gaussianTaps(sigma: 0.7, radius: 2).reduce(0, +) - 1) < 1e-6)
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
