/// A stationary random field in three dimensions: white noise behind an integer Gaussian kernel.
///
/// The white noise takes 4 bits per voxel, 16 voxels of a line from one random word; the filter makes it normal. All
/// sums are integers below 2²⁴ and therefore exact in Float, in any order.
struct FilteredNoise: Sendable {
    /// The sum of a kernel's weights: 15 · 96³ is the largest that stays below 2²⁴.
    private static let total = 96
    /// Nibbles stand for the odd numbers −15 … 15, whose mean square is 85.
    private static let nibbleVariance = 85.0

    private let random: CounterRandom
    private let kernel: IntegerKernel

    /// The field of a stream; its correlation is exp(−r² / 4σ²), for σ ≥ 0.7 voxels.
    init(seed: UInt64, stream: CounterRandom.Stream, sigma: Double) {
        random = CounterRandom(seed: seed, stream: stream)
        kernel = IntegerKernel(sigma: sigma, total: Self.total)
    }

    /// The standard deviation of the values that ``fill(_:box:scratch:)`` writes.
    var standardDeviation: Double {
        (Self.nibbleVariance * kernel.energy * kernel.energy * kernel.energy).squareRoot()
    }

    /// Writes the field in a box one level or one row thick, columns fastest.
    func fill(_ values: inout [Float], box: CanonicalBox, scratch: inout [Float]) {
        precondition(box.levels.count == 1 || box.rows.count == 1, "a box one level or one row thick")
        let radius = kernel.radius
        let width = box.columns.count + 2 * radius
        let alongRows = box.levels.count == 1
        let lines = (alongRows ? box.rows : box.levels).grown(by: radius)
        let thin = (alongRows ? box.levels : box.rows).grown(by: radius)
        if values.count < lines.count * width { values = Array(repeating: 0, count: lines.count * width) }
        if scratch.count < lines.count * width { scratch = Array(repeating: 0, count: lines.count * width) }

        values.withUnsafeMutableBufferPointer { values in
            scratch.withUnsafeMutableBufferPointer { scratch in
                var keys = [UInt64](repeating: 0, count: thin.count)
                for (index, line) in lines.enumerated() {
                    for (tap, position) in thin.enumerated() {
                        keys[tap] = alongRows ? random.line(position, line) : random.line(line, position)
                    }
                    let firstColumn = box.columns.lowerBound - radius
                    acrossThickness(keys, from: firstColumn, count: width, to: values, at: index * width)
                }
                kernel.filter(
                    UnsafeBufferPointer(values), into: scratch, blocks: 1, length: lines.count, stride: width)
                kernel.filter(
                    UnsafeBufferPointer(scratch), into: values, blocks: lines.count - 2 * radius, length: width,
                    stride: 1)
            }
        }
    }

    /// The weighted sum of the white noise of some lines, for a run of columns.
    ///
    /// Four sums of 16 bits share a word: no weighted sum of nibbles exceeds 15 · 96.
    private func acrossThickness(
        _ keys: [UInt64], from firstColumn: Int, count: Int, to values: UnsafeMutableBufferPointer<Float>, at start: Int
    ) {
        let lanes: UInt64 = 0x000F_000F_000F_000F
        var column = firstColumn
        while column < firstColumn + count {
            let index = column >> 4
            var sums: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
            for tap in 0..<keys.count {
                let word = CounterRandom.word(line: keys[tap], at: index)
                let weight = UInt64(kernel.weights[tap])
                sums.0 &+= (word & lanes) &* weight
                sums.1 &+= ((word >> 4) & lanes) &* weight
                sums.2 &+= ((word >> 8) & lanes) &* weight
                sums.3 &+= ((word >> 12) & lanes) &* weight
            }
            let end = min((index + 1) << 4, firstColumn + count)
            let sixteen = values.part(at: start + column - firstColumn, count: end - column)
            if sixteen.count == 16 {
                for lane in 0..<4 {
                    let shift = UInt64(lane * 16)
                    sixteen[lane * 4] = Self.value(sums.0 >> shift)
                    sixteen[lane * 4 + 1] = Self.value(sums.1 >> shift)
                    sixteen[lane * 4 + 2] = Self.value(sums.2 >> shift)
                    sixteen[lane * 4 + 3] = Self.value(sums.3 >> shift)
                }
            } else {
                for i in 0..<sixteen.count {
                    let nibble = (column + i) & 15
                    let sum = [sums.0, sums.1, sums.2, sums.3][nibble & 3]
                    sixteen[i] = Self.value(sum >> UInt64((nibble >> 2) * 16))
                }
            }
            column = end
        }
    }

    /// The sum of odd numbers that a sum of nibbles stands for.
    @inline(__always)
    private static func value(_ sum: UInt64) -> Float {
        Float(2 &* Int32(truncatingIfNeeded: sum & 0xFFFF) &- Int32(15 * total))
    }
}
