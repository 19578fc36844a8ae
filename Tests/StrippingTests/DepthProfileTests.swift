import Segmentation
import Stripping
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

/// Grey against depth, against its literal definition.
@Suite struct DepthProfileTests {
    private static let shape = VolumeShape(slices: 70, rows: 66, columns: 68)

    private func slab(
        _ axis: Axis, _ electrode: ElectrodeSide, _ height: (Int, Int) -> Float
    ) throws -> (slab: Slab, heights: Map<Float>) {
        let map = axis.ofMap
        var heights = Map(rows: Self.shape[map.rows], columns: Self.shape[map.columns], repeating: Float(0))
        for row in 0..<heights.rows {
            for column in 0..<heights.columns { heights[row, column] = height(row, column) }
        }
        let interface = Interface(
            method: "test", geometry: .init(axis: axis, electrode: electrode), region: VoxelRegion(Self.shape),
            heights: heights)
        return (try interface.slab(layers: 5, following: .surface, fieldOfView: .everything), heights)
    }

    @Test(arguments: Axis.allCases, ElectrodeSide.allCases)
    func everyNumberIsTheDefinition(axis: Axis, electrode: ElectrodeSide) throws {
        var random = TestRandom(seed: 2)
        var values = (0..<Self.shape.count).map { _ in Double(UInt8.random(in: 0...250, using: &random)) }
        for index in values.indices where index % 97 == 0 { values[index] = [.nan, .infinity, 3e38][index % 3] }
        let grid = GreyGrid(shape: Self.shape, values: values)
        let (slab, heights) = try slab(axis, electrode) { row, column in
            (row + column) % 13 == 0 ? .nan : 30 + Float((row * 7 + column * 3) % 5) / 4
        }
        let (rows, columns) = (7..<41, 3..<60)
        let profiles = try [1, 2, 7].map { threads in
            try DepthProfile(
                of: grid.volume { Float($0) }, slab: slab, heights: heights, rows: rows, columns: columns,
                takesAll: true, within: 0...250, threads: threads)
        }
        #expect(profiles[0] == profiles[1] && profiles[0] == profiles[2])
        let profile = profiles[0]
        var (byBin, offsets, sides) = ([Int: [Double]](), [Double](), [false: [Double](), true: []])
        for row in rows {
            for column in columns where !heights[row, column].isNaN {
                let surface = Int(slab.surfaceStart[row, column])
                offsets.append((Double(surface) + 0.5 - Double(heights[row, column])) * Double(electrode.step))
                for position in 0..<Self.shape[axis] {
                    let bin = (position - surface) * electrode.step
                    let value = grid.value(along: axis, position, row, column)
                    guard (-20..<25).contains(bin), (0...250).contains(value) else { continue }
                    byBin[bin, default: []].append(value)
                    sides[bin >= 0]?.append(value)
                }
            }
        }
        let offset = offsets.reduce(0, +) / Double(offsets.count)
        #expect(profile.points.count == byBin.count && byBin.count == 45)
        for (point, (bin, values)) in zip(profile.points, byBin.sorted { $0.key < $1.key }) {
            expect(point.grey, values)
            #expect(abs(point.depth - (Double(bin) + offset)) < 1e-9)
        }
        expect(try #require(profile.electrolyte), sides[false] ?? [])
        expect(try #require(profile.electrode), sides[true] ?? [])
    }

    private func expect(_ spread: GreySpread, _ values: [Double]) {
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        #expect(spread.voxels == values.count)
        #expect(abs(spread.mean - mean) < 1e-9 * max(1, abs(mean)))
        #expect(abs(spread.standardDeviation - (squares / Double(values.count - 1)).squareRoot()) < 1e-9)
    }

    /// Na planes 4 and 11 voxels below the interface; a brighter SSE; a slope to the end that is no peak.
    @Test(arguments: Axis.allCases, ElectrodeSide.allCases)
    func peaksOfSodium(axis: Axis, electrode: ElectrodeSide) throws {
        let (slab, heights) = try slab(axis, electrode) { _, _ in 33 }
        let grid = GreyGrid(
            shape: Self.shape,
            values: (0..<Self.shape.count).map { index in
                let place = [
                    index / (Self.shape.rows * Self.shape.columns), index / Self.shape.columns % Self.shape.rows,
                    index % Self.shape.columns,
                ][[Axis.z, .y, .x].firstIndex(of: axis) ?? 0]
                let depth = electrode == .high ? place - 33 : 32 - place
                return switch depth {
                case ..<0: 150
                case 4: 178
                case 5: 178 - 40
                case 11: 90
                case 18...: Double(45 + 5 * (depth - 18))
                default: 45
                }
            })
        let profile = try DepthProfile(
            of: grid.volume { UInt8($0) }, slab: slab, heights: heights, rows: 0..<20, columns: 5..<9, takesAll: true,
            within: nil, threads: 2)
        #expect(profile.peaks.count == 2)
        // Brighter on its far side: the top of the parabola lies there.
        #expect(profile.peaks.first.map { $0.depth > 4.5 && $0.depth < 5 } ?? false, "\(profile.peaks)")
        #expect(profile.peaks.last?.depth == 11.5)
        #expect(profile.peaks.map(\.grey) == [178, 90])
        #expect(profile.electrolyte?.mean == 150 && profile.electrolyte?.standardDeviation == 0)
    }

    /// A large map is looked at in rows at equal distances, the same ones whatever the axis.
    @Test(arguments: [Axis.z, .y]) func ofLargeMapsSomeRowsAreTaken(axis: Axis) throws {
        let shape =
            axis == .z
            ? VolumeShape(slices: 12, rows: 1300, columns: 1000) : VolumeShape(slices: 1300, rows: 12, columns: 1000)
        let samples = (0..<shape.count).map { index -> UInt8 in
            let row = axis == .z ? index / shape.columns % shape.rows : index / (shape.rows * shape.columns)
            return row % 2 == 0 ? 50 : 150
        }
        let heights = Map(rows: 1300, columns: 1000, repeating: Float(4))
        let slab = try Interface(
            method: "test", geometry: .init(axis: axis, electrode: .high), region: VoxelRegion(shape), heights: heights
        ).slab(layers: 3, following: .surface, fieldOfView: .everything)
        let volume = MemoryVolume(shape: shape, samples: samples)
        let profiles = try [false, true].map { takesAll in
            try DepthProfile(
                of: volume, slab: slab, heights: heights, rows: 0..<1300, columns: 0..<1000, takesAll: takesAll,
                within: nil, threads: 2)
        }
        #expect(profiles.map { $0.points.first?.grey.voxels } == [217_000, 1_300_000])
        #expect(profiles.map { $0.points.first?.grey.mean.rounded() } == [50, 100])
    }

    @Test func withoutAColumnThereIsNothing() throws {
        let (whole, heights) = try slab(.z, .high) { row, _ in row < 30 ? .nan : 33 }
        let volume = MemoryVolume(shape: Self.shape, samples: [UInt8](repeating: 7, count: Self.shape.count))
        let profile = try DepthProfile(
            of: volume, slab: whole, heights: heights, rows: 0..<30, columns: 0..<20, takesAll: true, within: nil,
            threads: 1)
        #expect(profile.points.isEmpty && profile.peaks.isEmpty)
        #expect(profile.electrode == nil && profile.electrolyte == nil)
    }
}
