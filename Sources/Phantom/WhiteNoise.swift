/// White Gaussian noise: one deviate per voxel, two voxels of a line from one random word.
struct WhiteNoise: Sendable {
    private let random: CounterRandom
    private let deviates: NormalDeviates

    /// Noise of a standard deviation in grey levels.
    init(seed: UInt64, standardDeviation: Double) {
        random = CounterRandom(seed: seed, stream: .noise)
        deviates = NormalDeviates(standardDeviation: standardDeviation)
    }

    /// Writes the noise of a box, columns fastest, then rows, then levels.
    func fill(_ values: inout [Float], box: CanonicalBox) {
        if values.count < box.count { values = Array(repeating: 0, count: box.count) }
        values.withUnsafeMutableBufferPointer { values in
            var target = 0
            for level in box.levels {
                for row in box.rows {
                    let line = random.line(level, row)
                    var column = box.columns.lowerBound
                    while column < box.columns.upperBound {
                        let word = CounterRandom.word(line: line, at: column >> 1)
                        if column & 1 == 0 {
                            values[target] = deviates.deviate(word)
                            target += 1
                            column += 1
                        }
                        if column < box.columns.upperBound {
                            values[target] = deviates.deviate(word >> 32)
                            target += 1
                            column += 1
                        }
                    }
                }
            }
        }
    }
}
