import Foundation
import Phantom
import Testing

/// The transform is the one that its definition says.
struct FourierTests {
    @Test(arguments: [1, 2, 4, 32])
    func transformIsTheSumOfItsDefinition(length: Int) {
        let values = (0..<length).map { (sin(Double($0 * $0)), cos(Double(3 * $0) + 1)) }
        var real = values.map(\.0)
        var imaginary = values.map(\.1)
        real.withUnsafeMutableBufferPointer { real in
            imaginary.withUnsafeMutableBufferPointer {
                FourierTransform(length: length).transform(real, $0)
            }
        }
        for k in 0..<length {
            var sum = (0.0, 0.0)
            for (n, value) in values.enumerated() {
                let angle = -2 * Double.pi * Double(n * k) / Double(length)
                sum.0 += value.0 * cos(angle) - value.1 * sin(angle)
                sum.1 += value.0 * sin(angle) + value.1 * cos(angle)
            }
            #expect(abs(real[k] - sum.0) < 1e-12)
            #expect(abs(imaginary[k] - sum.1) < 1e-12)
        }
    }

    @Test func retrievalUndoesPropagation() {
        // A plane that ends as flat as it began, as a sample in air does.
        let plane = (0..<24 * 40).map { index -> Double in
            let (row, column) = (Double(index / 40) - 11.5, Double(index % 40) - 19.5)
            return 1 - 0.5 * exp(-(row * row + column * column) / 12)
        }
        let edges = FreePropagation(strength: 2).propagated(plane, columns: 40)
        let back = PaganinFilter(strength: 2, rows: 24, columns: 40).retrieved(edges)
        #expect(zip(edges, plane).map { abs($0 - $1) }.max() ?? 0 > 0.2)
        #expect(zip(back, plane).map { abs($0 - $1) }.max() ?? 1 < 1e-4)
    }
}
