import Testing
import VoxelCore

@Suite struct GeometryTests {
    @Test func theFirstElectrodeVoxelHasItsCentreBeyondTheInterface() {
        let high = StrippingGeometry(axis: .z, electrode: .high)
        let low = StrippingGeometry(axis: .z, electrode: .low)
        #expect(high.firstElectrodeVoxel(height: 30) == 30)
        #expect(high.firstElectrodeVoxel(height: 30.4) == 30)
        #expect(high.firstElectrodeVoxel(height: 30.6) == 31)
        #expect(low.firstElectrodeVoxel(height: 30) == 29)
        #expect(low.firstElectrodeVoxel(height: 29.6) == 29)
        #expect(low.firstElectrodeVoxel(height: 29.4) == 28)
    }

    @Test(arguments: ElectrodeSide.allCases, [0, 1, 30])
    func anIndexAndItsHeightNameTheSameVoxel(side: ElectrodeSide, index: Int) {
        let geometry = StrippingGeometry(axis: .y, electrode: side)
        #expect(geometry.firstElectrodeVoxel(height: geometry.height(firstElectrodeVoxel: index)) == index)
    }

    @Test func mapsHaveTheRemainingAxesInOrder() {
        #expect(Axis.z.ofMap == (.y, .x))
        #expect(Axis.y.ofMap == (.z, .x))
        #expect(Axis.x.ofMap == (.z, .y))
    }

    @Test func aSlabsBoxHoldsItsLayersAndNothingElse() {
        let region = VoxelRegion(VolumeShape(slices: 20, rows: 1, columns: 3))
        let start = Map<Int32>(rows: 1, columns: 3, values: [8, Slab.outside, 6])
        for (side, expected) in [(ElectrodeSide.high, 6..<12), (.low, 3..<9)] {
            let slab = Slab(
                geometry: .init(axis: .z, electrode: side), region: region, layers: 4, layerStart: start,
                surfaceStart: start)
            #expect(slab.positions == expected)
            #expect(slab.insideColumns == 2)
        }
    }

    @Test(arguments: Axis.allCases)
    func aBoxSeenAlongAnAxisHoldsEveryVoxelOnce(axis: Axis) {
        let shape = VolumeShape(slices: 3, rows: 4, columns: 5)
        let box = BoxAlongAxis(shape, along: axis)
        #expect(
            (box.positions, box.rows, box.columns) == (shape[axis], shape[axis.ofMap.rows], shape[axis.ofMap.columns]))
        var seen = Set<Int>()
        for position in 0..<box.positions {
            for row in 0..<box.rows {
                for column in 0..<box.columns {
                    let (z, y, x) =
                        switch axis {
                        case .z: (position, row, column)
                        case .y: (row, position, column)
                        case .x: (row, column, position)
                        }
                    let index = box.index(position: position, row: row, column: column)
                    #expect(index == (z * shape.rows + y) * shape.columns + x)
                    #expect(box.place(of: index) == (position, row, column))
                    seen.insert(index)
                }
            }
        }
        #expect(seen.count == shape.count)
    }
}
