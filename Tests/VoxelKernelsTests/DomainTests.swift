import TestSupport
import Testing
import VoxelCore

import VoxelKernels

@Suite struct DomainTests {
    /// Flood fill over 26 neighbours.
    private func oracle(_ labels: [UInt8], _ shape: VolumeShape) -> [Int] {
        var seen = Array(repeating: false, count: labels.count)
        var sizes: [Int] = []
        for start in labels.indices where labels[start] == 2 && !seen[start] {
            var stack = [start]
            var size = 0
            seen[start] = true
            while let voxel = stack.popLast() {
                size += 1
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
                            if labels[next] == 2, !seen[next] {
                                seen[next] = true
                                stack.append(next)
                            }
                        }
                    }
                }
            }
            sizes.append(size)
        }
        return sizes.sorted()
    }

    @Test(arguments: [
        VolumeShape(slices: 1, rows: 1, columns: 40), .init(slices: 5, rows: 1, columns: 7),
        .init(slices: 1, rows: 9, columns: 9), .init(slices: 6, rows: 7, columns: 8),
        .init(slices: 7, rows: 8, columns: 1),
        .init(slices: 2, rows: 2, columns: 2),
    ])
    func domainsAreThoseOfFloodFill(shape: VolumeShape) {
        var random = TestRandom(seed: 11)
        for density in [0.02, 0.05, 0.1, 0.3, 0.6, 1.0] {
            for _ in 0..<20 {
                let labels: [UInt8] = (0..<shape.count).map { _ in
                    Double.random(in: 0..<1, using: &random) < density ? 2 : 1
                }
                let domains = ConnectedDomains(of: .sodium, in: labels.span, shape: shape)
                #expect(domains.sizes.sorted() == oracle(labels, shape))
                #expect(domains.runs.reduce(0) { $0 + $1.end - $1.start } == labels.count { $0 == 2 })
            }
        }
    }
}
