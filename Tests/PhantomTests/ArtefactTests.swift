import Foundation
import Phantom
import Testing
import VoxelCore

/// What the scanner adds is what was asked for, and leaves the truth alone.
struct ArtefactTests {
    /// Li on SSE without noise, and the same without texture's chance: two phantoms of one seed are compared.
    static let plain = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 24, rows: 40, columns: 44)).with {
        $0.naFraction = 0
        $0.noise = 0
        $0.sampleType = .float32
    }

    @Test(arguments: Axis.allCases)
    func ringsDependOnNothingButRadiusAndSlice(axis: Axis) throws {
        let recipe = Self.plain.with { $0.axis = axis }
        let without = try Phantom(recipe).levels()
        let with = try Phantom(recipe.with { $0.rings = 10 }).levels()
        let rings = zip(with, without).map { $0 - $1 }
        // Mirror images about the middle of a slice have the same radius.
        var uneven = 0
        for slice in 0..<24 {
            for row in 0..<40 {
                for column in 0..<44 {
                    let here = rings[(slice * 40 + row) * 44 + column]
                    let there = rings[(slice * 40 + 39 - row) * 44 + 43 - column]
                    if abs(here - there) > 1e-3 { uneven += 1 }
                }
            }
        }
        #expect(uneven == 0)
        #expect((2.0..<20).contains(rings.map(abs).max() ?? 0))
        #expect(rings.contains { abs($0) < 0.01 })
    }

    @Test func cuppingDarkensTheMiddleAndNotTheCorners() throws {
        let without = try Phantom(Self.plain).levels()
        let with = try Phantom(Self.plain.with { $0.cupping = 0.15 }).levels()
        let ratio = zip(with, without).map { $0 / $1 }
        #expect(abs(ratio[20 * 44 + 22] - 0.85) < 0.001)
        #expect(abs(ratio[0] - 1) < 0.012)
        #expect(ratio[20 * 44 + 22] < ratio[20 * 44 + 35])
        #expect(ratio[20 * 44 + 35] < ratio[0])
    }

    @Test(arguments: [0.1, 0.3])
    func aFringeOvershootsByItsShareOfTheStep(fringe: Double) throws {
        let area = 40 * 44
        let without = try Phantom(Self.plain).levels()
        let with = try Phantom(Self.plain.with { $0.fringe = fringe }).levels()
        // What the fringe adds to each slice, texture being nearly the same, on top of a blurred step of 105.
        let means = (0..<24).map { slice in
            mean((slice * area..<(slice + 1) * area).map { with[$0] - without[$0] })
        }
        let sharp = (0..<24).map { slice in mean(Array(without[slice * area..<(slice + 1) * area])) }
        let peak = (0..<10).map { means[$0] + min(0, sharp[$0] - 150) }.max() ?? 0
        let trough = (10..<24).map { means[$0] + max(0, sharp[$0] - 45) }.min() ?? 0
        #expect(abs(peak - 105 * fringe) < 3)
        #expect(abs(trough + 105 * fringe) < 3)
        #expect(abs(means[0]) < 0.1)
        #expect(abs(means[23]) < 0.1)
    }

    @Test(arguments: [0.7, 1, 2])
    func correlatedNoiseKeepsItsDeviation(sigma: Double) throws {
        let without = try Phantom(Self.plain).levels()
        let with = try Phantom(
            Self.plain.with {
                $0.noise = 20
                $0.noiseCorrelation = sigma
            }
        ).levels()
        let noise = zip(with, without).map { ($0 - $1) / 20 }
        #expect(abs(mean(noise)) < 0.1)
        #expect(abs(standardDeviation(noise) - 1) < 0.08)
        // Nearly normal; at 2 voxels too few independent voxels are left to tell.
        if sigma <= 1 { #expect(abs(mean(noise.map { $0 * $0 * $0 * $0 }) - 3) < 0.45) }
        let neighbours = noise.indices.filter { $0 % 44 < 43 }.map { noise[$0] * noise[$0 + 1] }
        #expect(abs(mean(neighbours) - exp(-1 / (4 * sigma * sigma))) < 0.1)
    }

    @Test func artefactsLeaveTheTruthAlone() throws {
        let recipe = PhantomRecipe.small(.cycled)
        let clean = try Phantom(recipe)
        let spoilt = try Phantom(
            recipe.with {
                $0.rings = 20
                $0.cupping = 0.2
                $0.fringe = 0.3
                $0.noiseCorrelation = 1
            })
        #expect(clean.labels() == spoilt.labels())
        #expect(clean.interface == spoilt.interface)
        #expect(clean.firstNaLayer(layers: 12) == spoilt.firstNaLayer(layers: 12))
        #expect(try clean.bytes() != spoilt.bytes())
    }
}
