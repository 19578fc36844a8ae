import Segmentation
import TestSupport
import Testing
import VoxelCore

@Suite struct FilterTests {
    private let shape = VolumeShape(slices: 5, rows: 6, columns: 7)

    private func random(_ seed: UInt64) -> GreyGrid {
        var random = TestRandom(seed: seed)
        return GreyGrid(
            shape: shape, values: (0..<shape.count).map { _ in Double(UInt8.random(in: 0...255, using: &random)) })
    }

    /// The volume mirrored at its outer faces, as often as needed.
    private func mirrored(_ index: Int, _ extent: Int) -> Int {
        var index = index
        while !(0..<extent).contains(index) { index = index < 0 ? -1 - index : 2 * extent - 1 - index }
        return index
    }

    private func at(_ grid: GreyGrid, _ z: Int, _ y: Int, _ x: Int) -> Double {
        grid.value(
            along: .z, mirrored(z, shape.slices), mirrored(y, shape.rows), mirrored(x, shape.columns))
    }

    @Test func theMedianIsThatOfEveryNeighbourhood() throws {
        let grid = random(1)
        let filtered = try TestSupport.grid(of: MedianFiltered(grid.volume { UInt8($0) }))
        for z in 0..<shape.slices {
            for y in 0..<shape.rows {
                for x in 0..<shape.columns {
                    var around: [Double] = []
                    for dz in -1...1 {
                        for dy in -1...1 { for dx in -1...1 { around.append(at(grid, z + dz, y + dy, x + dx)) } }
                    }
                    #expect(filtered.value(along: .z, z, y, x) == around.sorted()[13])
                }
            }
        }
    }

    @Test(arguments: [0.5, 1.0, 2.5])
    func theGaussianIsTheWeightedMeanOfEveryNeighbourhood(sigma: Double) throws {
        let grid = random(2)
        let filtered = try TestSupport.grid(of: GaussianFiltered(grid.volume { UInt8($0) }, sigma: sigma))
        let radius = Int(4 * sigma + 0.5)
        var weights = (-radius...radius).map { d in
            // e^(−d²/2σ²) by its series, so that the test shares no library function with the code.
            let exponent = Double(d * d) / (2 * sigma * sigma)
            var (term, sum) = (1.0, 1.0)
            for k in 1...200 {
                term *= exponent / Double(k)
                sum += term
            }
            return 1 / sum
        }
        let total = weights.reduce(0, +)
        weights = weights.map { $0 / total }
        for (z, y, x) in [(0, 0, 0), (2, 3, 3), (4, 5, 6), (0, 5, 2)] {
            var expected = 0.0
            for dz in -radius...radius {
                for dy in -radius...radius {
                    for dx in -radius...radius {
                        expected +=
                            weights[dz + radius] * weights[dy + radius] * weights[dx + radius]
                            * at(grid, z + dz, y + dy, x + dx)
                    }
                }
            }
            #expect(abs(filtered.value(along: .z, z, y, x) - expected) < 1e-3)
        }
    }

    @Test func aWindowIsThePartOfTheWhole() throws {
        let source = random(3).volume { UInt8($0) }
        for filtered in [MedianFiltered(source) as any VolumeSource, GaussianFiltered(source, sigma: 0.8)] {
            let whole = try TestSupport.grid(of: filtered)
            let reader = try filtered.makeReader()
            let size = filtered.sampleType.byteCount
            let window = AlignedBytes(count: 2 * 3 * size)
            try reader.read(slice: 3, rows: 2..<4, columns: 4..<7, into: window.buffer)
            for row in 0..<2 {
                for column in 0..<3 {
                    let index = row * 3 + column
                    let value =
                        filtered.sampleType == .float32
                        ? Double(window.buffer.bindMemory(to: Float.self)[index]) : Double(window.buffer[index])
                    #expect(value == whole.value(along: .z, 3, row + 2, column + 4))
                }
            }
        }
    }

    @Test func nanHasNoWeightAndStays() throws {
        var values = [Float](repeating: 10, count: shape.count)
        let hole = (2 * shape.rows + 3) * shape.columns + 3
        values[hole] = .nan
        values[0] = .infinity
        let volume = MemoryVolume(shape: shape, samples: values)
        let smooth = try TestSupport.grid(of: GaussianFiltered(volume, sigma: 1))
        #expect(smooth.values[hole].isNaN)
        #expect(smooth.values[0].isNaN)
        #expect(
            smooth.values.enumerated().allSatisfy { $0.offset == hole || $0.offset == 0 || abs($0.element - 10) < 1e-4 }
        )
    }
}
