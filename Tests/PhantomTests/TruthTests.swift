import Phantom
import Testing
import VoxelCore

/// Labels, interface and first-contact map tell the same truth.
struct TruthTests {
    /// Layer by layer and column by column, from h and the labels alone, as DEFINITIONS §2 and §4 are worded.
    static func literalFirstNa(_ phantom: Phantom, layers: Int) -> Map<UInt16> {
        let shape = phantom.shape
        let labels = phantom.labels()
        let axis = phantom.recipe.axis
        let side = phantom.recipe.electrode
        var map = phantom.interface.map { _ in UInt16(0) }
        for row in 0..<map.rows {
            for column in 0..<map.columns {
                let h = Double(phantom.interface[row, column])
                let first = side == .high ? Int((h - 0.5).rounded(.up)) : Int((h - 0.5).rounded(.down))
                for n in stride(from: layers, through: 1, by: -1) {
                    let along = first + side.step * (n - 1)
                    guard (0..<shape[axis]).contains(along) else { continue }
                    let (z, y, x) =
                        switch axis {
                        case .z: (along, row, column)
                        case .y: (row, along, column)
                        case .x: (row, column, along)
                        }
                    if labels[(z * shape.rows + y) * shape.columns + x] == 2 { map[row, column] = UInt16(n) }
                }
            }
        }
        return map
    }

    @Test(arguments: PhantomRecipe.Kind.allCases, Axis.allCases.flatMap { a in ElectrodeSide.allCases.map { (a, $0) } })
    func firstContactIsThatOfTheLabels(kind: PhantomRecipe.Kind, frame: (Axis, ElectrodeSide)) throws {
        let phantom = try Phantom(FrameTests.recipe(kind, axis: frame.0, electrode: frame.1))
        #expect(phantom.firstNaLayer(layers: 12) == Self.literalFirstNa(phantom, layers: 12))
        // More layers than the electrode has: a column ends with its last voxel.
        #expect(phantom.firstNaLayer(layers: 40) == Self.literalFirstNa(phantom, layers: 40))
        #expect(phantom.firstNaLayer(layers: 0).values.allSatisfy { $0 == 0 })
    }

    @Test(arguments: PhantomRecipe.Kind.allCases, ElectrodeSide.allCases)
    func electrolyteIsWhatLiesOnItsSideOfTheInterface(kind: PhantomRecipe.Kind, side: ElectrodeSide) throws {
        let phantom = try Phantom(.small(kind).with { $0.electrode = side })
        let labels = phantom.labels()
        let area = phantom.shape.rows * phantom.shape.columns
        let wrong = labels.indices.count { index in
            let centre = Double(index / area) + 0.5
            let h = Double(phantom.interface.values[index % area])
            return (labels[index] != 3) != (side == .high ? centre >= h : centre <= h)
        }
        #expect(wrong == 0)
    }

    @Test func completeLayersAreThoseOfTheThinnestColumn() throws {
        let phantom = try Phantom(.small(.pristine))
        let labels = phantom.labels()
        let area = phantom.shape.rows * phantom.shape.columns
        let thicknesses = (0..<area).map { column in
            stride(from: column, to: labels.count, by: area).count { labels[$0] != 3 }
        }
        #expect(phantom.completeLayers == thicknesses.min())
        #expect(Set(thicknesses).count > 1)
    }

    @Test func tiltAndRoughnessAreWhatWasAskedFor() throws {
        let recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 40, rows: 50, columns: 60))
        let rough = try Phantom(recipe.with { $0.roughness = 1.2 }).interface.values.map(Double.init)
        #expect(abs(mean(rough) - 40 * 5.0 / 12) < 1e-3)
        #expect(abs(standardDeviation(rough) - 1.2) < 1e-3)
        let tilted = try Phantom(
            recipe.with {
                $0.tilt = .init(rows: 0.1, columns: -0.05)
                $0.electrolyteThickness = 20
            }
        ).interface
        #expect(abs(tilted[49, 30] - tilted[0, 30] - 4.9) < 2e-3)
        #expect(abs(tilted[20, 59] - tilted[20, 0] + 2.95) < 2e-3)
        #expect(abs(mean(tilted.values.map(Double.init)) - 20) < 1e-3)
    }

    @Test func roughnessIsSmooth() throws {
        let recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 30, rows: 64, columns: 64))
        let map = try Phantom(recipe.with { $0.roughness = 1 }).interface
        var steps: [Double] = []
        for row in 0..<64 { for column in 0..<63 { steps.append(Double(map[row, column + 1] - map[row, column])) } }
        // A Gaussian filter of 11.5 voxels leaves slopes of 1 / (√2 · 11.5) of the root mean square.
        #expect((0.03..<0.12).contains(standardDeviation(steps)))
    }

    @Test func twoLithiumLayersAlwaysSeparateSodiumFromTheElectrolyte() throws {
        for kind in [PhantomRecipe.Kind.pristine, .cycled] {
            let phantom = try Phantom(
                .small(kind).with {
                    $0.naFraction = 0.6; $0.shape.rows = 40
                })
            let map = phantom.firstNaLayer(layers: 20)
            #expect(map.values.filter { $0 > 0 }.min() ?? 0 >= 3)
            #expect(map.values.contains { $0 > 0 })
        }
    }
}
