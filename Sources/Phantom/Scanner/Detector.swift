import VoxelCore

/// From line integrals to what is reconstructed: attenuation, propagation, photons, gains, retrieval, logarithm.
struct Detector: Sendable {
    /// Half of the light passes through so many levels along the sample's longer side.
    static let halfLevel = 100.0

    private let geometry: ScanGeometry
    private let scanner: PhantomRecipe.Scanner
    /// Optical depth per level and voxel.
    private let depth: Double
    private let photons: CounterRandom
    private let gains: CounterRandom
    private let count = PhotonCount()
    private let retrieval: PaganinFilter?
    private let deviates = NormalDeviates(standardDeviation: 1)

    init(_ scanner: PhantomRecipe.Scanner, geometry: ScanGeometry, seed: UInt64) {
        self.geometry = geometry
        self.scanner = scanner
        let longer = max(geometry.rows, geometry.columns) + 2 * ScanGeometry.margin
        depth = PortableMath.logarithm(2) / (Self.halfLevel * Double(longer))
        retrieval =
            scanner.retrieval == .paganin
            ? PaganinFilter(
                strength: scanner.propagation, rows: geometry.slices + 2 * geometry.extraSlices,
                columns: geometry.pixels) : nil
        photons = CounterRandom(seed: seed, stream: .photons)
        gains = CounterRandom(seed: seed, stream: .gains)
    }

    /// What reaches the detector at an angle, of an open beam of 1: `slices × pixels`, the extra slices included.
    ///
    /// - Parameters:
    ///   - projections: of every slice, the extra ones included, `angles × pixels`.
    func intensity(_ projections: [[Float]], angle: Int) -> [Double] {
        let pixels = geometry.pixels
        var plane: [Double] = []
        plane.reserveCapacity(projections.count * pixels)
        for slice in projections {
            for pixel in 0..<pixels {
                plane.append(PortableMath.exponential(-depth * Double(slice[angle * pixels + pixel])))
            }
        }
        guard scanner.propagation > 0 else { return plane }
        return FreePropagation(strength: scanner.propagation).propagated(plane, columns: pixels)
    }

    /// The line integrals that are told from an intensity: `slices × pixels`.
    ///
    /// - Parameters:
    ///   - photons: per pixel in the open beam; nil for no noise. A pixel that counts none is taken for half a photon.
    ///   - gainSpread: standard deviation of the pixels' gains that are off; 0 for none.
    func projection(of intensity: [Double], angle: Int, photons open: Double?, gainSpread: Double) -> [Float] {
        let pixels = geometry.pixels
        var plane = intensity
        for slice in 0..<plane.count / pixels {
            let line = photons.line(angle, slice)
            let gainLine = gains.line(slice, 0)
            for pixel in 0..<pixels {
                let index = slice * pixels + pixel
                if let open {
                    let word = CounterRandom.word(line: line, at: pixel)
                    plane[index] = max(0.5, count.draw(expected: open * max(0, plane[index]), word)) / open
                }
                if gainSpread > 0 {
                    let word = CounterRandom.word(line: gainLine, at: pixel)
                    // One pixel in eight is off.
                    if word >> 61 == 0 { plane[index] *= max(0.01, 1 + gainSpread * Double(deviates.deviate(word))) }
                }
            }
        }
        if let retrieval { plane = retrieval.retrieved(plane) }
        return plane.map { Float(-PortableMath.logarithm(max(1e-9, $0)) / depth) }
    }
}
