import Segmentation
import Stripping
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

@Suite struct BlockReadingTests {
    private static let shape = VolumeShape(slices: 150, rows: 24, columns: 20)

    /// Bright below slice 60, with some texture.
    private func volume(blockDepth: Int) -> CountedVolume {
        let plane = Self.shape.rows * Self.shape.columns
        let samples = (0..<Self.shape.count).map { index in
            UInt16((index / plane < 60 ? 30_000 : 10_000) + index * 7919 % 1_000)
        }
        return CountedVolume(
            MemoryVolume(shape: Self.shape, samples: samples), blockDepth: blockDepth)
    }

    @Test func viewsSayHowTheirSourceIsRead() {
        let source = volume(blockDepth: 5)
        let held = HeldWindow(of: source, slices: 0..<9, rows: 1..<2, columns: 0..<20)
        let inverted = InvertedVolume(held)
        let median = MedianFiltered(source)
        let gaussian = GaussianFiltered(median, sigma: 3)
        let thresholds = PhaseThresholds(na: 20_000)
        for view in [
            source, held, inverted, median, gaussian, PhaseVolume(gaussian, thresholds: thresholds),
        ] as [any VolumeSource] {
            #expect(view.blockDepth == 5)
        }
        #expect(source.sliceReach == 0)
        #expect(inverted.sliceReach == 0)
        #expect(median.sliceReach == 1)
        #expect(gaussian.sliceReach == 13)
        #expect(InvertedVolume(gaussian).sliceReach == 13)
        #expect(PhaseVolume(gaussian, thresholds: thresholds).sliceReach == 13)
        #expect(GaussianFiltered(source, sigma: 0.1).sliceReach == 0)
    }

    @Test(arguments: [1, 2, 7], [1, 5, 64])
    func filtersReadSlicesOnceARun(threads: Int, blockDepth: Int) throws {
        let region = VoxelRegion(slices: 7..<143, rows: 2..<24, columns: 0..<17)
        for axis in Axis.allCases {
            for makeFilter in [{ MedianFiltered($0) }, { GaussianFiltered($0, sigma: 1) }]
                as [(any VolumeSource) -> any VolumeSource]
            {
                let counted = volume(blockDepth: blockDepth)
                let filter = makeFilter(counted)
                let sum = { (source: any VolumeSource, threads: Int) in
                    try accumulateRows(
                        of: source, axis: axis, region: region, threads: threads, stage: "", progress: nil,
                        makeAccumulator: { 0.0 }
                    ) { sum, row in
                        for (column, value) in floats(row.samples).enumerated() {
                            sum += Double(Int(value * 16) * (1 + column + row.mapRow + row.position))
                        }
                    }.reduce(0, +)
                }
                let seen = try sum(filter, threads)
                #expect(seen == (try sum(makeFilter(volume(blockDepth: 1)), 1)))
                let reach = filter.sliceReach
                let runs = SliceRuns(of: region.slices, in: filter, threads: threads).runs
                // Fewer where a thread goes on with the next run.
                for (slice, reads) in counted.reads.enumerated() {
                    let most = runs.count { ($0.lowerBound - reach..<$0.upperBound + reach).contains(slice) }
                    #expect((min(most, 1)...most).contains(reads))
                }
                for (block, decodings) in counted.decodings.enumerated() {
                    let slices = block * blockDepth..<(block + 1) * blockDepth
                    let most = runs.count { ($0.lowerBound - reach..<$0.upperBound + reach).overlaps(slices) }
                    #expect((min(most, 1)...most).contains(decodings))
                }
            }
        }
    }

    @Test(arguments: ElectrodeSide.allCases)
    func sweepsThroughAFilterReadEverySliceOnceABand(electrode: ElectrodeSide) throws {
        let counted = volume(blockDepth: 5)
        let region = VoxelRegion(slices: 50..<80, rows: 0..<24, columns: 0..<20)
        _ = try accumulateColumns(
            of: GaussianFiltered(counted, sigma: 1), geometry: StrippingGeometry(axis: .z, electrode: electrode),
            region: region, threads: 2, stage: "", progress: nil, makeAccumulator: {}
        ) { _, _ in }
        #expect(counted.reads == (0..<150).map { (46..<84).contains($0) ? 2 : 0 })
    }

    @Test(arguments: [1, 2, 7], [1, 5, 64])
    func theInterfaceIsLookedForInWholeBlocks(threads: Int, blockDepth: Int) throws {
        let region = VoxelRegion(Self.shape)
        for axis in [Axis.z, .y] {
            let counted = volume(blockDepth: blockDepth)
            _ = try? Interface.detect(
                in: counted, geometry: StrippingGeometry(axis: axis, electrode: .high), region: region,
                fieldOfView: .everything, threads: threads)
            #expect(counted.reads == Array(repeating: 1, count: 150))
            // Along y and x means over 8 slices may reach into the next block.
            let most = axis == .z ? 1 : 2
            #expect(counted.decodings.allSatisfy { (1...most).contains($0) })
            if threads == 1 { #expect(counted.decodings.allSatisfy { $0 == 1 }) }
        }
    }

    @Test(arguments: [1, 2, 7])
    func theScalingOfSlicesIsLookedForInWholeBlocks(threads: Int) throws {
        let counted = volume(blockDepth: 64)
        let scaling = try SliceScaling(of: counted, region: VoxelRegion(Self.shape), threads: threads)
        #expect(
            scaling.jump
                == (try SliceScaling(of: volume(blockDepth: 1), region: VoxelRegion(Self.shape), threads: 1)).jump)
        #expect(counted.decodings.allSatisfy { $0 <= 3 })
    }
}
