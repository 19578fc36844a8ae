import Analysis
import Options
import Phantom
import Segmentation
import TestSupport
import Testing
import VolumeIO
import VoxelCore
import VoxelKernels

/// Domains drawn again like those of a sample, and what coverage errs by on their scan.
@Suite struct BootstrapTests {
    /// Columns that start at two depths, as along a tilted interface; one is outside.
    private var layout: StraightLayout {
        var starts = (0..<900).map { Int32($0 % 30 < 15 ? 4 : 5) }
        starts[17] = Slab.outside
        return StraightLayout(rows: 30, columns: 30, depth: 20, starts: starts)
    }

    private func redrawn(_ labels: SharedBuffer<UInt8>, _ faces: RedrawnDomains.Faces) throws -> RedrawnDomains {
        try RedrawnDomains(like: labels, faces: faces, layout, movable: 3..<20, threads: 2)
    }

    /// A sheet of Na at a depth of the volume, and a ball.
    private var labels: SharedBuffer<UInt8> {
        let labels = SharedBuffer<UInt8>(count: layout.count, repeating: 0)
        for column in 0..<900 where layout.starts[column] != Slab.outside {
            for k in 3..<20 {
                let depth = Int(layout.starts[column]) + k
                let (row, across) = (column / 30 - 12, column % 30 - 12)
                let isBall = row * row + across * across + (depth - 12) * (depth - 12) < 16
                labels.elements[column * 20 + k] = (18...20).contains(depth) || isBall ? 1 : 0
            }
        }
        return labels
    }

    @Test(arguments: [RedrawnDomains.Faces.betweenVoxels, .anywhere])
    func everyLayerKeepsItsSodium(faces: RedrawnDomains.Faces) throws {
        let labels = labels
        let domains = try redrawn(labels, faces)
        for k in 3..<20 {
            let places = (0..<900).map { $0 * 20 + k }
            let wanted = places.reduce(0) { $0 + 8 * Int(labels.elements[$1]) }
            let found = places.reduce(0) { $0 + Int(domains.eighths.elements[$1]) }
            #expect(abs(found - wanted) <= 8 + wanted / 12, "\(k): \(found) for \(wanted)")
        }
        #expect((0..<900).allSatisfy { domains.eighths.elements[$0 * 20 + 2] == 0 })
    }

    /// Where faces lie between voxels, flat ones stay; where they lie anywhere, many voxels are cut.
    @Test func facesLieWhereTheyAreAskedFor() throws {
        let labels = labels
        let (between, anywhere) = (try redrawn(labels, .betweenVoxels), try redrawn(labels, .anywhere))
        // Voxels of the sheet and beside it, away from the ball, the step and the map's ends.
        var sheet: [Int] = []
        for row in 21..<28 {
            for column in Array(2..<13) + Array(17..<28) {
                for k in 12..<18 { sheet.append((row * 30 + column) * 20 + k) }
            }
        }
        #expect(sheet.allSatisfy { between.eighths.elements[$0] == 8 * labels.elements[$0] })
        let cut = sheet.count { (1...7).contains(anywhere.eighths.elements[$0]) }
        #expect(cut > sheet.count / 20)
    }

    /// Coverage of labels that are whole voxels is theirs.
    @Test func coverageIsThatOfTheLabels() throws {
        let labels = SharedBuffer<UInt8>(count: layout.count, repeating: 0)
        for column in 0..<900 where layout.starts[column] != Slab.outside && column / 30 < 15 {
            for k in 8..<14 { labels.elements[column * 20 + k] = 1 }
        }
        let coverage = try redrawn(labels, .betweenVoxels).coverage(layers: 10) { _ in 3 }
        #expect(coverage.prefix(5).allSatisfy { $0 == 0 })
        #expect(coverage.dropFirst(5).allSatisfy { abs($0 - 449.0 / 899) < 0.04 }, "\(coverage)")
    }

    /// Thin films in strong noise are beyond what can be resolved, and that is said with its size.
    @Test(.wholeScans) func filmsInNoiseAreWarnedOf() throws {
        for (kind, noise, isWarned) in [
            (PhantomRecipe.Kind.films, 30.0, true), (.interpenetrating, 10, false),
        ] {
            var recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 60, rows: 112, columns: 112))
            recipe.noise = noise
            recipe.roughness = 0.7
            recipe.sampleType = .uint16
            recipe.scanner = .init()
            recipe.scanner?.axis = .across
            let volume = try MemoryVolume(of: Phantom(recipe, threads: 2))
            let scan = try Scan(of: Volume(volume), ScanParameters(voxelSize: .voxels, amount: .layers(15)))
            let segmented = try scan.segment(scan.locate()).slab
            let bias = try #require(segmented.posterior?.bias)
            #expect(bias.layers.count == 15)
            #expect((bias.largest > 0.05) == isWarned, "\(bias)")
            #expect(segmented.warnings.contains { $0.code == "large_bias" } == isWarned)
            #expect(bias.correction.allSatisfy { abs($0) <= 0.08 + 1e-9 })
        }
    }
}
