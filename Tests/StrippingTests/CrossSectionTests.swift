import Segmentation
import Stripping
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

/// Pictures from the side against the volume itself.
@Suite struct CrossSectionTests {
    private static let shape = VolumeShape(slices: 38, rows: 35, columns: 37)

    private let grid: GreyGrid
    private let volume: CountedVolume

    init() {
        var random = TestRandom(seed: 5)
        grid = GreyGrid(
            shape: Self.shape,
            values: (0..<Self.shape.count).map { _ in Double(UInt8.random(in: 0...250, using: &random)) })
        volume = CountedVolume(grid.volume { UInt8($0) })
    }

    private func slab(_ axis: Axis, _ electrode: ElectrodeSide, _ course: LayerCourse = .surface) throws -> Slab {
        let mapAxes = axis.ofMap
        let (rows, columns) = (Self.shape[mapAxes.rows], Self.shape[mapAxes.columns])
        var heights = Map(rows: rows, columns: columns, repeating: Float(0))
        for row in 0..<rows {
            for column in 0..<columns {
                heights[row, column] = (row + column) % 11 == 0 ? .nan : 16 + Float((row * 7 + column * 3) % 5) / 2
            }
        }
        let interface = Interface(
            method: "test", geometry: StrippingGeometry(axis: axis, electrode: electrode),
            region: VoxelRegion(Self.shape), heights: heights)
        return try interface.slab(layers: 4, following: course, fieldOfView: .everything)
    }

    private func sections(
        _ slab: Slab, _ lines: CrossSections.Lines = .rowsAndColumns, threads: Int = 2
    ) throws -> CrossSections {
        let phases = PhaseVolume(grid.volume { UInt8($0) }, thresholds: PhaseThresholds(na: 150, void: 40))
        return try CrossSections(grey: volume, phases: phases, slab: slab, lines, threads: threads)
    }

    @Test(arguments: Axis.allCases, ElectrodeSide.allCases)
    func everyVoxelIsThatOfTheVolume(axis: Axis, electrode: ElectrodeSide) throws {
        for course in LayerCourse.allCases {
            let slab = try slab(axis, electrode, course)
            let sections = try sections(slab)
            let (rows, columns) = (slab.layerStart.rows, slab.layerStart.columns)
            #expect(sections.alongRows.map(\.line) == (0..<rows).map { .row($0) })
            #expect(sections.alongColumns.map(\.line) == (0..<columns).map { .column($0) })
            #expect(sections.middle.line == .row(rows / 2))
            var wrong = 0
            for section in sections.alongRows + sections.alongColumns {
                // Eight voxels at least are shown beside the layers.
                let all = 0..<Self.shape[axis]
                let window = (slab.positions.lowerBound - 8..<slab.positions.upperBound + 8).clamped(to: all)
                #expect(section.positions == window)
                for (index, position) in section.positions.enumerated() {
                    for along in 0..<section.grey.columns {
                        let (row, column) = section.line.place(along)
                        let grey = grid.value(along: axis, position, row, column)
                        let start = Int(slab.layerStart[row, column])
                        let surface = Int(slab.surfaceStart[row, column])
                        let layer = (position - start) * electrode.step + 1
                        let isLayer = (1...slab.layers).contains(layer)
                        let expected: Phase =
                            start == Int(Slab.outside)
                            ? .outside
                            : (position - surface) * electrode.step < 0
                                ? .electrolyte
                                : !isLayer ? .outside : grey >= 150 ? .sodium : grey <= 40 ? .void : .lithium
                        wrong += Double(section.grey[index, along]) == grey ? 0 : 1
                        wrong += section.phases[index, along] == expected ? 0 : 1
                    }
                }
            }
            #expect(wrong == 0)
        }
    }

    @Test(arguments: Axis.allCases) func threadsDoNotMatter(axis: Axis) throws {
        let slab = try slab(axis, .low)
        let (one, many) = (try sections(slab, threads: 1), try sections(slab, threads: 5))
        for (a, b) in zip(one.alongRows + one.alongColumns, many.alongRows + many.alongColumns) {
            #expect(a.grey == b.grey && a.phases == b.phases)
        }
    }

    /// What is not shown is not read.
    @Test func onlyTheWindowIsRead() throws {
        let slab = try slab(.z, .high)
        let window = try sections(slab).middle.positions
        for (slice, reads) in volume.reads.enumerated() { #expect(reads == (window.contains(slice) ? 1 : 0)) }
        let along = try self.slab(.y, .high)
        let before = volume.reads
        let rows = try sections(along, .rows)
        #expect(rows.alongColumns.isEmpty && rows.alongRows.count == Self.shape.slices)
        #expect(zip(volume.reads, before).allSatisfy { $0 - $1 == 1 })
    }

    /// Of a map that is too large for all of its lines some are kept, at equal distances, the middle one among them.
    @Test func largeMapsAreThinned() throws {
        let shape = VolumeShape(slices: 24, rows: 300, columns: 401)
        let interface = Interface(
            method: "test", geometry: StrippingGeometry(axis: .z, electrode: .high), region: VoxelRegion(shape),
            heights: Map(rows: 300, columns: 401, repeating: 12))
        let slab = try interface.slab(layers: 3, following: .surface, fieldOfView: .everything)
        let dark = MemoryVolume(shape: shape, samples: [UInt8](repeating: 9, count: shape.count))
        let phases = PhaseVolume(dark, thresholds: PhaseThresholds(na: 150, void: nil))
        let sections = try CrossSections(grey: dark, phases: phases, slab: slab, .rowsAndColumns, threads: 2)
        for (lines, middle) in [(sections.alongRows, 150), (sections.alongColumns, 200)] {
            let places = lines.map(\.line.index)
            let steps = Set(zip(places, places.dropFirst()).map { $1 - $0 })
            #expect(steps.count == 1 && steps.first ?? 0 > 1)
            #expect(places.contains(middle))
            #expect(lines.reduce(0) { $0 + $1.grey.count } <= 650_000)
        }
        #expect(sections.middle.line == .row(150))
    }

    /// The part of the layers that is shown in three dimensions lies in the middle of the map, straight from the interface on.
    @Test(arguments: Axis.allCases, ElectrodeSide.allCases)
    func theBlockIsThatOfTheVolume(axis: Axis, electrode: ElectrodeSide) throws {
        var random = TestRandom(seed: 6)
        let map = (rows: 71, columns: 90)
        let extents = axis.ordered(along: 24, rows: map.rows, columns: map.columns)
        let shape = VolumeShape(slices: extents[0], rows: extents[1], columns: extents[2])
        let grid = GreyGrid(
            shape: shape, values: (0..<shape.count).map { _ in Double(UInt8.random(in: 0...250, using: &random)) })
        var heights = Map(rows: map.rows, columns: map.columns, repeating: Float(0))
        for index in heights.values.indices {
            heights.values[index] = index % 13 == 0 ? .nan : 10 + Float(index % 7) / 2
        }
        let interface = Interface(
            method: "test", geometry: StrippingGeometry(axis: axis, electrode: electrode), region: VoxelRegion(shape),
            heights: heights)
        let slab = try interface.slab(layers: 5, following: .plane, fieldOfView: .everything)
        let phases = PhaseVolume(grid.volume { UInt8($0) }, thresholds: PhaseThresholds(na: 150, void: 40))
        let block = try SlabBlock(phases: phases, slab: slab, threads: 2)
        #expect(block.rows == 3..<67 && block.columns == 13..<77 && block.layers == 5)
        var wrong = 0
        for layer in 1...5 {
            for row in block.rows {
                for column in block.columns {
                    let start = slab.layerStart[row, column]
                    let position = Int(start) + (layer - 1) * electrode.step
                    var expected = Phase.outside
                    if start != Slab.outside {
                        let grey = grid.value(along: axis, position, row, column)
                        let isBefore = (position - Int(slab.surfaceStart[row, column])) * electrode.step < 0
                        expected = isBefore ? .electrolyte : grey >= 150 ? .sodium : grey <= 40 ? .void : .lithium
                    }
                    let found = block[
                        layer: layer, row: row - block.rows.lowerBound, column: column - block.columns.lowerBound]
                    wrong += found == expected ? 0 : 1
                }
            }
        }
        #expect(wrong == 0)
    }
}
