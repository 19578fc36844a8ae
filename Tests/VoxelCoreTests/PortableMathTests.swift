import Foundation
import Testing
import VoxelCore

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

    @Test func circle() {
        for index in 0...1000 {
            let turns = Double(index) / 1000
            let found = PortableMath.circle(turns: turns)
            #expect(abs(found.cosine - cos(2 * Double.pi * turns)) < 2e-15, "\(turns)")
            #expect(abs(found.sine - sin(2 * Double.pi * turns)) < 2e-15, "\(turns)")
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
}
