/// The discrete Fourier transform of a length that is a power of two, by radix 2 in place.
///
/// Cooley and Tukey (1965).
/// - Complexity: O(n log n).
package struct FourierTransform: Sendable {
    /// The number of elements.
    package let length: Int
    /// cos and −sin of 2π k / length for k < length / 2.
    private let cosines: [Double]
    private let sines: [Double]

    /// The transform of a power of two.
    package init(length: Int) {
        precondition(length > 0 && length & (length - 1) == 0, "a power of two")
        self.length = length
        let circle = (0..<max(1, length / 2)).map { PortableMath.circle(turns: Double($0) / Double(length)) }
        cosines = circle.map(\.cosine)
        sines = circle.map { -$0.sine }
    }

    /// The smallest power of two that is not below a count.
    package static func length(atLeast count: Int) -> Int {
        var length = 1
        while length < count { length *= 2 }
        return length
    }

    /// Transforms `length` complex numbers: Xₖ = Σ xₙ e^(−2πi nk / length).
    ///
    /// With real and imaginary parts exchanged it is the inverse, times the length.
    package func transform(_ real: UnsafeMutableBufferPointer<Double>, _ imaginary: UnsafeMutableBufferPointer<Double>)
    {
        precondition(real.count == length && imaginary.count == length, "as many numbers as the transform's length")
        permute(real, imaginary)
        cosines.withUnsafeBufferPointer { cosines in
            sines.withUnsafeBufferPointer { sines in
                var half = 1
                while half < length {
                    let stride = length / (2 * half)
                    var start = 0
                    while start < length {
                        for k in 0..<half {
                            let c = cosines[k &* stride]
                            let s = sines[k &* stride]
                            let even = start &+ k
                            let odd = even &+ half
                            let re = c * real[odd] - s * imaginary[odd]
                            let im = c * imaginary[odd] + s * real[odd]
                            real[odd] = real[even] - re
                            imaginary[odd] = imaginary[even] - im
                            real[even] += re
                            imaginary[even] += im
                        }
                        start += 2 * half
                    }
                    half *= 2
                }
            }
        }
    }

    /// Brings the elements into the order of their reversed bits.
    private func permute(_ real: UnsafeMutableBufferPointer<Double>, _ imaginary: UnsafeMutableBufferPointer<Double>) {
        var reversed = 0
        for index in 1..<max(1, length) {
            var bit = length >> 1
            while reversed & bit != 0 {
                reversed ^= bit
                bit >>= 1
            }
            reversed |= bit
            if index < reversed {
                real.swapAt(index, reversed)
                imaginary.swapAt(index, reversed)
            }
        }
    }
}
