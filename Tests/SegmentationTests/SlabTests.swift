import Segmentation
import TestSupport
import Testing
import VoxelCore

@Suite struct SlabTests {
    private let shape = VolumeShape(slices: 20, rows: 4, columns: 5)

    private func interface(_ heights: [Float], electrode: ElectrodeSide = .high) -> Interface {
        Interface(
            method: "test", geometry: .init(axis: .z, electrode: electrode), region: VoxelRegion(shape),
            heights: Map(rows: 4, columns: 5, values: heights))
    }

    @Test func moreLayersThanTheElectrodeHasAreRefusedWithTheirNumber() throws {
        let flat = interface([Float](repeating: 12, count: 20))
        #expect(try flat.slab(layers: 8, following: .surface, fieldOfView: .everything).layers == 8)
        let error = #expect(throws: SimstripError.self) {
            try flat.slab(layers: 9, following: .surface, fieldOfView: .everything)
        }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("has 8 layers") == true)
        let low = interface([Float](repeating: 12, count: 20), electrode: .low)
        #expect(throws: SimstripError.self) { try low.slab(layers: 13, following: .surface, fieldOfView: .everything) }
        #expect(try low.slab(layers: 12, following: .surface, fieldOfView: .everything).positions == 0..<12)
    }

    @Test func theThinnestColumnCounts() {
        var heights = [Float](repeating: 5, count: 20)
        heights[7] = 15
        let error = #expect(throws: SimstripError.self) {
            try interface(heights).slab(layers: 6, following: .surface, fieldOfView: .everything)
        }
        #expect(error?.message.contains("has 5 layers") == true)
    }

    @Test func columnsWithoutAnInterfaceAreOutside() throws {
        var heights = [Float](repeating: 5, count: 20)
        heights[3] = .nan
        let slab = try interface(heights).slab(layers: 2, following: .plane, fieldOfView: .everything)
        #expect(slab.layerStart.values[3] == Slab.outside)
        #expect(slab.surfaceStart.values[3] == Slab.outside)
        #expect(slab.insideColumns == 19)
        #expect(throws: SimstripError.self) {
            try interface([Float](repeating: .nan, count: 20))
                .slab(layers: 2, following: .surface, fieldOfView: .everything)
        }
    }

    @Test func layersFollowThePlaneWhereAsked() throws {
        var heights = [Float](repeating: 5, count: 20)
        heights[7] = 8
        let slab = try interface(heights).slab(layers: 2, following: .plane, fieldOfView: .everything)
        #expect(slab.surfaceStart.values[7] == 8)
        #expect(slab.layerStart.values[7] == 5)
    }

    @Test func labelsKnowWhatTheInterfaceKnows() throws {
        var heights = [Float](repeating: 5, count: 20)
        heights[0] = 6
        heights[1] = .nan
        let slab = try interface(heights).slab(layers: 3, following: .surface, fieldOfView: .everything)
        let phases = MemoryVolume(
            shape: shape, samples: [UInt8](repeating: Phase.sodium.rawValue, count: shape.count))
        let labels = try LabelSlab(phases: phases, slab: slab, threads: 2)
        #expect(labels.labels.region.slices == 5..<9)
        let column = { (index: Int) in (0..<4).map { labels.labels.bytes[$0 * 20 + index] } }
        #expect(column(0) == [4, 2, 2, 2])
        #expect(column(1) == [0, 0, 0, 0])
        #expect(column(2) == [2, 2, 2, 0])
    }

    @Test(arguments: Axis.allCases)
    func smallDomainsBecomeLithium(axis: Axis) throws {
        // Along the axis: a domain of 2 voxels, one of 3, and one of 1 that reaches the last layer.
        var shape = VolumeShape(slices: 9, rows: 9, columns: 9)
        shape[axis] = 6
        var samples = [UInt8](repeating: Phase.lithium.rawValue, count: shape.count)
        func set(_ position: Int, _ row: Int, _ column: Int) {
            let (z, y, x) =
                switch axis {
                case .z: (position, row, column)
                case .y: (row, position, column)
                case .x: (row, column, position)
                }
            samples[(z * shape.rows + y) * shape.columns + x] = Phase.sodium.rawValue
        }
        for (position, row, column) in [(2, 1, 1), (3, 2, 2), (2, 5, 5), (3, 5, 5), (3, 6, 6), (5, 1, 7), (0, 8, 8)] {
            set(position, row, column)
        }
        let interface = try Interface(
            firstElectrodeVoxel: 1, geometry: .init(axis: axis, electrode: .high), region: VoxelRegion(shape))
        let slab = try interface.slab(layers: 5, following: .surface, fieldOfView: .everything)
        var labels = try LabelSlab(
            phases: MemoryVolume(shape: shape, samples: samples), slab: slab, threads: 2)
        #expect(labels.labels.bytes.count { $0 == Phase.sodium.rawValue } == 6)  // (0, 8, 8) is SSE
        #expect(try labels.removeSodiumDomains(smallerThan: 3, threads: 2) == 2)
        #expect(labels.labels.bytes.count { $0 == Phase.sodium.rawValue } == 4)
        #expect(try labels.removeSodiumDomains(smallerThan: 100, threads: 2) == 3)
        #expect(labels.labels.bytes.count { $0 == Phase.sodium.rawValue } == 1)
    }
}
