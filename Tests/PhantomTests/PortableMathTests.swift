import Foundation
import Testing

import Phantom

/// Own arithmetic agrees with the C library's.
struct PortableMathTests {
    @Test func exponential() {
        for x in stride(from: -690.0, through: 690, by: 3.7) {
            #expect(abs(PortableMath.exponential(x) / exp(x) - 1) < 2e-13, "\(x)")
        }
        #expect(PortableMath.exponential(0) == 1)
    }

    @Test func logarithm() {
        for x in [1e-300, 1e-9, 0.05, 0.5, 2.0 / 3, 0.99, 1, 1.3, 4.0 / 3, 1.999, 2, 7, 1e12] {
            #expect(abs(PortableMath.logarithm(x) - log(x)) <= 4e-15 * max(1, abs(log(x))), "\(x)")
        }
    }

    @Test(arguments: [2, 10, 1024, 65_536])
    func normalQuantiles(count: Int) {
        let quantiles = PortableMath.normalQuantiles(count: count)
        #expect(quantiles.count == count)
        for index in Array(stride(from: 0, to: count, by: max(1, count / 64))) + [count - 1] {
            let expected = (Double(index) + 0.5) / Double(count)
            #expect(abs(0.5 * erfc(-quantiles[index] / 2.0.squareRoot()) - expected) < 1e-13, "\(index)")
        }
    }

    @Test(arguments: [0.3, 7, 16.5, 200])
    func poissonNumbersHaveTheirMeanAndVariance(expected: Double) {
        let number = PoissonNumber(mean: expected)
        let values = (0..<3000).map { index -> Double in
            var sequence = RandomSequence(line: CounterRandom(seed: 3, stream: .grains).line(index, 0))
            return Double(number.draw(&sequence))
        }
        let error = (expected / 3000).squareRoot()
        #expect(abs(mean(values) - expected) < 4 * error)
        let deviation = standardDeviation(values)
        #expect(abs(deviation * deviation / expected - 1) < 0.15)
    }

    @Test(arguments: [0.6, 0.7, 1.4, 3, 5])
    func kernelsKeepTheirSigma(sigma: Double) {
        let kernel = IntegerKernel(sigma: sigma, total: 256)
        #expect(kernel.total == 256)
        #expect(kernel.weights == kernel.weights.reversed())
        let variance = kernel.weights.enumerated().reduce(0.0) { sum, tap in
            sum + Double(tap.element * (tap.offset - kernel.radius) * (tap.offset - kernel.radius)) / 256
        }
        #expect(abs(variance.squareRoot() / sigma - 1) < 0.04)
    }

    @Test func noKernelIsTheIdentity() {
        #expect(IntegerKernel(sigma: 0, total: 256).weights == [256])
    }
}
