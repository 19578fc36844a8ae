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

    @Test func blurIsThatOfTheVolume() {
        let layout = layout
        let values = noise(layout)
        let result = SharedBuffer<Float>(count: layout.count, repeating: 0)
        let taps: [Float] = [0.1, 0.2, 0.4, 0.2, 0.1]
        for direction in [MapDirection.rows, .columns] {
            blurAcross(
                values.elements, layout: layout, direction: direction, taps: taps, rows: 0..<5, into: result.elements)
            for row in 0..<5 {
                for column in 0..<7 where layout.starts[row * 7 + column] != Slab.outside {
                    for k in 0..<9 {
                        let position = Int(layout.starts[row * 7 + column]) + k
                        var expected: Float = 0
                        for offset in -2...2 {
                            let (r, c) = direction == .rows ? (row + offset, column) : (row, column + offset)
                            expected += taps[offset + 2] * value(values, layout, position, r, c)
                        }
                        #expect(abs(result.elements[(row * 7 + column) * 9 + k] - expected) < 1e-5)
                    }
                }
            }
        }
        blurAlongDepth(values.elements, layout: layout, taps: taps, rows: 0..<5, into: result.elements)
        for index in 0..<35 where layout.starts[index] != Slab.outside {
            for k in 0..<9 {
                var expected: Float = 0
                for offset in -2...2 where (0..<9).contains(k + offset) {
                    expected += taps[offset + 2] * values.elements[index * 9 + k + offset]
                }
                #expect(abs(result.elements[index * 9 + k] - expected) < 1e-5)
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

private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
