/// The noise of a phantom: white, or correlated as reconstruction filters and binning leave it.
struct NoiseField: Sendable {
    private let white: WhiteNoise?
    private let correlated: FilteredNoise?
    private let correlatedScale: Float

    /// The noise of a recipe.
    init(_ recipe: PhantomRecipe) {
        if recipe.noiseCorrelation > 0 {
            let field = FilteredNoise(seed: recipe.seed, stream: .noise, sigma: recipe.noiseCorrelation)
            white = nil
            correlated = field
            correlatedScale = Float(recipe.noise / field.standardDeviation)
        } else {
            white = WhiteNoise(seed: recipe.seed, standardDeviation: recipe.noise)
            correlated = nil
            correlatedScale = 0
        }
    }

    /// Working memory, reused from box to box.
    struct Scratch {
        var values: [Float] = []
        var lines: [Float] = []
    }

    /// Adds the noise of a box one level or one row thick to its grey levels.
    func add(to levels: inout [Float], box: CanonicalBox, scratch: inout Scratch) {
        white?.fill(&scratch.values, box: box)
        correlated?.fill(&scratch.values, box: box, scratch: &scratch.lines)
        let scale = correlated == nil ? 1 : correlatedScale
        levels.withUnsafeMutableBufferPointer { levels in
            scratch.values.withUnsafeBufferPointer { noise in
                for i in 0..<box.count { levels[i] += scale * noise[i] }
            }
        }
    }
}
