import VoxelCore

/// The sample as a scanner's slices, in grey levels above air, at twice the resolution within a slice.
struct AttenuationSlices: Sendable {
    let geometry: ScanGeometry
    let response: DetectorResponse
    private let phases: PhaseField
    private let texture: FilteredNoise
    private let textureScale: Float
    private let grains: ElectrolyteGrains?

    init(_ recipe: PhantomRecipe, phases: PhaseField, geometry: ScanGeometry, response: DetectorResponse) {
        self.geometry = geometry
        self.response = response
        self.phases = phases
        texture = FilteredNoise(seed: recipe.seed, stream: .texture, sigma: PhaseGrey.textureSigma)
        textureScale = Float(1 / texture.standardDeviation)
        grains = ElectrolyteGrains(recipe)
    }

    /// Working memory of one thread.
    struct Scratch {
        var labels: [UInt8] = []
        var shape = SodiumShape.Scratch()
        var texture: [Float] = []
        var lines: [Float] = []
    }

    /// What the detector rows of some slices see: for each an image of `fineRows × fineColumns`, blurred along the axis.
    func images(of slices: Range<Int>) -> [[Float]] {
        let count = geometry.fineRows * geometry.fineColumns
        var images = slices.map { _ in [Float](repeating: 0, count: count) }
        var scratch = Scratch()
        for half in slices.doubled.grown(by: response.reach) {
            let thin = image(half: half, scratch: &scratch)
            for (index, slice) in slices.enumerated() {
                let tap = half - 2 * slice + response.reach
                guard response.weights.indices.contains(tap) else { continue }
                let weight = response.weights[tap]
                images[index].withUnsafeMutableBufferPointer { sums in
                    thin.withUnsafeBufferPointer { thin in for i in 0..<count { sums[i] += weight * thin[i] } }
                }
            }
        }
        return images
    }

    /// The grey of a slice half a voxel thick.
    private func image(half: Int, scratch: inout Scratch) -> [Float] {
        // Shifts round down below zero too.
        let coarse = geometry.box(at: half >> 1, halves: false)
        let box = geometry.box(at: half, halves: true)
        texture.fill(&scratch.texture, box: coarse, scratch: &scratch.lines)
        if let fine = phases.fine {
            fine.fill(&scratch.labels, box: box, scratch: &scratch.shape)
        } else {
            phases.fillHalves(&scratch.labels, box: box, voxels: coarse)
        }
        let codes = Int(Phase.electrolyte.truthCode)
        let phases = (0...codes).map { code in
            [Phase.void, .lithium, .sodium, .electrolyte].first { $0.truthCode == code } ?? .void
        }
        let means = phases.map(PhaseGrey.mean)
        let spreads = phases.map { PhaseGrey.spread($0) * textureScale }
        let width = geometry.fineColumns
        var image = [Float](repeating: 0, count: box.count)
        for line in 0..<geometry.fineRows {
            let textureStart = line / 2 * (width / 2)
            for column in 0..<width {
                let code = Int(scratch.labels[line * width + column])
                image[line * width + column] =
                    means[code] + spreads[code] * scratch.texture[textureStart + column / 2]
            }
        }
        grains?.add(to: &image, labels: scratch.labels, box: box)
        return image
    }
}
