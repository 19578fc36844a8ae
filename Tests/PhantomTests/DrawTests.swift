import Phantom
import Testing

/// Random numbers and kernels have the moments they are named after.
struct DrawTests {
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
