/// A positive ratio of two 32-bit numbers, as TIFF stores resolutions.
package struct Rational: Equatable {
    package let numerator: Int
    package let denominator: Int

    /// The ratio of the smallest terms that is a value: 1.4 is 7/5.
    ///
    /// Continued fractions; the first convergent that rounds to the value, or the last one whose terms fit 32 bits.
    package init(_ value: Double) {
        var (previous, current) = ((n: 1.0, d: 0.0), (n: value.rounded(.down), d: 1.0))
        var remainder = value - value.rounded(.down)
        let largest = Double(UInt32.max)
        while current.n / current.d != value && remainder > 0 {
            let inverse = 1 / remainder
            let term = inverse.rounded(.down)
            let next = (n: term * current.n + previous.n, d: term * current.d + previous.d)
            guard next.n <= largest, next.d <= largest else { break }
            (previous, current) = (current, next)
            remainder = inverse - term
        }
        // A value beyond 32 bits either way is no voxel size that TIFF can hold: the nearest there is.
        numerator = max(1, Int(min(current.n, largest)))
        denominator = Int(current.d)
    }

    /// The ratio upside down.
    package var inverse: Rational { Rational(numerator: denominator, denominator: numerator) }

    private init(numerator: Int, denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Both numbers in one, as they lie in a BigTIFF entry.
    var littleEndianPair: Int { numerator | denominator << 32 }
}
