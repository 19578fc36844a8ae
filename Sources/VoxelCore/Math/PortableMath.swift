/// Elementary functions from + − × ÷ and square roots alone.
///
/// IEEE 754 fixes the result of these five operations to the last bit, but not that of a C library's `exp` or `log`;
/// with these, no number of a result and no byte of a phantom depends on the processor or the system.
package enum PortableMath {
    private static let ln2 = 0.693_147_180_559_945_3
    /// The ratio of a circle's circumference to its diameter.
    package static let pi = 3.141_592_653_589_793

    /// eˣ for −700 ≤ x ≤ 700, to about 1e-15 relative.
    package static func exponential(_ x: Double) -> Double {
        // x = k ln 2 + r with |r| ≤ ln 2 / 2: Taylor's series needs 18 terms there, and 2ᵏ is exact.
        let k = (x / ln2).rounded()
        let r = x - k * ln2
        var sum = 1.0
        for n in stride(from: 18, to: 0, by: -1) { sum = 1 + sum * r / Double(n) }
        return Double(sign: .plus, exponent: Int(k), significand: sum)
    }

    /// The natural logarithm of a positive finite number, to about 1e-15.
    package static func logarithm(_ x: Double) -> Double {
        precondition(x > 0 && x.isFinite, "the logarithm of a positive finite number")
        // x = 2ᵏ m with 2/3 ≤ m < 4/3, so that the series of artanh((m − 1) / (m + 1)) converges fast.
        let large = x.significand >= 4.0 / 3
        let m = large ? x.significand / 2 : x.significand
        let k = Double(x.exponent) + (large ? 1 : 0)
        let t = (m - 1) / (m + 1)
        var sum = 0.0
        for n in stride(from: 41, through: 1, by: -2) { sum = sum * (t * t) + 1 / Double(n) }
        return k * ln2 + 2 * t * sum
    }

    /// The cosine and the sine of an angle in turns, 0 ≤ turns ≤ 1, to about 1e-15.
    package static func circle(turns: Double) -> (cosine: Double, sine: Double) {
        precondition(turns >= 0 && turns <= 1, "an angle of at most one turn")
        // Within an eighth of a turn of a multiple of a quarter, where Taylor's series need ten terms.
        let quarter = (4 * turns).rounded()
        let x = 2 * pi * (turns - quarter / 4)
        var cosine = 1.0
        var sine = 1.0
        for n in stride(from: 20, to: 0, by: -2) {
            cosine = 1 - cosine * x * x / Double(n * (n - 1))
            sine = 1 - sine * x * x / Double(n * (n + 1))
        }
        sine *= x
        return switch Int(quarter) % 4 {
        case 0: (cosine, sine)
        case 1: (-sine, cosine)
        case 2: (-cosine, -sine)
        default: (sine, -cosine)
        }
    }

    /// The quantiles of the standard normal distribution at (i + 0.5) / count for i = 0 ..< count, to about 1e-12.
    ///
    /// Newton's method on the series of the distribution (Abramowitz and Stegun 26.2.11).
    /// - Parameters:
    ///   - count: even, at most 65,536.
    package static func normalQuantiles(count: Int) -> [Double] {
        precondition(count > 0 && count % 2 == 0 && count <= 65_536, "an even number of quantiles")
        var x = 0.0
        let upper = (0..<count / 2).map { index -> Double in
            let probability = (Double(index) + 0.5) / Double(count)
            // The distribution is concave here: from the quantile before, Newton's steps never overshoot.
            for _ in 0..<20 {
                let density = exponential(-x * x / 2) / (2 * pi).squareRoot()
                var term = x
                var series = x
                var n = 3.0
                while term > 1e-17 * series {
                    term *= x * x / n
                    series += term
                    n += 2
                }
                let step = (probability - density * series) / density
                x += step
                if step < 1e-13 { break }
            }
            return x
        }
        return upper.reversed().map { -$0 } + upper
    }
}
