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

        let code = label.rawValue
        labels.withUnsafeBufferPointer { labels in
            scratch.thin.withUnsafeMutableBufferPointer { thin in
                for block in 0..<blocks {
                    for tap in 0..<taps {
                        let source = (block * taps + tap) * stride
                        let target = block * stride
                        let weight = Float(kernel.weights[tap])
                        if tap == 0 {
                            for i in 0..<stride { thin[target + i] = labels[source + i] == code ? weight : 0 }
                        } else {
                            for i in 0..<stride { thin[target + i] += labels[source + i] == code ? weight : 0 }
                        }
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
}
