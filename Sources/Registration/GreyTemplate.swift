import VoxelCore

/// The samples of a block that are looked for in the other scan, with their gradients.
struct GreyTemplate: Sendable {
    struct Sample: Sendable {
        /// Where it lies from the block's middle.
        let offset: SIMD3<Float>
        /// The texture's gradient.
        let gradient: SIMD3<Float>
        /// The texture.
        let value: Float
        /// Which eighth of the block it lies in.
        let eighth: UInt8
    }

    /// The block's middle.
    let centre: Triple
    /// The samples that are known.
    let samples: [Sample]

    /// The samples of a texture at every so manieth point.
    init(_ texture: Texture, at lattice: Lattice, every step: Int) {
        centre = lattice.centre
        var samples: [Sample] = []
        let extents = lattice.extents
        for z in stride(from: step / 2, to: extents[0], by: step) {
            for y in stride(from: step / 2, to: extents[1], by: step) {
                for x in stride(from: step / 2, to: extents[2], by: step) {
                    let point = lattice.point(z, y, x)
                    guard let found = texture.valueAndGradient(at: point) else { continue }
                    let eighth = (2 * z / extents[0] * 2 + 2 * y / extents[1]) * 2 + 2 * x / extents[2]
                    samples.append(
                        Sample(
                            offset: SIMD3<Float>(point - centre), gradient: SIMD3<Float>(found.gradient),
                            value: Float(found.value), eighth: UInt8(eighth)))
                }
            }
        }
        self.samples = samples
    }

    /// Σ value² and the number of samples.
    var power: (sum: Double, count: Double) {
        (samples.reduce(0) { $0 + Double($1.value) * Double($1.value) }, Double(samples.count))
    }
}
