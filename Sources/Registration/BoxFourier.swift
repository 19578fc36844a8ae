import VoxelCore

/// Two real boxes as one complex one, in a periodic box whose extents are powers of two.
struct BoxFourier: Sendable {
    private let extents: SIMD3<Int>
    private var real: [Double]
    private var imaginary: [Double]

    /// A box of zeros.
    init(atLeast extents: SIMD3<Int>) {
        self.extents = SIMD3(
            FourierTransform.length(atLeast: extents[0]), FourierTransform.length(atLeast: extents[1]),
            FourierTransform.length(atLeast: extents[2]))
        real = [Double](repeating: 0, count: self.extents[0] * self.extents[1] * self.extents[2])
        imaginary = real
    }

    /// The real part at a place.
    subscript(z: Int, y: Int, x: Int) -> Double { real[(z * extents[1] + y) * extents[2] + x] }

    /// Puts a box at the corner, as the real or the imaginary part.
    mutating func place(_ values: [Float], extents box: SIMD3<Int>, asImaginary: Bool) {
        for z in 0..<box[0] {
            for y in 0..<box[1] {
                let from = (z * box[1] + y) * box[2]
                let to = (z * extents[1] + y) * extents[2]
                for x in 0..<box[2] {
                    let value = Double(values[from + x])
                    if asImaginary { imaginary[to + x] = value } else { real[to + x] = value }
                }
            }
        }
    }

    /// Puts Σ imaginary(x) real(x + lag) into the real part, periodic in the lag.
    mutating func crossCorrelate() {
        transform()
        // The spectra of two real boxes are the parts of their sum's that are conjugate and anti-conjugate under −k.
        let (n0, n1, n2) = (extents[0], extents[1], extents[2])
        let scale = 1 / Double(real.count)
        for z in 0..<n0 {
            for y in 0..<n1 {
                for x in 0..<n2 {
                    let here = (z * n1 + y) * n2 + x
                    let there = ((z == 0 ? 0 : n0 - z) * n1 + (y == 0 ? 0 : n1 - y)) * n2 + (x == 0 ? 0 : n2 - x)
                    guard here <= there else { continue }
                    let a = (re: (real[here] + real[there]) / 2, im: (imaginary[here] - imaginary[there]) / 2)
                    let b = (re: (imaginary[here] + imaginary[there]) / 2, im: (real[there] - real[here]) / 2)
                    let re = scale * (a.re * b.re + a.im * b.im)
                    let im = scale * (a.im * b.re - a.re * b.im)
                    (real[here], imaginary[here]) = (re, im)
                    (real[there], imaginary[there]) = (re, -im)
                }
            }
        }
        // With both parts exchanged it is the inverse.
        swap(&real, &imaginary)
        transform()
        swap(&real, &imaginary)
    }

    private mutating func transform() {
        let extents = extents
        let strides = SIMD3(extents[1] * extents[2], extents[2], 1)
        real.withUnsafeMutableBufferPointer { real in
            imaginary.withUnsafeMutableBufferPointer { imaginary in
                for axis in 0..<3 where extents[axis] > 1 {
                    Self.transform(real, imaginary, extent: extents[axis], stride: strides[axis])
                }
            }
        }
    }

    private static func transform(
        _ real: UnsafeMutableBufferPointer<Double>, _ imaginary: UnsafeMutableBufferPointer<Double>, extent: Int,
        stride: Int
    ) {
        let fourier = FourierTransform(length: extent)
        var line = [Double](repeating: 0, count: extent)
        var other = line
        line.withUnsafeMutableBufferPointer { line in
            other.withUnsafeMutableBufferPointer { other in
                for start in Swift.stride(from: 0, to: real.count, by: extent * stride) {
                    for offset in start..<start + stride {
                        for index in 0..<extent {
                            line[index] = real[offset &+ index &* stride]
                            other[index] = imaginary[offset &+ index &* stride]
                        }
                        fourier.transform(line, other)
                        for index in 0..<extent {
                            real[offset &+ index &* stride] = line[index]
                            imaginary[offset &+ index &* stride] = other[index]
                        }
                    }
                }
            }
        }
    }
}
