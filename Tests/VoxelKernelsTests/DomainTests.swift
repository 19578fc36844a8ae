import TestSupport
import Testing
import VoxelCore

import VoxelKernels

@Suite struct DomainTests {
    /// The domain of every voxel, nil where there is none, and the sizes of the domains.
    private struct Domains: Equatable {
        var ofVoxel: [Int?]
        var sizes: [Int] = []
    }

    /// Flood fill over 26 neighbours, from the first voxel of every domain.
    private func oracle(_ labels: [UInt8], _ shape: VolumeShape) -> Domains {
        var domains = Domains(ofVoxel: Array(repeating: nil, count: labels.count))
        for start in labels.indices where labels[start] == 2 && domains.ofVoxel[start] == nil {
            var stack = [start]
            let domain = domains.sizes.count
            domains.sizes.append(0)
            domains.ofVoxel[start] = domain
            while let voxel = stack.popLast() {
                domains.sizes[domain] += 1
                let (z, y, x) = (
                    voxel / shape.columns / shape.rows, voxel / shape.columns % shape.rows, voxel % shape.columns
                )
                for dz in -1...1 {
                    for dy in -1...1 {
                        for dx in -1...1 {
                            let (a, b, c) = (z + dz, y + dy, x + dx)
                            guard (0..<shape.slices).contains(a), (0..<shape.rows).contains(b),
                                (0..<shape.columns).contains(c)
                            else { continue }
                            let next = (a * shape.rows + b) * shape.columns + c
                            if labels[next] == 2, domains.ofVoxel[next] == nil {
                                domains.ofVoxel[next] = domain
                                stack.append(next)
                            }
                        }
                    }
                }
            }
        }
        return domains
    }

    private func found(in labels: [UInt8], _ shape: VolumeShape, threads: Int) throws -> Domains {
        let domains = try ConnectedDomains(of: .sodium, in: labels.span, shape: shape, threads: threads)
        var ofVoxel = [Int?](repeating: nil, count: labels.count)
        domains.forEachRun { row, columns, domain in
            for column in columns { ofVoxel[row * shape.columns + column] = domain }
        }
        return Domains(ofVoxel: ofVoxel, sizes: domains.sizes)
    }

    @Test(arguments: [
        VolumeShape(slices: 1, rows: 1, columns: 40), .init(slices: 5, rows: 1, columns: 7),
        .init(slices: 1, rows: 9, columns: 9), .init(slices: 6, rows: 7, columns: 8),
        .init(slices: 7, rows: 8, columns: 1), .init(slices: 2, rows: 2, columns: 2),
        // Rows of one word of 64 columns, of one and a bit, of three.
        .init(slices: 3, rows: 3, columns: 64), .init(slices: 4, rows: 3, columns: 65),
        .init(slices: 3, rows: 4, columns: 191),
    ])
    func domainsAreThoseOfFloodFill(shape: VolumeShape) throws {
        var random = TestRandom(seed: 11)
        for density in [0.02, 0.05, 0.1, 0.3, 0.6, 0.97, 1.0] {
            for _ in 0..<20 {
                let labels: [UInt8] = (0..<shape.count).map { _ in
                    Double.random(in: 0..<1, using: &random) < density ? 2 : 1
                }
                #expect(try found(in: labels, shape, threads: 1) == oracle(labels, shape))
            }
        }
    }

    @Test func threadsDoNotChangeDomains() throws {
        let shape = VolumeShape(slices: 9, rows: 12, columns: 70)
        var random = TestRandom(seed: 12)
        for density in [0.03, 0.06, 0.1, 0.5] {
            let labels: [UInt8] = (0..<shape.count).map { _ in
                Double.random(in: 0..<1, using: &random) < density ? 2 : 1
            }
            let one = try found(in: labels, shape, threads: 1)
            #expect(one == oracle(labels, shape))
            for threads in [2, 7, 20] { #expect(try found(in: labels, shape, threads: threads) == one) }
        }
    }

    /// Labels of every code, some with the mark of samples that are not finite: only the phase's own code counts.
    @Test func noOtherLabelIsTaken() throws {
        let labels = (0..<512).map { UInt8(truncatingIfNeeded: $0) }
        let shape = VolumeShape(slices: 1, rows: 1, columns: 512)
        #expect(try found(in: labels, shape, threads: 1) == oracle(labels, shape))
        #expect(try found(in: labels, shape, threads: 1).sizes == [1, 1])
    }

    @Test func nothingHasNoDomains() throws {
        for shape in [
            VolumeShape(slices: 0, rows: 3, columns: 4), .init(slices: 3, rows: 0, columns: 4),
            .init(slices: 3, rows: 4, columns: 0),
        ] {
            #expect(try found(in: [], shape, threads: 2).sizes.isEmpty)
        }
    }
}
