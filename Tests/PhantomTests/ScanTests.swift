import Foundation
import Phantom
import Testing
import VoxelCore

/// What a scanner adds to a sample: noise of the level and the correlation that reconstruction gives it, rings, edges.
struct ScanTests {
    typealias RotationAxis = PhantomRecipe.Scanner.RotationAxis

    static func small(_ axis: RotationAxis) -> PhantomRecipe {
        .small(.crust).with { recipe in
            recipe.scanner = .with {
                $0.axis = axis
                $0.angles = 24
            }
        }
    }

    static func recipe(_ axis: RotationAxis, _ change: (inout PhantomRecipe.Scanner) -> Void = { _ in })
        -> PhantomRecipe
    {
        PhantomRecipe(kind: .lamellae, shape: VolumeShape(slices: 40, rows: 40, columns: 48)).with {
            $0.sampleType = .float32
            var scanner = PhantomRecipe.Scanner()
            scanner.axis = axis
            change(&scanner)
            $0.scanner = scanner
        }
    }

    /// What changes between two recipes, in grey levels, (z, y, x).
    static func difference(_ one: PhantomRecipe, _ other: PhantomRecipe) throws -> [Double] {
        zip(try Phantom(one).levels(), try Phantom(other).levels()).map { $0 - $1 }
    }

    static func rootMeanSquare(_ values: [Double]) -> Double { mean(values.map { $0 * $0 }).squareRoot() }

    @Test(arguments: RotationAxis.allCases, [10.0, 30])
    func noiseOfLithiumIsWhatWasAskedFor(axis: RotationAxis, noise: Double) throws {
        let recipe = Self.recipe(axis)
        let found = try Self.difference(recipe.with { $0.noise = noise }, recipe.with { $0.noise = 0 })
        let labels = try Phantom(recipe.with { $0.scanner = nil }).labels()
        let lithium = zip(found, labels).filter { $1 == 1 }.map(\.0)
        #expect(lithium.count > 20_000)
        #expect(abs(Self.rootMeanSquare(lithium) / noise - 1) < 0.03)
    }

    @Test func fourTimesThePhotonsHalveTheNoise() throws {
        let clean = Self.recipe(.along).with { $0.noise = 0 }
        let few = try Self.difference(Self.recipe(.along) { $0.photons = 2000 }, clean)
        let many = try Self.difference(Self.recipe(.along) { $0.photons = 8000 }, clean)
        #expect(abs(Self.rootMeanSquare(few) / Self.rootMeanSquare(many) - 2) < 0.05)
        // Twice the angles, half the variance.
        let angles = try Self.difference(
            Self.recipe(.along) {
                $0.photons = 2000
                $0.angles = 152
            }, clean.with { $0.scanner?.angles = 152 })
        #expect(abs(Self.rootMeanSquare(few) / Self.rootMeanSquare(angles) - 2.0.squareRoot()) < 0.06)
    }

    @Test(arguments: RotationAxis.allCases)
    func noiseIsAnticorrelatedInSlicesAndWhiteAcross(axis: RotationAxis) throws {
        let recipe = Self.recipe(axis) { $0.window = .none }
        let noise = try Self.difference(recipe, recipe.with { $0.noise = 0 })
        let variance = Self.rootMeanSquare(noise) * Self.rootMeanSquare(noise)
        // Of means over n × n voxels: white noise keeps 1 / n² of its variance, anti-correlated noise much less.
        func varianceOfMeans(slices: Int, rows: Int, columns: Int) -> Double {
            var means: [Double] = []
            for z in stride(from: 0, to: 40, by: slices) {
                for y in stride(from: 0, to: 40, by: rows) {
                    for x in stride(from: 0, to: 48, by: columns) {
                        var sum = 0.0
                        for dz in 0..<slices {
                            for dy in 0..<rows {
                                for dx in 0..<columns { sum += noise[((z + dz) * 40 + y + dy) * 48 + x + dx] }
                            }
                        }
                        means.append(sum / Double(slices * rows * columns))
                    }
                }
            }
            return Self.rootMeanSquare(means) * Self.rootMeanSquare(means)
        }
        let inSlice =
            axis == .along
            ? varianceOfMeans(slices: 1, rows: 8, columns: 8) : varianceOfMeans(slices: 8, rows: 1, columns: 8)
        let across =
            axis == .along
            ? varianceOfMeans(slices: 8, rows: 1, columns: 1) : varianceOfMeans(slices: 1, rows: 8, columns: 1)
        #expect(inSlice < 0.65 * variance / 64)
        #expect(abs(across / (variance / 8) - 1) < 0.06)
    }

    @Test(arguments: RotationAxis.allCases)
    func ringsHaveTheirRootMeanSquare(axis: RotationAxis) throws {
        let recipe = Self.recipe(axis).with { $0.noise = 0 }
        let rings = try Self.difference(recipe.with { $0.rings = 6 }, recipe)
        #expect(abs(Self.rootMeanSquare(rings) - 6) < 1)
        // One pixel in eight is off: most of a slice is left as it was.
        #expect(rings.count { abs($0) < 3 } > rings.count / 2)
    }

    @Test func propagationMakesEdgesAndRetrievalUndoesThem() throws {
        let plain = Self.recipe(.along).with { recipe in
            recipe.noise = 0
            recipe.naFraction = 0
        }
        func means(_ recipe: PhantomRecipe) throws -> [Double] {
            let levels = try Phantom(recipe).levels()
            return (0..<40).map { mean(Array(levels[$0 * 1920..<($0 + 1) * 1920])) }
        }
        let none = try means(plain)
        let edges = try means(plain.with { $0.scanner?.propagation = 0.6 })
        let retrieved = try means(
            plain.with {
                $0.scanner?.propagation = 0.6
                $0.scanner?.retrieval = .paganin
            })
        // The interface lies between slices 16 and 17.
        let overshoot = zip(edges, none).map { $0 - $1 }
        #expect(overshoot[15...16].max() ?? 0 > 10)
        #expect(overshoot[16...17].min() ?? 0 < -10)
        #expect(abs(overshoot[6]) < 1)
        #expect(zip(retrieved, none).map { abs($0 - $1) }.max() ?? 9 < 1)
    }

    @Test func greyIsThatOfThePhases() throws {
        let recipe = Self.recipe(.along).with { $0.noise = 0 }
        let phantom = try Phantom(recipe)
        let levels = try phantom.levels()
        let labels = phantom.labels()
        let electrolyte = Array(levels.prefix(12 * 1920))
        #expect(abs(mean(electrolyte) - 150) < 2)
        let lithium = zip(levels, labels).filter { $1 == 1 }.map(\.0).sorted()
        #expect(abs(lithium[lithium.count / 3] - 45) < 8)
    }

    @Test func theScannerLeavesTheTruthAlone() throws {
        let scanned = try Phantom(Self.small(.across))
        let plain = try Phantom(Self.small(.across).with { $0.scanner = nil })
        #expect(scanned.labels() == plain.labels())
        #expect(scanned.interface == plain.interface)
        #expect(scanned.firstNaLayer(layers: 12) == plain.firstNaLayer(layers: 12))
        #expect(try scanned.bytes() != plain.bytes())
    }

    @Test(arguments: [PhantomRecipe.Kind.pristine, .cycled, .boolean, .layers])
    func kindsOfWholeVoxelsAreScannedToo(kind: PhantomRecipe.Kind) throws {
        let recipe = PhantomRecipe.small(kind).with {
            $0.sampleType = .float32
            $0.noise = 0
            $0.scanner = .init()
        }
        let phantom = try Phantom(recipe)
        let pairs = zip(try phantom.levels(), phantom.labels())
        let sodium = pairs.filter { $1 == 2 }.map(\.0)
        let lithium = pairs.filter { $1 == 1 }.map(\.0)
        #expect(mean(sodium) > mean(lithium) + 60)
    }
}
