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
}
