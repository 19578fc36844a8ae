/// The share of a blurred voxel that each phase has: partial volume as the imaging system sees it.
struct PhaseBlur: Sendable {
    /// 256³ is the largest sum that is still exact in Float.
    private static let total = 256
    private let kernel: IntegerKernel

    /// The blur of a standard deviation in voxels.
    init(sigma: Double) { kernel = IntegerKernel(sigma: sigma, total: Self.total) }

    /// How far beyond a box its labels must be known.
    var radius: Int { kernel.radius }

    /// Working memory, reused from box to box.
    struct Scratch {
        var thin: [Float] = []
        var lines: [Float] = []
    }

    /// Writes the share of one phase in every voxel of a box one level or one row thick, columns fastest.
    ///
    /// - Parameters:
    ///   - label: the phase.
    ///   - labels: of the box grown by ``radius``.
    func fill(
        _ shares: inout [Float], of label: TruthLabel, labels: [UInt8], box: CanonicalBox, scratch: inout Scratch
    ) {
        precondition(box.levels.count == 1 || box.rows.count == 1, "a box one level or one row thick")
        if shares.count < box.count { shares = Array(repeating: 0, count: box.count) }
        let around = box.grown(by: radius).count
        let code = label.rawValue
        let share = labels.withUnsafeBufferPointer { Self.uniformShare(of: code, in: $0.part(at: 0, count: around)) }
        if let share {
            for i in 0..<box.count { shares[i] = share }
            return
        }
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
