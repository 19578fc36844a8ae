import VoxelCore

/// The share of a blurred voxel that each phase has: partial volume as the imaging system sees it.
///
/// Phase contrast sharpens the borders beyond what they are: `(1 + s) · blurred − s · blurred wider`, which leaves
/// shares below 0 and above 1 beside them (an unsharp mask, the near field's fringe to first order).
struct PhaseBlur: Sendable {
    /// 256³ is the largest sum that is still exact in Float.
    private static let total = 256
    /// The standard deviation of the fringe beside the blur's own, in voxels.
    private static let fringeWidth = 2.0
    private let kernel: IntegerKernel
    private let wide: IntegerKernel?
    private let strength: Float

    /// The blur of a standard deviation in voxels, with fringes that overshoot by a share of a flat border's step.
    init(sigma: Double, fringe: Double) {
        let narrow = IntegerKernel(sigma: sigma, total: Self.total)
        guard fringe > 0 else {
            kernel = narrow
            wide = nil
            strength = 0
            return
        }
        let broad = IntegerKernel(
            sigma: (sigma * sigma + Self.fringeWidth * Self.fringeWidth).squareRoot(), total: Self.total)
        let padded = narrow.padded(to: broad.radius)
        kernel = padded
        wide = broad
        strength = Float(Self.strength(of: fringe, narrow: padded, broad: broad))
    }

    /// The strength at which the sharpened profile of a step rises by a share above it.
    ///
    /// At distance k the profile is N + s (N − B), N and B the two kernels' sums up to k: the weakest s for which one
    /// of the voxels reaches 1 + fringe.
    private static func strength(of fringe: Double, narrow: IntegerKernel, broad: IntegerKernel) -> Double {
        var sums = (narrow: 0, broad: 0)
        var strength = Double.infinity
        for tap in narrow.weights.indices {
            sums.narrow += narrow.weights[tap]
            sums.broad += broad.weights[tap]
            guard sums.narrow > sums.broad else { continue }
            let missing = Double(total) * (1 + fringe) - Double(sums.narrow)
            strength = min(strength, missing / Double(sums.narrow - sums.broad))
        }
        return strength
    }

    /// How far beyond a box its labels must be known.
    var radius: Int { kernel.radius }

    /// Working memory, reused from box to box.
    struct Scratch {
        var thin: [Float] = []
        var lines: [Float] = []
        var wide: [Float] = []
    }

    /// Writes the share of one phase in every voxel of a box one level or one row thick, columns fastest.
    ///
    /// - Parameters:
    ///   - label: the phase.
    ///   - labels: of the box grown by ``radius``.
    func fill(
        _ shares: inout [Float], of label: Phase, labels: [UInt8], box: CanonicalBox, scratch: inout Scratch
    ) {
        precondition(box.levels.count == 1 || box.rows.count == 1, "a box one level or one row thick")
        if shares.count < box.count { shares = Array(repeating: 0, count: box.count) }
        let around = box.grown(by: radius).count
        let code = label.truthCode
        let share = labels.withUnsafeBufferPointer { Self.uniformShare(of: code, in: $0.part(at: 0, count: around)) }
        if let share {
            for i in 0..<box.count { shares[i] = share }
            return
        }
        blur(&shares, kernel, code: code, labels: labels, box: box, scratch: &scratch)
        guard let wide else { return }
        var broad: [Float] = []
        swap(&broad, &scratch.wide)
        blur(&broad, wide, code: code, labels: labels, box: box, scratch: &scratch)
        for i in 0..<box.count { shares[i] += strength * (shares[i] - broad[i]) }
        swap(&broad, &scratch.wide)
    }

    private func blur(
        _ shares: inout [Float], _ kernel: IntegerKernel, code: UInt8, labels: [UInt8], box: CanonicalBox,
        scratch: inout Scratch
    ) {
        let taps = 2 * radius + 1
        let width = box.columns.count + 2 * radius
        let alongRows = box.levels.count == 1
        let lines = (alongRows ? box.rows.count : box.levels.count) + 2 * radius
        // A level's tap planes are whole planes; a row's are the lines of one level, for every level.
        let blocks = alongRows ? 1 : lines
        let stride = alongRows ? lines * width : width
        if scratch.thin.count < lines * width { scratch.thin = Array(repeating: 0, count: lines * width) }
        if scratch.lines.count < lines * width { scratch.lines = Array(repeating: 0, count: lines * width) }
        if shares.count < lines * width { shares = Array(repeating: 0, count: lines * width) }

        labels.withUnsafeBufferPointer { labels in
            scratch.thin.withUnsafeMutableBufferPointer { thin in
                for block in 0..<blocks {
                    let sums = thin.part(at: block * stride, count: stride)
                    sums.update(repeating: 0)
                    for tap in 0..<taps where kernel.weights[tap] != 0 {
                        let plane = labels.part(at: (block * taps + tap) * stride, count: stride)
                        let weight = Float(kernel.weights[tap])
                        for i in 0..<stride { sums[i] += plane[i] == code ? weight : 0 }
                    }
                }
            }
        }
        scratch.thin.withUnsafeBufferPointer { thin in
            scratch.lines.withUnsafeMutableBufferPointer { across in
                kernel.filter(thin, into: across, blocks: 1, length: lines, stride: width)
                shares.withUnsafeMutableBufferPointer { shares in
                    kernel.filter(
                        UnsafeBufferPointer(across), into: shares, blocks: lines - 2 * radius, length: width, stride: 1)
                    let scale = 1 / Float(Self.total * Self.total * Self.total)
                    for i in 0..<box.count { shares[i] *= scale }
                }
            }
        }
    }

    /// 1 where every label is the code, 0 where none is, nil where some are: most of a volume needs no filter.
    private static func uniformShare(of code: UInt8, in labels: UnsafeBufferPointer<UInt8>) -> Float? {
        var allDiffer = UInt8.max
        var anyDiffers: UInt8 = 0
        for label in labels {
            let differs: UInt8 = label == code ? 0 : .max
            allDiffer &= differs
            anyDiffers |= differs
        }
        return anyDiffers == 0 ? 1 : allDiffer != 0 ? 0 : nil
    }
}
