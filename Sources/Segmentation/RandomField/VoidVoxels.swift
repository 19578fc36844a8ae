import VoxelCore
import VoxelKernels

/// Where the pores of a slab are, told by the grey of whole neighbourhoods.
///
/// Li and pores lie closer together than Li and Na do, so noise makes pores of Li voxel by voxel. A Gaussian of one voxel
/// takes 85 % of white noise away and leaves of a pore of some voxels what is dark about it.
struct VoidVoxels: Sendable {
    /// The smoothed grey half-way between pores and Li.
    let threshold: Double
    /// 1 where a voxel is void.
    private let marks: SharedBuffer<Float>
    /// The share of void around a voxel.
    private let around: SharedBuffer<Float>

    private static let sigma = 1.0
    /// Voxels with more void than this around them are too dark to tell Na by.
    private static let partialShare: Float = 0.1

    /// Looks for pores; nil where there is no class of its own that is darker than Li.
    init?(in slab: StraightSlab, threads: Int) throws {
        let layout = slab.layout
        let taps = SeparableTaps(Distribution.gaussianTaps(sigma: Self.sigma, radius: 3))
        let buffer = { SharedBuffer<Float>(count: layout.count, repeating: 0) }
        let (values, ones, scratch, smooth, held) = (buffer(), buffer(), buffer(), buffer(), buffer())
        // Counted from the slab's mean, lest small differences of large values be lost.
        let reference = slab.meanGrey
        for voxel in 0..<layout.count where slab.grey.elements[voxel].isFinite {
            values.elements[voxel] = slab.grey.elements[voxel] - reference
            ones.elements[voxel] = 1
        }
        try layout.blur(values, taps: taps, threads: threads, scratch: scratch, into: smooth)
        try layout.blur(ones, taps: taps, threads: threads, scratch: scratch, into: held)
        let depths = slab.below + 1..<layout.depth - 1
        var (low, high) = (Float.infinity, -Float.infinity)
        for voxel in 0..<layout.count where held.elements[voxel] > 0.2 {
            smooth.elements[voxel] /= held.elements[voxel]
        }
        layout.forEachVoxel(ofRows: 0..<layout.rows, depths: depths) { voxel, _ in
            guard held.elements[voxel] > 0.5 else { return }
            low = min(low, smooth.elements[voxel])
            high = max(high, smooth.elements[voxel])
        }
        guard low < high else { return nil }
        var counts = [UInt64](repeating: 0, count: 256)
        let perGrey = 255 / (high - low)
        layout.forEachVoxel(ofRows: 0..<layout.rows, depths: depths) { voxel, _ in
            if held.elements[voxel] > 0.5 { counts[Int((smooth.elements[voxel] - low) * perGrey)] += 1 }
        }
        guard let dark = DarkClass(counts) ?? DarkClass(tailOf: counts) else { return nil }
        let bound = low + (Float(dark.peak + dark.lithium) / 2 + 0.5) / perGrey
        threshold = Double(bound + reference)
        for voxel in 0..<layout.count { values.elements[voxel] = 0 }
        layout.forEachVoxel(ofRows: 0..<layout.rows, depths: slab.below..<layout.depth) { voxel, _ in
            if held.elements[voxel] > 0.2, smooth.elements[voxel] <= bound { values.elements[voxel] = 1 }
        }
        try layout.blur(values, taps: taps, threads: threads, scratch: scratch, into: smooth)
        (marks, around) = (values, smooth)
    }

    /// The slab with −∞ where it is void, and +∞ where void beside a voxel darkens it: neither tells of Na.
    func takenOut(of slab: StraightSlab) -> StraightSlab {
        let layout = slab.layout
        let grey = SharedBuffer<Float>(count: layout.count, repeating: .nan)
        for voxel in 0..<layout.count {
            let value = slab.grey.elements[voxel]
            let isDarkened = around.elements[voxel] > Self.partialShare
            grey.elements[voxel] =
                marks.elements[voxel] == 1
                ? -.infinity : value.isInfinite || (isDarkened && !value.isNaN) ? .infinity : value
        }
        return StraightSlab(layout: layout, below: slab.below, grey: grey, heights: slab.heights)
    }
}
