import Phantom
import Segmentation
import TestSupport
import Testing
import VoxelCore

/// Cells are more than SSE and electrode: collector, casing, counter electrode and air lie before and behind them.
@Suite struct SeveralPartsTests {
    /// What a slab of slices is filled with.
    struct Filling {
        var slices: Int
        var grey: Int
        var spread = 0
    }

    /// A cycled phantom of 30 slices of SSE and 30 of electrode with something before and behind it, seen along an axis.
    private func cell(
        before: [Filling] = [], behind: [Filling] = [], axis: Axis = .z, electrode: ElectrodeSide = .high,
        electrodeSlices: Int = 30
    ) throws -> MemoryVolume {
        var recipe = PhantomRecipe(kind: .cycled, shape: VolumeShape(slices: 60, rows: 64, columns: 64))
        recipe.noise = 10
        recipe.seed = 1
        recipe.electrolyteThickness = 30
        let middle = try MemoryVolume(of: Phantom(recipe))
        let area = 64 * 64
        var random = TestRandom(seed: 5)
        let fill = { (filling: Filling) in
            (0..<filling.slices * area).map { _ -> UInt8 in
                let noise = filling.spread == 0 ? 0 : Int.random(in: -filling.spread...filling.spread, using: &random)
                return UInt8(clamping: filling.grey + noise)
            }
        }
        var bytes = before.flatMap(fill)
        bytes += middle.bytes[..<((30 + electrodeSlices) * area)]
        bytes += behind.flatMap(fill)
        let depth = bytes.count / area
        var shape = VolumeShape(slices: 64, rows: 64, columns: 64)
        shape[axis] = depth
        let box = BoxAlongAxis(shape, along: axis)
        var turned = [UInt8](repeating: 0, count: bytes.count)
        for position in 0..<depth {
            let to = electrode == .high ? position : depth - 1 - position
            for row in 0..<64 {
                for column in 0..<64 {
                    turned[box.index(position: to, row: row, column: column)] =
                        bytes[(position * 64 + row) * 64 + column]
                }
            }
        }
        return MemoryVolume(shape: shape, type: .uint8, bytes: turned)
    }

    private func resolve(
        _ volume: MemoryVolume, axis: Axis? = nil, electrode: ElectrodeSide? = nil, warnings: inout [Warning]
    ) throws -> StrippingGeometry {
        var told: [Warning] = []
        defer { warnings = told }
        return try StrippingGeometry.resolve(
            axis: axis, electrode: electrode, in: volume, region: VoxelRegion(volume.shape), fieldOfView: .everything,
            threads: 2, warn: { told.append($0) })
    }

    private func detect(_ volume: MemoryVolume, _ geometry: StrippingGeometry, threads: Int = 2) throws -> Interface {
        try Interface.detect(
            in: volume, geometry: geometry, region: VoxelRegion(volume.shape), fieldOfView: .everything,
            threads: threads)
    }

    private static let collectors = [
        Filling(slices: 12, grey: 255), Filling(slices: 12, grey: 230, spread: 20), Filling(slices: 4, grey: 255),
        Filling(slices: 60, grey: 230, spread: 20), Filling(slices: 12, grey: 150, spread: 10),
        Filling(slices: 12, grey: 100, spread: 10),
    ]

    @Test(arguments: collectors) func aCollectorBehindTheElectrodeIsNotTakenForTheSSE(collector: Filling) throws {
        let volume = try cell(behind: [collector])
        var warnings: [Warning] = []
        let geometry = try resolve(volume, warnings: &warnings)
        #expect(geometry == StrippingGeometry(axis: .z, electrode: .high))
        #expect(warnings.map(\.code) == ["third_part"])
        let interface = try detect(volume, geometry)
        #expect(interface.heights.values.allSatisfy { abs($0 - 30) < 1 })
        #expect((58...60).contains(interface.region.slices.upperBound))
    }

    @Test(arguments: Axis.allCases, ElectrodeSide.allCases)
    func aCollectorIsSeenAlongEveryAxisOnEitherSide(axis: Axis, side: ElectrodeSide) throws {
        let volume = try cell(behind: [Filling(slices: 12, grey: 255)], axis: axis, electrode: side)
        var warnings: [Warning] = []
        let geometry = try resolve(volume, warnings: &warnings)
        #expect(geometry == StrippingGeometry(axis: axis, electrode: side))
        let height: Float = side == .high ? 30 : 42
        for threads in [1, 7] {
            #expect(try detect(volume, geometry, threads: threads).heights.values.allSatisfy { abs($0 - height) < 1 })
        }
    }

    @Test func casingCounterElectrodeAndAirAreNoInterface() throws {
        let air = Filling(slices: 12, grey: 8, spread: 8)
        let casing = Filling(slices: 12, grey: 220, spread: 10)
        let counter = Filling(slices: 14, grey: 45, spread: 15)
        let collector = Filling(slices: 8, grey: 255)
        let cells: [(before: [Filling], behind: [Filling])] = [
            ([casing], []), ([casing], [collector]), ([air], [collector, air]), ([counter], [collector]),
            ([], [air]), ([collector, counter], [collector, air]),
        ]
        for (before, behind) in cells {
            let volume = try cell(before: before, behind: behind)
            var warnings: [Warning] = []
            let geometry = try resolve(volume, warnings: &warnings)
            #expect(geometry == StrippingGeometry(axis: .z, electrode: .high), "\(before) \(behind)")
            let height = Float(30 + before.reduce(0) { $0 + $1.slices })
            #expect(try detect(volume, geometry).heights.values.allSatisfy { abs($0 - height) < 1 })
        }
    }

    @Test func betweenTwoSSEsAlikeIsRefusedWithBothPlaces() throws {
        let one = try cell()
        let area = 64 * 64
        let bytes = Array(one.bytes) + Array(one.bytes[(10 * area)..<(24 * area)])
        let volume = MemoryVolume(
            shape: VolumeShape(slices: bytes.count / area, rows: 64, columns: 64), type: .uint8, bytes: bytes)
        var warnings: [Warning] = []
        let error = #expect(throws: SimstripError.self) { try resolve(volume, warnings: &warnings) }
        #expect(error?.kind == .data)
        for words in ["equally likely", "--electrode high (SSE at about 0:30", "--electrode low", "--roi 0:60,:,:"] {
            #expect(error?.message.contains(words) == true, "\(words)")
        }
        // With the side given there is but one reading, and the collector is not locked upon.
        let interface = try detect(volume, .init(axis: .z, electrode: .high))
        #expect(interface.heights.values.allSatisfy { abs($0 - 30) < 1 })
    }

    @Test func columnsOfAirAreOutside() throws {
        let cell = try cell()
        let bytes = cell.bytes.indices.map { $0 % 64 < 40 ? cell.bytes[$0] : 5 }
        let volume = MemoryVolume(shape: cell.shape, type: .uint8, bytes: bytes)
        let interface = try detect(volume, .init(axis: .z, electrode: .high))
        for x in 0..<64 { #expect(interface.heights[30, x].isFinite == (x < 40), "column \(x)") }
    }
}
