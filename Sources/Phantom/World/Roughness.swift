import VoxelCore

/// How the SSE's surface departs from its plane, in units of its root mean square over the map.
struct Roughness: Sendable {
    /// The wavelength beyond which a self-affine surface is no rougher, in voxels.
    static let rollOff = 32.0

    /// No phantom's maps go on farther beyond the volume, in voxels: blur reaches 20 and the scanner 14.
    private static let largestMargin = 32

    /// Voxel by voxel.
    let map: MarginMap<Double>
    /// At twice the resolution, for the kinds drawn so; ``map`` holds its means of four.
    let fine: MarginMap<Double>?

    /// The roughness of a recipe; nil where the surface is a plane.
    init?(_ recipe: PhantomRecipe, frame: ScanFrame, margin: Int) {
        guard recipe.roughness > 0 else { return nil }
        let random = CounterRandom(seed: recipe.seed, stream: .roughness)
        guard let hurst = recipe.resolvedHurst else {
            map = .smooth(
                random, sigma: InterfaceSurface.correlation, rows: frame.rows, columns: frame.columns, margin: margin)
            fine = nil
            return
        }
        let factor = recipe.kind.isFine ? 2 : 1
        let raw = MarginMap<Double>.selfAffine(
            random, hurst: hurst, rollOff: Double(factor) * Self.rollOff, rows: factor * frame.rows,
            columns: factor * frame.columns, margin: factor * margin,
            largestMargin: factor * Self.largestMargin)
        let coarse = factor == 2 ? raw.halved : raw
        let inner = coarse.inner
        let mean = inner.reduce(0, +) / Double(inner.count)
        let meanSquare = inner.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(inner.count)
        let scale = meanSquare > 0 ? 1 / meanSquare.squareRoot() : 0
        map = coarse.map { ($0 - mean) * scale }
        fine = factor == 2 ? raw.map { ($0 - mean) * scale } : nil
    }
}
