import Foundation
import Testing
import VoxelCore

/// The transform is the one that its definition says.
struct FourierTransformTests {
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
}
