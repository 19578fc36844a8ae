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

    /// Fewer pores than this in the layers, as a share of their voxels, are not worth a word: as in the tail that tells of them.
    private static let leastShare = DarkClass.tailShare
    private static let sigma = 1.0
    /// Voxels with more void than this around them are too dark to tell Na by.
    private static let partialShare: Float = 0.1

    /// Looks for pores; nil where there is no class of its own that is darker than Li.
    init?(in slab: StraightSlab, threads: Int) throws {
        let smooth = try SmoothGrey(slab, sigma: Self.sigma, threads: threads)
        guard let threshold = smooth.thresholdOfPores else { return nil }
        try self.init(smooth, threshold: threshold, threads: threads)
    }

    /// The pores that a threshold tells, found where more of the scan was looked at.
    init(in slab: StraightSlab, threshold: Double, threads: Int) throws {
        let smooth = try SmoothGrey(slab, sigma: Self.sigma, threads: threads)
        try self.init(smooth, threshold: threshold, threads: threads)
    }

    private init(_ smooth: SmoothGrey, threshold: Double, threads: Int) throws {
        let (slab, layout) = (smooth.slab, smooth.slab.layout)
        let values = layout.buffer(repeating: Float(0))
        let bound = Float(threshold - Double(smooth.reference))
        layout.forEachVoxel(ofRows: 0..<layout.rows, depths: slab.below..<layout.depth) { voxel, _ in
            if smooth.held.elements[voxel] > 0.2, smooth.values.elements[voxel] <= bound { values.elements[voxel] = 1 }
        }
        try layout.blur(values, taps: smooth.taps, threads: threads, into: smooth.values)
        self.threshold = threshold
        (marks, around) = (values, smooth.values)
    }

    /// The share of the layers that is void; nil where it is too small to matter.
    func notableShare(ofLayers layers: Int, in slab: StraightSlab) -> Double? {
        let layout = slab.layout
        var (count, total) = (0, 0)
        layout.forEachVoxel(ofRows: 0..<layout.rows, depths: slab.below..<slab.below + layers) { voxel, _ in
            total += 1
            count += marks.elements[voxel] == 1 ? 1 : 0
        }
        let share = Double(count) / Double(max(1, total))
        return share >= Self.leastShare ? share : nil
    }

    /// The slab with −∞ where it is void, and +∞ where void beside a voxel darkens it: neither tells of Na.
    func takenOut(of slab: StraightSlab) -> StraightSlab {
        let layout = slab.layout
        let grey: SharedBuffer<Float> = layout.buffer()
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

/// The grey values of a slab behind a Gaussian, normalised by what is held.
private struct SmoothGrey {
    let slab: StraightSlab
    let taps: BlurTaps
    /// What the values count from: the slab's mean, lest small differences of large values be lost.
    let reference: Float
    let values: SharedBuffer<Float>
    /// How much of the Gaussian around a voxel is held.
    let held: SharedBuffer<Float>

    init(_ slab: StraightSlab, sigma: Double, threads: Int) throws {
        let layout = slab.layout
        taps = BlurTaps(Distribution.gaussianTaps(sigma: sigma, radius: 3))
        let grey = layout.buffer(repeating: Float(0))
        let ones = layout.buffer(repeating: Float(0))
        (values, held) = (layout.buffer(), layout.buffer())
        reference = slab.meanGrey
        for voxel in 0..<layout.count where slab.grey.elements[voxel].isFinite {
            grey.elements[voxel] = slab.grey.elements[voxel] - reference
            ones.elements[voxel] = 1
        }
        try layout.blur(grey, taps: taps, threads: threads, into: values)
        try layout.blur(ones, taps: taps, threads: threads, into: held)
        for voxel in 0..<layout.count where held.elements[voxel] > 0.2 {
            values.elements[voxel] /= held.elements[voxel]
        }
        self.slab = slab
    }

    /// The grey half-way between Li and a darker class of its own; nil where there is none.
    var thresholdOfPores: Double? {
        let layout = slab.layout
        let depths = slab.below + 1..<layout.depth - 1
        var (low, high) = (Float.infinity, -Float.infinity)
        layout.forEachVoxel(ofRows: 0..<layout.rows, depths: depths) { voxel, _ in
            guard held.elements[voxel] > 0.5 else { return }
            low = min(low, values.elements[voxel])
            high = max(high, values.elements[voxel])
        }
        guard low < high else { return nil }
        var counts = [UInt64](repeating: 0, count: 256)
        let perGrey = 255 / (high - low)
        layout.forEachVoxel(ofRows: 0..<layout.rows, depths: depths) { voxel, _ in
            if held.elements[voxel] > 0.5 { counts[Int((values.elements[voxel] - low) * perGrey)] += 1 }
        }
        guard let dark = DarkClass(counts) ?? DarkClass(tailOf: counts) else { return nil }
        let bound = low + (Float(dark.peak + dark.lithium) / 2 + 0.5) / perGrey
        return Double(bound + reference)
    }
}
