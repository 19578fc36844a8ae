import TestSupport
import Testing
import VoxelCore

import VoxelKernels

@Suite struct BlockReadingTests {
    private static let shape = VolumeShape(slices: 203, rows: 6, columns: 5)
    private static let regions = [
        VoxelRegion(shape), VoxelRegion(slices: 3..<198, rows: 1..<6, columns: 0..<4),
        VoxelRegion(slices: 64..<128, rows: 0..<6, columns: 2..<3),
        VoxelRegion(slices: 66..<67, rows: 2..<4, columns: 0..<5),
    ]

    private func volume(blockDepth: Int) -> CountedVolume {
        CountedVolume(
            MemoryVolume(
                shape: Self.shape,
                samples: (0..<Self.shape.count).map { UInt16(truncatingIfNeeded: $0 * 7919) }),
            blockDepth: blockDepth)
    }

    /// A sum that tells where every sample was.
    private func digest(_ row: LayerRow) -> Int {
        row.samples.bytes.bindMemory(to: UInt16.self).enumerated().reduce(0) { sum, sample in
            sum &+ Int(sample.element) &* (1 + sample.offset + 10 * row.mapRow + 10_000 * row.position)
        }
    }

    /// What was told, without what a thread said later than another.
    private final class Told: Sendable {
        let events = Guarded<[ProgressEvent]>([])
        var handler: ProgressHandler { { event in self.events.withLock { $0.append(event) } } }
        var done: [Int] { events.withLock { $0.map(\.done) }.sorted() }
        var totals: Set<Int> { Set(events.withLock { $0.map(\.total) }) }
    }

    @Test(arguments: [1, 2, 7], [1, 5, 64])
    func everyBlockIsDecodedOnce(threads: Int, blockDepth: Int) throws {
        for axis in Axis.allCases {
            for region in Self.regions {
                let counted = volume(blockDepth: blockDepth)
                let told = Told()
                let rows = try accumulateRows(
                    of: counted, axis: axis, region: region, threads: threads, stage: "", progress: told.handler,
                    makeAccumulator: { 0 }
                ) { $0 &+= digest($1) }
                let expected = try accumulateRows(
                    of: volume(blockDepth: 1), axis: axis, region: region, threads: 1, stage: "", progress: nil,
                    makeAccumulator: { 0 }
                ) { $0 &+= digest($1) }
                #expect(rows.reduce(0, &+) == expected.reduce(0, &+))
                let blocks = Set(region.slices.map { $0 / blockDepth })
                #expect(counted.decodings == counted.decodings.indices.map { blocks.contains($0) ? 1 : 0 })
                #expect(counted.reads == counted.reads.indices.map { region.slices.contains($0) ? 1 : 0 })
                #expect(told.done == Array(1...region.slices.count))
                #expect(told.totals == [region.slices.count])
            }
        }
    }

    /// The digest of every column's rows in the order in which they came.
    private func columns(
        of source: any VolumeSource, _ geometry: StrippingGeometry, _ region: VoxelRegion, threads: Int,
        progress: ProgressHandler? = nil
    ) throws -> [Int: [Int]] {
        try accumulateColumns(
            of: source, geometry: geometry, region: region, threads: threads, stage: "", progress: progress,
            makeAccumulator: { [Int: [Int]]() }
        ) { $0[$1.mapRow, default: []].append(digest($1)) }
        .reduce(into: [:]) { $0.merge($1) { $0 + $1 } }
    }

    @Test(arguments: [1, 2, 7], [1, 5, 64])
    func columnsAreReadInWholeBlocks(threads: Int, blockDepth: Int) throws {
        for axis in Axis.allCases {
            for (region, electrode) in zip(Self.regions, [.high, .low, .low, .high] as [ElectrodeSide]) {
                let geometry = StrippingGeometry(axis: axis, electrode: electrode)
                let counted = volume(blockDepth: blockDepth)
                let told = Told()
                let seen = try columns(of: counted, geometry, region, threads: threads, progress: told.handler)
                #expect(seen == (try columns(of: volume(blockDepth: 1), geometry, region, threads: 1)))
                // Along z every band of rows goes through all slices.
                let height = (region.rows.count + threads - 1) / threads
                let times = axis == .z ? (region.rows.count + height - 1) / height : 1
                let blocks = Set(region.slices.map { $0 / blockDepth })
                #expect(counted.decodings == counted.decodings.indices.map { blocks.contains($0) ? times : 0 })
                #expect(told.done == Array(1...region.slices.count * times))
                #expect(told.totals == [region.slices.count * times])
            }
        }
    }
}
