import Foundation
import Phantom
import Testing
import VoxelCore

/// A disc's projections and its reconstruction are known.
struct ReconstructionTests {
    static let radius = 20.0
    static let value = 100.0

    static func geometry(rows: Int, columns: Int, angles: Int) -> ScanGeometry {
        ScanGeometry(.with { $0.angles = angles }, slices: 1, rows: rows, columns: columns)
    }

    /// A disc in halves of a voxel, its border by 8 × 8 points an element.
    static func disc(_ geometry: ScanGeometry, row: Double, column: Double) -> [Float] {
        (0..<geometry.fineRows * geometry.fineColumns).map { index in
            var inside = 0
            for point in 0..<64 {
                let y = (Double(index / geometry.fineColumns) + (Double(point / 8) + 0.5) / 8) / 2
                let x = (Double(index % geometry.fineColumns) + (Double(point % 8) + 0.5) / 8) / 2
                let dy = y - Double(geometry.fineRows) / 4 - row
                let dx = x - Double(geometry.fineColumns) / 4 - column
                if dy * dy + dx * dx < radius * radius { inside += 1 }
            }
            return Float(value * Double(inside) / 64)
        }
    }

    @Test func projectionsOfADiscAreItsChords() {
        let geometry = Self.geometry(rows: 60, columns: 60, angles: 36)
        let projections = Projector(geometry, blur: 0).projections(of: Self.disc(geometry, row: 3, column: -4))
        for (index, angle) in geometry.angles.enumerated() {
            let line = projections[index * geometry.pixels..<(index + 1) * geometry.pixels].map(Double.init)
            #expect(abs(line.reduce(0, +) / (Self.value * .pi * Self.radius * Self.radius) - 1) < 0.003)
            let centre = -4 * angle.cosine + 3 * angle.sine
            for pixel in 0..<geometry.pixels {
                let s = Double(pixel) + 0.5 - Double(geometry.pixels) / 2 - centre
                guard abs(s) < Self.radius - 2 else { continue }
                let chord = 2 * (Self.radius * Self.radius - s * s).squareRoot() * Self.value
                #expect(abs(line[pixel] - chord) < 0.01 * chord + 10)
            }
        }
    }

    @Test(arguments: PhantomRecipe.Scanner.Window.allCases)
    func aDiscReturnsItsValue(window: PhantomRecipe.Scanner.Window) {
        let geometry = Self.geometry(rows: 60, columns: 64, angles: 120)
        let projections = Projector(geometry, blur: 0.3).projections(of: Self.disc(geometry, row: 5, column: -7))
        let slice = Reconstruction(geometry, window: window).slice(of: projections)
        var inside: [Double] = []
        var outside: [Double] = []
        for row in 0..<60 {
            for column in 0..<64 {
                let distance = hypot(Double(row) + 0.5 - 30 - 5, Double(column) + 0.5 - 32 + 7)
                if distance < Self.radius - 3 { inside.append(Double(slice[row * 64 + column])) }
                if distance > Self.radius + 3 { outside.append(Double(slice[row * 64 + column])) }
            }
        }
        #expect(abs(mean(inside) - Self.value) < 0.5)
        #expect(standardDeviation(inside) < 1.5)
        #expect(abs(mean(outside)) < 0.5)
        #expect(standardDeviation(outside) < 1.5)
    }

    @Test func windowsFallFromOne() {
        // What a window lets through of white noise, least for the one that falls fastest.
        let geometry = Self.geometry(rows: 24, columns: 24, angles: 40)
        let noise = (0..<40 * geometry.pixels).map { index in
            var sequence = RandomSequence(line: CounterRandom(seed: 5, stream: .photons).line(index, 0))
            return Float(PoissonNumber(mean: 50).draw(&sequence)) - 50
        }
        let deviations = [PhantomRecipe.Scanner.Window.none, .sheppLogan, .cosine, .hamming, .hann].map { window in
            standardDeviation(Reconstruction(geometry, window: window).slice(of: noise).map(Double.init))
        }
        #expect(deviations == deviations.sorted(by: >))
        #expect(deviations[4] < 0.7 * deviations[0])
    }
}
