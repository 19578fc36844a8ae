import Stripping
import TestSupport
import Testing
import VoxelCore

@Suite struct VolumeGlanceTests {
    private func grid(_ shape: VolumeShape) -> GreyGrid {
        var random = TestRandom(seed: 9)
        return GreyGrid(
            shape: shape, values: (0..<shape.count).map { _ in Double(UInt16.random(in: 0...4000, using: &random)) })
    }

    /// Of a small volume every slice is read, and of a part of it that part alone.
    @Test(arguments: [1, 3]) func cutsAndMeansAreThoseOfTheVolume(threads: Int) throws {
        let grid = grid(VolumeShape(slices: 21, rows: 17, columns: 19))
        let region = VoxelRegion(slices: 2..<20, rows: 1..<16, columns: 4..<19)
        let glance = try VolumeGlance(at: grid.volume { Float($0) }, region: region, threads: threads)
        for (cut, axis) in zip(glance.cuts, Axis.allCases) {
            let others = Axis.allCases.filter { $0 != axis }
            #expect(cut.axis == axis && cut.index == (region[axis].lowerBound + region[axis].upperBound) / 2)
            #expect(cut.grey.rows == region[others[0]].count && cut.grey.columns == region[others[1]].count)
            for row in 0..<cut.grey.rows {
                for column in 0..<cut.grey.columns {
                    let expected = grid.value(
                        along: axis, cut.index, row + region[others[0]].lowerBound,
                        column + region[others[1]].lowerBound)
                    #expect(Double(cut.grey[row, column]) == expected)
                }
            }
        }
        for (profile, axis) in zip(glance.profiles, Axis.allCases) {
            let others = Axis.allCases.filter { $0 != axis }
            #expect(profile.axis == axis && profile.points.map(\.index) == Array(region[axis]))
            for point in profile.points {
                let values = region[others[0]].flatMap { row in
                    region[others[1]].map { grid.value(along: axis, point.index, row, $0) }
                }
                #expect(abs(point.mean - values.reduce(0, +) / Double(values.count)) < 1e-6)
            }
        }
        #expect(glance.sample.count == region.shape.count && glance.sample == glance.sample.sorted())
    }

    /// What is no number is left out, and a large volume is thinned.
    @Test func largeVolumesAreThinnedAndHolesLeftOut() throws {
        let shape = VolumeShape(slices: 500, rows: 4, columns: 900)
        let samples = (0..<shape.count).map { (index: Int) -> Float in
            index % 7 == 0 ? .nan : Float(index / (4 * 900))
        }
        let counted = CountedVolume(MemoryVolume(shape: shape, samples: samples))
        let glance = try VolumeGlance(at: counted, region: VoxelRegion(shape), threads: 2)
        #expect(counted.reads.count { $0 == 1 } <= 192 && counted.reads.allSatisfy { $0 <= 1 })
        #expect(glance.profiles[0].points.count > 100)
        #expect(glance.profiles[0].points.allSatisfy { abs($0.mean - Double($0.index)) < 1e-9 })
        #expect(glance.cuts.allSatisfy { $0.grey.rows <= 384 && $0.grey.columns <= 384 })
        #expect(glance.sample.count <= 400_000)
        for grey in glance.sample { #expect(grey.isFinite) }
    }
}
