import Foundation
import Phantom
import Testing
import VoxelCore

/// The kinds that are drawn at twice the resolution.
struct FineKindTests {
    static let kinds = PhantomRecipe.Kind.allCases.filter(\.isFine)

    @Test(arguments: kinds)
    func aVoxelIsSodiumWhereHalfOfItsEighthsAre(kind: PhantomRecipe.Kind) throws {
        let phantom = try Phantom(
            .small(kind).with {
                $0.touching = 0.2
                $0.electrolytePores = 0.1
            })
        let (rows, columns) = (phantom.shape.rows, phantom.shape.columns)
        var wrong = 0
        var mixed = 0
        for level in 0..<phantom.shape.slices {
            let labels = phantom.truthLabels(slice: level)
            let halves = try (2 * level...2 * level + 1).map { try #require(phantom.eighths(halfLevel: $0)) }
            for row in 0..<rows {
                for column in 0..<columns {
                    var sodium = 0
                    for half in halves {
                        for eighth in 0..<4 {
                            let at = (2 * row + eighth / 2) * 2 * columns + 2 * column + eighth % 2
                            if half[at] == 2 { sodium += 1 }
                        }
                    }
                    if (1...7).contains(sodium) { mixed += 1 }
                    let isElectrolyte = Double(level) + 0.5 < Double(phantom.interface[row, column])
                    let expected: UInt8 = isElectrolyte ? 3 : sodium >= 4 ? 2 : 1
                    if labels[row * columns + column] != expected { wrong += 1 }
                }
            }
        }
        #expect(wrong == 0)
        #expect(mixed > 100)
    }

    @Test func heightsAreThoseOfTheEighths() throws {
        let phantom = try Phantom(.small(.grains).with { $0.naFraction = 0 })
        let (rows, columns) = (phantom.shape.rows, phantom.shape.columns)
        var counts = [Double](repeating: 0, count: rows * columns)
        for half in 0..<2 * phantom.shape.slices {
            let labels = try #require(phantom.eighths(halfLevel: half))
            for (index, label) in labels.enumerated() where label == 3 {
                let (row, column) = (index / (2 * columns), index % (2 * columns))
                counts[row / 2 * columns + column / 2] += 0.125
            }
        }
        let errors = zip(counts, phantom.interface.values).map { $0 - Double($1) }
        // Four columns of halves, each off by a quarter at most.
        #expect(errors.map(abs).max() ?? 1 <= 0.2505)
        #expect(abs(mean(errors)) < 0.01)
        #expect(standardDeviation(errors) < 0.12)
    }

    @Test(arguments: kinds, [0.08, 0.168, 0.4])
    func sodiumFillsTheShareAskedFor(kind: PhantomRecipe.Kind, share: Double) throws {
        var shares: [Double] = []
        for seed in 1...6 {
            let phantom = try Phantom(
                PhantomRecipe(kind: kind, shape: VolumeShape(slices: 40, rows: 64, columns: 64)).with {
                    $0.seed = UInt64(seed)
                    $0.naFraction = share
                    $0.electrolyteThickness = 1
                })
            // Behind the two layers of Li, and behind the crust.
            for half in (kind == .crust ? 28 : 8)..<80 {
                let labels = try #require(phantom.eighths(halfLevel: half))
                shares.append(Double(labels.count { $0 == 2 }) / Double(labels.count))
            }
        }
        #expect(abs(mean(shares) - share) < 0.02 + 0.1 * share, "\(mean(shares))")
    }

    @Test(arguments: kinds)
    func sodiumTouchesTheElectrolyteWhereItIsTold(kind: PhantomRecipe.Kind) throws {
        let recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 30, rows: 64, columns: 64)).with {
            $0.roughness = 0.5
        }
        let apart = coverage(try Phantom(recipe).firstNaLayer(layers: 4), layers: 4)
        let touching = coverage(try Phantom(recipe.with { $0.touching = 0.3 }).firstNaLayer(layers: 4), layers: 4)
        #expect(apart[1] == 0)
        #expect(abs(touching[1] - 0.3) < 0.04)
    }

    @Test func theCrustLiesUnderMostOfTheMap() throws {
        let recipe = PhantomRecipe(kind: .crust, shape: VolumeShape(slices: 40, rows: 96, columns: 96)).with {
            $0.roughness = 0.7
        }
        let curve = coverage(try Phantom(recipe).firstNaLayer(layers: 9), layers: 9)
        #expect(curve[2] < 0.02)
        #expect((0.78..<0.93).contains(curve[8]))
        let bare = coverage(try Phantom(recipe.with { $0.naFraction = 0 }).firstNaLayer(layers: 15), layers: 15)
        #expect(abs(bare[15] - 0.85) < 0.03)
    }

    @Test func lamellaeAreLongInTheRollingDirectionAndFlat() throws {
        let labels = try Phantom(
            PhantomRecipe(kind: .lamellae, shape: VolumeShape(slices: 48, rows: 64, columns: 64)).with {
                $0.electrolyteThickness = 1
                $0.naFraction = 0.1
            }
        ).labels()
        // Mean chords: Na voxels over how often a line enters Na.
        func chord(_ stride: Int, _ isInside: (Int) -> Bool) -> Double {
            let entries = labels.indices.count { labels[$0] == 2 && isInside($0) && labels[$0 - stride] != 2 }
            return Double(labels.count { $0 == 2 }) / Double(entries)
        }
        let (x, y, z) = (
            chord(1) { $0 % 64 > 0 }, chord(64) { $0 / 64 % 64 > 0 }, chord(4096) { $0 >= 4096 }
        )
        #expect(x > 1.25 * y)
        #expect(y > 2 * z)
    }

    @Test func poresAndGrainsOfTheElectrolyteAreSeenAndNotLabelled() throws {
        for scanner in [nil, PhantomRecipe.Scanner.with { $0.angles = 40 }] {
            let recipe = PhantomRecipe(kind: .lamellae, shape: VolumeShape(slices: 30, rows: 40, columns: 40)).with {
                $0.noise = 0
                $0.electrolyteThickness = 22
                $0.scanner = scanner
            }
            let plain = try GreyTests.electrolyte(recipe)
            let porous = try GreyTests.electrolyte(recipe.with { $0.electrolytePores = 0.1 })
            let granular = try GreyTests.electrolyte(recipe.with { $0.electrolyteGrains = 30 })
            #expect(abs(mean(plain) - mean(porous) - 14.5) < 3.5)
            #expect(porous.min() ?? 99 < 45)
            let added = zip(granular, plain).map { $0 - $1 }
            #expect(abs(standardDeviation(added) - 27) < 5)
            let labels = try Phantom(recipe.with { $0.electrolytePores = 0.1 }).labels()
            #expect(labels.prefix(20 * 1600).allSatisfy { $0 == 3 })
        }
    }

    /// Pores of the electrode are void in the truth and dark in the scan, lie above the gap, and take no Na away.
    @Test func poresOfTheElectrodeAreVoid() throws {
        let recipe = PhantomRecipe(kind: .grains, shape: VolumeShape(slices: 40, rows: 48, columns: 48)).with {
            $0.noise = 0
            $0.electrolyteThickness = 12
        }
        let (plain, porous) = (try Phantom(recipe), try Phantom(recipe.with { $0.electrodePores = 0.1 }))
        let (without, labels) = (plain.labels(), porous.labels())
        let void = labels.indices.filter { labels[$0] == 0 }
        #expect(void.allSatisfy { without[$0] == 1 && $0 >= 14 * 48 * 48 })
        #expect(labels.indices.allSatisfy { labels[$0] == without[$0] || labels[$0] == 0 })
        let lithium = without.indices.count { without[$0] == 1 && $0 >= 16 * 48 * 48 }
        let share = Double(void.count { $0 >= 16 * 48 * 48 }) / Double(lithium)
        #expect(abs(share - 0.1) < 0.03)
        for scanner in [nil, PhantomRecipe.Scanner.with { $0.angles = 60 }] {
            let scanned = recipe.with {
                $0.electrodePores = 0.1
                $0.sampleType = .float32
                $0.scanner = scanner
            }
            let seen = try Phantom(scanned).levels().map { Double($0) }
            let light = labels.indices.filter { labels[$0] == 1 }
            #expect(mean(void.map { seen[$0] }) < mean(light.map { seen[$0] }) - 20)
        }
    }

    @Test(arguments: [0.3, 0.5, 0.8])
    func theSpectrumFallsWithTheHurstExponent(hurst: Double) throws {
        // Along the rows of a map P(f) ∝ f^(−2H − 1), the plane's spectrum summed over the other frequency.
        var power = [Double](repeating: 0, count: 65)
        for seed in 1...4 {
            let map = try Phantom(
                PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 40, rows: 64, columns: 128)).with {
                    $0.roughness = 1
                    $0.hurst = hurst
                    $0.seed = UInt64(seed)
                }
            ).interface
            for row in 0..<64 {
                // Hann's window: else the ends of a line would rule the small wavelengths.
                var real = (0..<128).map { column -> Double in
                    let window = 0.5 - 0.5 * cos(2 * Double.pi * (Double(column) + 0.5) / 128)
                    return Double(map[row, column] - 16.6667) * window
                }
                var imaginary = [Double](repeating: 0, count: 128)
                real.withUnsafeMutableBufferPointer { real in
                    imaginary.withUnsafeMutableBufferPointer { FourierTransform(length: 128).transform(real, $0) }
                }
                for k in 1...64 { power[k] += real[k] * real[k] + imaginary[k] * imaginary[k] }
            }
        }
        // Well within the roll-off at k = 4 and short of the grid.
        let points = (10...32).map { (log(Double($0)), log(power[$0])) }
        let (x, y) = (mean(points.map(\.0)), mean(points.map(\.1)))
        let slope =
            points.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) } / points.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
        #expect(abs(slope + 2 * hurst + 1) < 0.25, "slope \(slope)")
    }
}
