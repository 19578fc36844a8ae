import VoxelCore

/// Filtered back-projection of one slice.
///
/// Kak and Slaney (1988), chapter 3: the ramp filter of sampled projections, a window, linear interpolation.
package struct Reconstruction: Sendable {
    private static let fraction = 24
    private let geometry: ScanGeometry
    private let fourier: FourierTransform
    /// Of every frequency of the transform.
    private let gains: [Double]

    /// The reconstruction of a geometry with a window on the ramp filter.
    package init(_ geometry: ScanGeometry, window: PhantomRecipe.Scanner.Window) {
        self.geometry = geometry
        // Twice the pixels, so that the filter's two ends do not meet.
        let length = FourierTransform.length(atLeast: 2 * geometry.pixels)
        fourier = FourierTransform(length: length)
        var real = [Double](repeating: 0, count: length)
        var imaginary = real
        real[0] = 0.25
        for n in stride(from: 1, through: length / 2, by: 2) {
            real[n] = -1 / (PortableMath.pi * PortableMath.pi * Double(n * n))
            real[length - n] = real[n]
        }
        real.withUnsafeMutableBufferPointer { real in
            imaginary.withUnsafeMutableBufferPointer { imaginary in
                FourierTransform(length: length).transform(real, imaginary)
            }
        }
        gains = real.indices.map { index in
            let frequency = Double(min(index, length - index)) / Double(length)
            return real[index] * window.gain(frequency: frequency) / Double(length)
        }
    }

    /// The slice of projections, `rows × columns` of the volume.
    ///
    /// - Parameters:
    ///   - projections: `angles × pixels` line integrals, in units of the slice times voxels.
    package func slice(of projections: [Float]) -> [Float] {
        precondition(projections.count == geometry.angles.count * geometry.pixels, "angles × pixels")
        var slice = [Float](repeating: 0, count: geometry.rows * geometry.columns)
        let filtered = filtered(projections)
        for (index, angle) in geometry.angles.enumerated() {
            filtered.withUnsafeBufferPointer {
                spread($0.part(at: index * geometry.pixels, count: geometry.pixels), angle, over: &slice)
            }
        }
        let scale = Float(PortableMath.pi / Double(geometry.angles.count))
        return slice.map { scale * $0 }
    }

    /// The projections behind the filter: two at a time, one as the real and one as the imaginary part.
    private func filtered(_ projections: [Float]) -> [Float] {
        let pixels = geometry.pixels
        var filtered = [Float](repeating: 0, count: projections.count)
        var real = [Double](repeating: 0, count: fourier.length)
        var imaginary = real
        real.withUnsafeMutableBufferPointer { real in
            imaginary.withUnsafeMutableBufferPointer { imaginary in
                for angle in stride(from: 0, to: geometry.angles.count, by: 2) {
                    let hasSecond = angle + 1 < geometry.angles.count
                    real.update(repeating: 0)
                    imaginary.update(repeating: 0)
                    for pixel in 0..<pixels {
                        real[pixel] = Double(projections[angle * pixels + pixel])
                        if hasSecond { imaginary[pixel] = Double(projections[(angle + 1) * pixels + pixel]) }
                    }
                    fourier.transform(real, imaginary)
                    for index in 0..<fourier.length {
                        real[index] *= gains[index]
                        imaginary[index] *= gains[index]
                    }
                    fourier.transform(imaginary, real)
                    for pixel in 0..<pixels {
                        filtered[angle * pixels + pixel] = Float(real[pixel])
                        if hasSecond { filtered[(angle + 1) * pixels + pixel] = Float(imaginary[pixel]) }
                    }
                }
            }
        }
        return filtered
    }

    /// Adds a filtered projection to every element of the slice.
    private func spread(
        _ projection: UnsafeBufferPointer<Float>, _ angle: (cosine: Double, sine: Double), over slice: inout [Float]
    ) {
        let one = Double(1 << Self.fraction)
        let scale = Float(1 / one)
        let mask = 1 << Self.fraction - 1
        let columns = geometry.columns
        let step = Int((angle.cosine * one).rounded())
        slice.withUnsafeMutableBufferPointer { slice in
            for row in 0..<geometry.rows {
                let y = Double(row) + 0.5 - Double(geometry.rows) / 2
                let x = 0.5 - Double(columns) / 2
                let pixel = x * angle.cosine + y * angle.sine + Double(geometry.pixels) / 2 - 0.5
                var position = Int((pixel * one).rounded())
                let line = slice.part(at: row * columns, count: columns)
                for column in 0..<columns {
                    let at = position >> Self.fraction
                    let share = Float(position & mask) * scale
                    let near = projection[at]
                    line[column] += near + share * (projection[at &+ 1] - near)
                    position &+= step
                }
            }
        }
    }
}

extension PhantomRecipe.Scanner.Window {
    /// The window at a frequency in cycles per pixel, 0 … 1/2.
    func gain(frequency: Double) -> Double {
        switch self {
        case .none: 1
        case .sheppLogan:
            frequency > 0
                ? PortableMath.circle(turns: frequency / 2).sine / (PortableMath.pi * frequency) : 1
        case .cosine: PortableMath.circle(turns: frequency / 2).cosine
        case .hann: 0.5 + 0.5 * PortableMath.circle(turns: frequency).cosine
        case .hamming: 0.54 + 0.46 * PortableMath.circle(turns: frequency).cosine
        }
    }
}
