import VoxelCore

/// The grey of a phantom in the canonical frame: blurred phases with their texture, artefacts, and noise.
struct GreyField: Sendable {
    let phases: PhaseField
    private let blur: PhaseBlur
    private let texture: FilteredNoise
    /// Turns the texture field's integers into grey levels for a spread of 1.
    private let textureScale: Float
    private let noise: NoiseField?
    private let artefacts: ScannerArtefacts?
    private let grains: ElectrolyteGrains?
    private let showsPores: Bool
    /// What a scanner sees, in the place of all else.
    private(set) var tomograph: Tomograph?

    /// The grey of a recipe; where it has a scanner, ``scan(_:frame:threads:progress:)`` comes next.
    init(_ recipe: PhantomRecipe, frame: ScanFrame) throws(SimstripError) {
        blur = PhaseBlur(sigma: recipe.blur, fringe: recipe.fringe)
        let reach = recipe.scanner.map { scanner in
            ScanGeometry(scanner, frame: frame).mapMargin(reach: DetectorResponse(blur: scanner.blur).reach)
        }
        phases = try PhaseField(recipe, frame: frame, margin: reach ?? blur.radius)
        grains = ElectrolyteGrains(recipe)
        showsPores = recipe.electrolytePores > 0 || recipe.electrodePores > 0
        // Blurring the texture's field is the same as making it with a wider filter, at a fraction of the cost.
        let sharp = PhaseGrey.textureSigma * PhaseGrey.textureSigma
        let wide = sharp + recipe.blur * recipe.blur
        texture = FilteredNoise(seed: recipe.seed, stream: .texture, sigma: wide.squareRoot())
        // The blur leaves (sharp / wide)^(3/2) of the variance.
        let left = sharp / wide * (sharp / wide).squareRoot()
        textureScale = Float(left.squareRoot() / texture.standardDeviation)
        noise = recipe.noise > 0 ? NoiseField(recipe) : nil
        artefacts = recipe.rings > 0 || recipe.cupping > 0 ? ScannerArtefacts(recipe, frame: frame) : nil
    }

    /// Scans the sample where the recipe has a scanner.
    mutating func scan(
        _ recipe: PhantomRecipe, frame: ScanFrame, threads: Int, progress: ProgressHandler?
    ) throws {
        guard let scanner = recipe.scanner else { return }
        tomograph = try Tomograph(
            recipe, scanner, frame: frame, phases: phases, threads: threads, progress: progress)
    }

    /// Working memory of one thread, reused from box to box.
    struct Scratch {
        /// Grey levels of the last box rendered, columns fastest.
        fileprivate(set) var levels: [Float] = []
        fileprivate var labels: [UInt8] = []
        fileprivate var electrolyte: [Float] = []
        fileprivate var sodium: [Float] = []
        fileprivate var pores: [Float] = []
        fileprivate var contrast: [Float] = []
        fileprivate var texture: [Float] = []
        fileprivate var lines: [Float] = []
        fileprivate var noise = NoiseField.Scratch()
        fileprivate var blur = PhaseBlur.Scratch()
    }

    /// Writes the grey levels of a box one level or one row thick to `scratch.levels`.
    func render(box: CanonicalBox, scratch: inout Scratch) {
        if let tomograph { return tomograph.fill(&scratch.levels, box: box) }
        phases.fill(&scratch.labels, box: box.grown(by: blur.radius), showsPores: showsPores)
        blur.fill(
            &scratch.electrolyte, of: .electrolyte, labels: scratch.labels, box: box, scratch: &scratch.blur)
        blur.fill(&scratch.sodium, of: .sodium, labels: scratch.labels, box: box, scratch: &scratch.blur)
        texture.fill(&scratch.texture, box: box, scratch: &scratch.lines)
        if scratch.levels.count < box.count { scratch.levels = Array(repeating: 0, count: box.count) }
        combine(count: box.count, scratch: &scratch)
        addPores(box: box, scratch: &scratch)
        addElectrolyteGrains(box: box, scratch: &scratch)
        artefacts?.apply(to: &scratch.levels, box: box)
        noise?.add(to: &scratch.levels, box: box, scratch: &scratch.noise)
    }

    /// Adds what void is darker than Li.
    private func addPores(box: CanonicalBox, scratch: inout Scratch) {
        guard showsPores else { return }
        blur.fill(&scratch.pores, of: .void, labels: scratch.labels, box: box, scratch: &scratch.blur)
        let step = PhaseGrey.mean(.void) - PhaseGrey.mean(.lithium)
        for i in 0..<box.count { scratch.levels[i] += step * scratch.pores[i] }
    }

    /// Adds the SSE's grains, of one grey each.
    private func addElectrolyteGrains(box: CanonicalBox, scratch: inout Scratch) {
        guard let grains else { return }
        if scratch.contrast.count < box.count { scratch.contrast = Array(repeating: 0, count: box.count) }
        for i in 0..<box.count { scratch.contrast[i] = 0 }
        grains.add(to: &scratch.contrast, box: box)
        for i in 0..<box.count { scratch.levels[i] += scratch.electrolyte[i] * scratch.contrast[i] }
    }

    /// Grey = Σ share · (mean + spread · texture), over the phases.
    private func combine(count: Int, scratch: inout Scratch) {
        let lithium = PhaseGrey.mean(.lithium)
        let lithiumSpread = PhaseGrey.spread(.lithium) * textureScale
        let sodium = PhaseGrey.mean(.sodium) - lithium
        let sodiumSpread = PhaseGrey.spread(.sodium) * textureScale - lithiumSpread
        let electrolyte = PhaseGrey.mean(.electrolyte) - lithium
        let electrolyteSpread = PhaseGrey.spread(.electrolyte) * textureScale - lithiumSpread
        scratch.levels.withUnsafeMutableBufferPointer { levels in
            scratch.electrolyte.withUnsafeBufferPointer { e in
                scratch.sodium.withUnsafeBufferPointer { s in
                    scratch.texture.withUnsafeBufferPointer { texture in
                        for i in 0..<count {
                            let mean = lithium + electrolyte * e[i] + sodium * s[i]
                            let spread = lithiumSpread + electrolyteSpread * e[i] + sodiumSpread * s[i]
                            levels[i] = mean + spread * texture[i]
                        }
                    }
                }
            }
        }
    }
}
