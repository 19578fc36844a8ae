import VoxelCore

/// A volume as a scanner sees it, projected and reconstructed slice by slice.
///
/// - Complexity: O(slices · rows · columns · angles); memory for all projections and for the volume, 4 bytes each.
struct Tomograph: Sendable {
    /// Slices whose noise is measured, to find the photons.
    private static let measured = 8
    /// Below so many photons in the open beam the logarithm of a count means little.
    private static let fewestPhotons = 10.0

    /// Grey levels in the canonical frame, columns fastest.
    let levels: [Float]
    /// Photons per pixel and projection in the open beam; nil without noise.
    let photons: Double?
    private let rows: Int
    private let columns: Int

    /// Scans the sample of a recipe.
    ///
    /// - Throws: `SimstripError` of kind `usage` where the noise asks for too few photons; what `progress` throws.
    init(
        _ recipe: PhantomRecipe, _ scanner: PhantomRecipe.Scanner, frame: ScanFrame, phases: PhaseField, threads: Int,
        progress: ProgressHandler?
    ) throws {
        let geometry = ScanGeometry(scanner, frame: frame)
        let passes = ScanPasses(
            recipe, scanner, geometry: geometry, phases: phases, threads: threads, progress: progress)
        let intensities = try passes.intensities()
        let some = Self.some(of: geometry.slices)
        let clean = try passes.projections(of: intensities, photons: nil, gainSpread: 0)
        var photons = scanner.photons
        if photons == nil, recipe.noise > 0 {
            // What of noise depends on the count beyond 1/√count is found in a second step.
            var open = 1e6
            let mask = some.map { passes.lithium(slice: $0) }
            for _ in 0..<2 {
                let spread = try passes.rootMeanSquare(
                    of: intensities, from: clean, slices: some, mask: mask, photons: open)
                open *= (spread / recipe.noise) * (spread / recipe.noise)
                guard open >= Self.fewestPhotons else {
                    throw SimstripError.usage(
                        "--noise \(recipe.noise) takes \(fixed(open, 1)) photons per pixel, fewer than"
                            + " \(Int(Self.fewestPhotons)); ask for less noise or for more --angles")
                }
            }
            photons = open
        }
        var gainSpread = 0.0
        if recipe.rings > 0 {
            let trial = 1e-3
            let whole = [Bool](repeating: true, count: geometry.rows * geometry.columns)
            let spread = try passes.rootMeanSquare(
                of: intensities, from: clean, slices: some, mask: some.map { _ in whole }, gainSpread: trial)
            gainSpread = spread > 0 ? trial * recipe.rings / spread : 0
        }
        self.photons = photons
        rows = frame.rows
        columns = frame.columns
        let seen =
            photons == nil && gainSpread == 0
            ? clean : try passes.projections(of: intensities, photons: photons, gainSpread: gainSpread)
        let slices = try passes.slices(of: seen, Array(0..<geometry.slices))
        guard scanner.axis == .across else {
            levels = Array(slices.joined())
            return
        }
        levels = (0..<frame.levels).flatMap { level in
            slices.flatMap { $0[level * frame.columns..<(level + 1) * frame.columns] }
        }
    }

    /// A few slices, evenly over all.
    private static func some(of slices: Int) -> [Int] {
        let count = min(slices, measured)
        return (0..<count).map { (2 * $0 + 1) * slices / (2 * count) }
    }

    /// Writes the grey levels of a box within the volume, columns fastest.
    func fill(_ values: inout [Float], box: CanonicalBox) {
        if values.count < box.count { values = Array(repeating: 0, count: box.count) }
        var target = 0
        box.forEachLine { level, row in
            let start = (level * rows + row) * columns
            for column in box.columns {
                values[target] = levels[start + column]
                target += 1
            }
        }
    }
}
