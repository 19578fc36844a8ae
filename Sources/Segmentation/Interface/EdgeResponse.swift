import VoxelCore
import VoxelKernels

/// The fringe that phase contrast leaves beside edges, as the SSE's side of the interface shows it.
///
/// The point spread is `(1 + s) G(σ) − s G(√(σ² + w²))`: a Gaussian blur and, from phase contrast, a fringe of strength s
/// and width w. A flat edge then looks like `Li + (SSE − Li) [(1 + s) Φ(−δ/u) − s Φ(−δ/v)]` with u² = σ² + 1/12 and
/// v² = u² + w². What lies below the interface holds no Na, so it shows the fringe whatever the electrode is made of.
package struct EdgeResponse: Sendable, Hashable, Codable {
    /// Strength s of the fringe, 0 for none.
    package private(set) var fringe = 0.0
    /// Standard deviation w of the fringe beside the blur, in voxels.
    package private(set) var fringeWidth = 0.0

    /// Weaker fringes change no phase.
    private static let leastFringe = 0.12

    /// The weights of the fringe along an axis.
    var fringeTaps: [Float] { Distribution.gaussianTaps(sigma: fringeWidth, radius: Int(3 * fringeWidth + 0.5)) }

    /// A first idea, from the surroundings of an interface that is known roughly: a fringe is taken for one where it
    /// explains more than half of what a blurred step leaves.
    init(around slab: StraightSlab) {
        let profile = EdgeProfile(slab, depths: -6..<0.5)
        let table = Distribution.NormalTable()
        let edge = { (width: Double) in profile.depths.map { Double(table(Float(-$0 / width))) } }
        // An interface that is off by half a voxel widens the edge; one that is given may show it as narrow as it is.
        let widths = stride(from: 0.3, through: 2, by: 0.05)
        guard let plain = widths.compactMap({ profile.fit(edge($0), nil)?.left }).min() else { return }
        var best = plain / 2
        for narrow in stride(from: 0.4, through: 1.0, by: 0.1) {
            for width in stride(from: 1.25, through: 2.5, by: 0.25) {
                let wide = (narrow * narrow + width * width).squareRoot()
                guard let fit = profile.fit(edge(narrow), edge(wide)), fit.left < best, fit.first + fit.second > 0
                else {
                    continue
                }
                let strength = -fit.second / (fit.first + fit.second)
                guard strength > Self.leastFringe, strength < 1 else { continue }
                best = fit.left
                (fringe, fringeWidth) = (strength, width)
            }
        }
    }

    /// The fringe again, from an interface and levels that are known well and grey values without the image of Na.
    ///
    /// Beyond one and a half voxels below the interface the blur is over, and what is left of the edge is the fringe
    /// alone: `(SSE − Li) s [Φ(δ/v) − Φ(δ/u)]`.
    ///
    /// - Parameters:
    ///   - fall: SSE − Li in grey values.
    init(below slab: StraightSlab, fall: Double) {
        let profile = EdgeProfile(slab, depths: -8..<(-1.5))
        let table = Distribution.NormalTable()
        // The faces of voxels are sharp: sampled at voxels, the blur reaches less far than its standard deviation says.
        let narrow = 0.69
        let blurred = profile.depths.map { Double(table(Float($0 / narrow))) }
        let lifted = profile.adding(blurred.map { fall * $0 })
        var best = Double.infinity
        for width in stride(from: 1, through: 4, by: 0.05) {
            let wide = (narrow * narrow + width * width).squareRoot()
            let tail = zip(profile.depths, blurred).map { Double(table(Float($0 / wide))) - $1 }
            guard let fit = lifted.fit(tail, nil), fit.left < best else { continue }
            best = fit.left
            (fringe, fringeWidth) = (fit.first / fall, width)
        }
        if fringe < Self.leastFringe { (fringe, fringeWidth) = (0, 0) }
    }
}
