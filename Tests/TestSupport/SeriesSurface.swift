import VoxelCore

/// A self-affine surface of Hurst exponent 0.8 as a sum of waves, so that it is known between voxels too.
struct SeriesSurface {
    /// Wave numbers along rows and columns in turns per voxel, amplitudes in voxels and phases in turns.
    private let waves: [(rows: Double, columns: Double, amplitude: Double, phase: Double)]
    /// It never rises higher; in voxels.
    static let most = 4.0

    init(seed: UInt64) {
        var random = TestRandom(seed: seed &* 13 &+ 3)
        var waves: [(rows: Double, columns: Double, amplitude: Double, phase: Double)] = []
        for rows in -6...6 {
            for columns in 0...6 where rows * rows + columns * columns > 0 {
                let number = Double(rows * rows + columns * columns).squareRoot()
                // Amplitudes fall as the wave number to the power of −(1 + 0.8) in two dimensions.
                let amplitude = PortableMath.exponential(-1.8 * PortableMath.logarithm(number)) * random.normal()
                waves.append((Double(rows) / 128, Double(columns) / 128, amplitude, random.uniform()))
            }
        }
        let most = waves.reduce(0) { $0 + abs($1.amplitude) }
        self.waves = waves.map { ($0.rows, $0.columns, $0.amplitude * Self.most / most, $0.phase) }
    }

    func height(_ row: Double, _ column: Double) -> Double {
        waves.reduce(0) { sum, wave in
            let turns = wave.rows * row + wave.columns * column + wave.phase
            return sum + wave.amplitude * PortableMath.circle(turns: turns - turns.rounded(.down)).cosine
        }
    }
}

extension TestRandom {
    /// 0 … 1 without 1.
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// How a state's volume lies in the frame of all states: turned about its middle, then shifted.
struct SeriesFrame {
    private let middle: SIMD3<Double>
    private let shift: SIMD3<Double>
    /// Where the unit vectors along z, y and x come to lie.
    private let images: [SIMD3<Double>]

    /// Rodrigues' formula.
    init(middle: SIMD3<Double>, shift: SIMD3<Double>, degrees: SIMD3<Double>) {
        (self.middle, self.shift) = (middle, shift)
        let angle = (degrees * degrees).sum().squareRoot()
        let axis = angle > 0 ? degrees / angle : .zero
        let (cosine, sine) = PortableMath.circle(turns: angle / 360)
        images = (0..<3).map { index in
            var unit = SIMD3<Double>.zero
            unit[index] = 1
            let cross = SIMD3(
                axis[1] * unit[2] - axis[2] * unit[1], axis[2] * unit[0] - axis[0] * unit[2],
                axis[0] * unit[1] - axis[1] * unit[0])
            return unit * cosine + cross * sine + axis * (axis[index] * (1 - cosine))
        }
    }

    /// Where the volume shows a point of the common frame.
    func scanned(_ point: SIMD3<Double>) -> SIMD3<Double> {
        let away = point - middle
        return middle + shift + images[0] * away[0] + images[1] * away[1] + images[2] * away[2]
    }

    /// The point of the common frame that the volume shows at a place.
    func common(_ place: SIMD3<Double>) -> SIMD3<Double> {
        let away = place - middle - shift
        return middle
            + SIMD3((images[0] * away).sum(), (images[1] * away).sum(), (images[2] * away).sum())
    }
}
