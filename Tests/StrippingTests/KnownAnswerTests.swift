import Phantom
import Segmentation
import Stripping
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

/// DEFINITIONS §10.
@Suite struct KnownAnswerTests {
    private let shape = VolumeShape(slices: 24, rows: 16, columns: 18)

    private func strip(
        _ grid: GreyGrid, axis: Axis = .z, electrode: ElectrodeSide = .high, interface index: Int = 8, layers: Int = 10,
        naThreshold: Double = 100
    ) throws -> StrippedSlab {
        let interface = try Interface(
            firstElectrodeVoxel: index, geometry: .init(axis: axis, electrode: electrode),
            region: VoxelRegion(grid.shape))
        return try RigidSodium().strip(
            PhaseVolume(grid.volume { UInt8($0) }, thresholds: PhaseThresholds(na: naThreshold)),
            slab: interface.slab(layers: layers, following: .surface, fieldOfView: .everything), findingVoid: false,
            threads: 2)
    }

    private func coverage(_ stripped: StrippedSlab) -> [Double] {
        CoverageCurve(stripped, voxelSize: nil).points.map(\.naCoverage)
    }

    private func grid(_ value: (Int, Int, Int) -> Double) -> GreyGrid {
        var values: [Double] = []
        for z in 0..<shape.slices {
            for y in 0..<shape.rows { for x in 0..<shape.columns { values.append(value(z, y, x)) } }
        }
        return GreyGrid(shape: shape, values: values)
    }

    private func random(_ seed: UInt64) -> GreyGrid {
        var random = TestRandom(seed: seed)
        return grid { _, _, _ in Double(UInt8.random(in: 0...105, using: &random)) }
    }

    @Test(arguments: 1...10)
    func aSodiumPlaneCoversFromItsDepthOn(depth: Int) throws {
        let curve = try coverage(strip(grid { z, _, _ in z == 8 + depth - 1 ? 178 : 45 }))
        for (n, coverage) in curve.enumerated() { #expect(coverage == (n >= depth ? 1 : 0)) }
    }

    @Test func pureLithiumStaysUncovered() throws {
        #expect(try coverage(strip(grid { _, _, _ in 45 })).allSatisfy { $0 == 0 })
    }

    @Test func checkerboardColumnsCoverOneHalf() throws {
        let curve = try coverage(strip(grid { _, y, x in (x + y) % 2 == 0 ? 178 : 45 }))
        #expect(curve[0] == 0)
        #expect(curve.dropFirst().allSatisfy { $0 == 0.5 })
    }

    @Test(arguments: Axis.allCases)
    func mirroringTheVolumeWithTheElectrodesSideChangesNothing(axis: Axis) throws {
        let original = random(1)
        let extent = shape[axis]
        let mirrored = grid { z, y, x in
            switch axis {
            case .z: original.value(along: .z, extent - 1 - z, y, x)
            case .y: original.value(along: .z, z, extent - 1 - y, x)
            case .x: original.value(along: .z, z, y, extent - 1 - x)
            }
        }
        let a = try strip(original, axis: axis, electrode: .high, interface: 5, layers: 7)
        let b = try strip(mirrored, axis: axis, electrode: .low, interface: extent - 1 - 5, layers: 7)
        #expect(a.firstNaLayer == b.firstNaLayer)
        #expect(coverage(a) == coverage(b))
        #expect(coverage(a).last ?? 0 > 0.2)
    }

    @Test(arguments: [Axis.y, .x])
    func permutingTheAxesPermutesTheMap(axis: Axis) throws {
        let original = random(2)
        // The stripping axis z becomes y (or x); the other two keep their order.
        var permutedShape = shape
        permutedShape[axis] = shape.slices
        let mapAxes = axis.ofMap
        permutedShape[mapAxes.rows] = shape.rows
        permutedShape[mapAxes.columns] = shape.columns
        var values = Array(repeating: 0.0, count: shape.count)
        for position in 0..<shape.slices {
            for row in 0..<shape.rows {
                for column in 0..<shape.columns {
                    let (z, y, x) = axis == .y ? (row, position, column) : (row, column, position)
                    values[(z * permutedShape.rows + y) * permutedShape.columns + x] =
                        original.value(along: .z, position, row, column)
                }
            }
        }
        let a = try strip(original)
        let b = try strip(GreyGrid(shape: permutedShape, values: values), axis: axis)
        #expect(a.firstNaLayer == b.firstNaLayer)
        #expect(coverage(a) == coverage(b))
    }

    @Test func moreLayersNeverUncoverAndAHigherThresholdNeverCovers() throws {
        let volume = random(3)
        var before: [Double]?
        for threshold in stride(from: 60.0, through: 110, by: 5) {
            let curve = try coverage(strip(volume, naThreshold: threshold))
            #expect(zip(curve, curve.dropFirst()).allSatisfy { $0 <= $1 })
            if let before { #expect(zip(curve, before).allSatisfy { $0 <= $1 }) }
            before = curve
        }
    }

    /// Spheres, Poisson in space: the mean of independent phantoms lies within four standard errors of the formula.
    @Test func theBooleanModelIsMatchedWithinItsStatisticalError() throws {
        let layers = 12
        var curves: [[Double]] = []
        var expected: [Double] = []
        for seed in 1...8 {
            var recipe = PhantomRecipe(kind: .boolean, shape: VolumeShape(slices: 36, rows: 96, columns: 96))
            recipe.seed = UInt64(seed)
            recipe.noise = 0
            recipe.blur = 0
            recipe.naFraction = 0.05
            let phantom = try Phantom(recipe)
            let interface = Interface(
                method: "truth", geometry: .init(axis: .z, electrode: .high), region: VoxelRegion(phantom.shape),
                heights: phantom.interface)
            let stripped = try RigidSodium().strip(
                PhaseVolume(phantom, thresholds: PhaseThresholds(na: 110)),
                slab: interface.slab(layers: layers, following: .surface, fieldOfView: .everything),
                findingVoid: false, threads: 2)
            curves.append(coverage(stripped))
            expected = try (0...layers).map { try #require(recipe.expectedNaCoverage(afterLayers: $0)) }
        }
        for n in 1...layers {
            let values = curves.map { $0[n] }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
            let standardError = (variance / Double(values.count)).squareRoot()
            // Voxelised spheres of radius 5 differ from round ones by well under 1 % in their cross-section.
            #expect(
                abs(mean - expected[n]) < 4 * standardError + 0.01 * expected[n], "n = \(n): \(mean), \(expected[n])")
            #expect(standardError < 0.02)
        }
    }

    @Test func fourteenMicrometresAreTenLayersAndTheirCharge() throws {
        let stripped = try strip(grid { _, _, _ in 45 })
        let curve = CoverageCurve(stripped, voxelSize: VoxelSize(cubic: Length(micrometres: 1.4)))
        #expect(curve.last.layersRemoved == 10)
        #expect(curve.last.strippedThickness == 14)
        #expect(abs((curve.last.capacity ?? 0) - 2.887) < 0.001)
        #expect(abs((curve.last.lithiumCapacity ?? 0) - (curve.last.capacity ?? 1)) < 1e-12)
        #expect(curve.points[3].strippedThickness == 4.2)
        #expect(abs(LithiumCapacity.areal(thickness: Length(micrometres: 1)) - 0.2062) < 0.00005)
    }

    @Test func lithiumCapacityCountsTheLithiumThatWasThere() throws {
        let stripped = try strip(grid { _, _, x in x < 9 ? 45 : 178 })
        let curve = CoverageCurve(stripped, voxelSize: VoxelSize(cubic: Length(micrometres: 2)))
        #expect(abs((curve.last.lithiumCapacity ?? 0) - (curve.last.capacity ?? 0) / 2) < 1e-12)
    }

    @Test func tenAtomicPercentAreSeventeenVolumePercent() throws {
        var layer = LayerVoxels()
        layer.sodium = 169
        layer.lithium = 831
        let composition = try #require(Composition([layer]))
        #expect(abs(composition.naVolumeFraction - 0.169) < 1e-12)
        #expect(abs((composition.naAtomicFraction ?? 0) - 0.1) < 0.001)
        #expect(Composition([LayerVoxels()]) == nil)
    }

    @Test func thicknessesBetweenLayersAreInterpolated() throws {
        // Half covered from layer 3 on, all from layer 6 on.
        let volume = grid { z, _, x in (z == 10 && x < 9) || z == 13 ? 178 : 45 }
        let curve = CoverageCurve(try strip(volume), voxelSize: nil)
        #expect(curve.thickness(reaching: 0.25) == 2.5)
        #expect(curve.thickness(reaching: 0.5) == 3)
        #expect(curve.thickness(reaching: 0.75) == 5.5)
        #expect(curve.thickness(reaching: 1.1) == nil)
    }
}
