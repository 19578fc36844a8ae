import Segmentation
import Stripping
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

/// The engine against the literal definition, on random volumes.
@Suite struct OracleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let axis: Axis
        let electrode: ElectrodeSide
        let course: LayerCourse
        let void: Double?
        let threads: Int
        var testDescription: String {
            "\(axis) \(electrode) \(course) void \(void.map { "\($0)" } ?? "none") \(threads) threads"
        }
    }

    static let cases = Axis.allCases.flatMap { axis in
        ElectrodeSide.allCases.flatMap { electrode in
            LayerCourse.allCases.flatMap { course in
                [nil, 40.0].flatMap { void in
                    [1, 2, 7].map { Case(axis: axis, electrode: electrode, course: course, void: void, threads: $0) }
                }
            }
        }
    }

    @Test(arguments: cases)
    func theEngineIsTheDefinition(_ test: Case) throws {
        var random = TestRandom(seed: 77)
        let shape = VolumeShape(slices: 26, rows: 23, columns: 29)
        let grid = GreyGrid(
            shape: shape,
            values: (0..<shape.count).map { _ in
                UInt8.random(in: 0..<10, using: &random) < 8 ? Double(UInt8.random(in: 0...120, using: &random)) : 200
            })
        let geometry = StrippingGeometry(axis: test.axis, electrode: test.electrode)
        let mapAxes = test.axis.ofMap
        var heights = Map(rows: shape[mapAxes.rows], columns: shape[mapAxes.columns], repeating: Float(0))
        for index in heights.values.indices {
            let isOutside = UInt8.random(in: 0..<20, using: &random) == 0
            heights.values[index] = isOutside ? .nan : Float.random(in: 10...14, using: &random)
        }
        let interface = Interface(
            method: "test", geometry: geometry, region: VoxelRegion(shape), heights: heights)
        let layers = 7
        let slab = try interface.slab(layers: layers, following: test.course, fieldOfView: .everything)
        let phases = PhaseVolume(
            grid.volume { UInt8($0) }, thresholds: PhaseThresholds(na: 150, void: test.void))
        let stripped = try RigidSodium().strip(
            phases, slab: slab, findingVoid: test.void != nil, threads: test.threads)

        let plane = try #require(interface.plane)
        let step = test.electrode.step
        let literal = LiteralStripping(
            rows: heights.rows, columns: heights.columns, layers: layers, step: step, naThreshold: 150,
            voidThreshold: test.void,
            first: { row, column in
                guard heights[row, column].isFinite else { return nil }
                let height =
                    test.course == .surface
                    ? Double(heights[row, column]) : plane.height(row: row, column: column)
                return test.electrode == .high ? Int((height - 0.5).rounded(.up)) : Int((height - 0.5).rounded(.down))
            },
            grey: { position, row, column in
                // SSE is neither removed nor projected: neither Na nor void.
                let height = Double(heights[row, column])
                let surface =
                    test.electrode == .high ? Int((height - 0.5).rounded(.up)) : Int((height - 0.5).rounded(.down))
                return (position - surface) * step < 0 ? 100 : grid.value(along: test.axis, position, row, column)
            })

        #expect(stripped.firstNaLayer.values.map(Int.init) == literal.firstNa.flatMap { $0 })
        let curve = CoverageCurve(stripped, voxelSize: nil)
        for (point, expected) in zip(curve.points, literal.curve) {
            #expect(point.naCoverage == expected.na)
            #expect(point.liCoverage == expected.li)
            #expect(point.voidCoverage == expected.void)
        }
        let codes: [Phase: Character] = [.sodium: "N", .lithium: "L", .void: "v", .outside: "o"]
        for n in 0...layers {
            #expect(stripped.coverageMap(afterRemoving: n).values.map { codes[$0] } == literal.maps[n].flatMap { $0 })
        }
    }
}
