import VoxelCore
import VoxelKernels

/// What is given of a slab whose Na is looked for: its grey values, the SSE's share of them, the system's blur, and what
/// the random field takes for granted. Nothing of it changes while levels are fitted and samples are drawn.
///
/// A voxel's grey is the blur of the phases around it plus noise, `y = μ_Li + (μ_SSE − μ_Li) S + Δ B x + ε`, with x = 1
/// in Na, B the system's blur, S the SSE's share by the known interface and Δ the contrast of Na. Na domains are smooth
/// within layers: an Ising field couples a voxel to its neighbours, mostly within the layer. Both parts are quadratic in
/// x, so the log-odds of a voxel are linear in its neighbours and Gibbs sampling is exact and cheap.
struct FieldModel: Sendable {
    /// y: the grey values, straightened along the interface.
    let slab: StraightSlab
    /// The number of layers from the interface on in which levels and noise are measured.
    let layers: Int
    /// The voxels of every column that may be Na.
    let movable: Range<Int>
    /// B.
    let blur: SystemBlur
    /// S: the SSE's share of every voxel's grey, 0 … 1.
    let electrolyteShare: SharedBuffer<Float>
    /// Couplings, and numbers of sweeps.
    let parameters: FieldParameters
    /// The grey half-way between Li and Na, where it is given.
    let naThreshold: ThresholdRequest
    /// Voxels of at most this grey are void and say nothing of Na; nil where none is looked for.
    let voidThreshold: Float?
    /// At most so many threads.
    let threads: Int
    /// Told after every round of a fit, of how many there are; by throwing it ends the fit.
    var afterRound: (@Sendable (_ round: Int, _ rounds: Int) throws -> Void)?

    /// The model of a slab.
    ///
    /// - Parameters:
    ///   - firstMovable: so many electrode voxels of every column are not Na, whatever their grey.
    /// - Complexity: O(voxels) time, and 4 bytes a voxel.
    init(
        _ slab: StraightSlab, layers: Int, blur: SystemBlur, firstMovable: Int = 0,
        parameters: FieldParameters = FieldParameters(), naThreshold: ThresholdRequest = .automatic,
        voidThreshold: Float? = nil, threads: Int
    ) throws {
        let layout = slab.layout
        let share: SharedBuffer<Float> = layout.buffer()
        let (filled, held): (SharedBuffer<Float>, SharedBuffer<Float>) = (layout.buffer(), layout.buffer())
        try layout.forEachStrip(threads: threads) { rows in
            layout.forEachColumn(ofRows: rows) { column in
                let height = slab.heights[column]
                for k in 0..<layout.depth {
                    filled.elements[column * layout.depth + k] = min(1, max(0, height - Float(k)))
                }
            }
        }
        try layout.blur(filled, taps: blur.taps, threads: threads, into: share)
        // Beyond the SSE's end of the slab there is SSE, too, and beyond its other ends what is before them.
        try layout.forEachStrip(threads: threads) { rows in
            layout.forEachVoxel(ofRows: rows, depths: 0..<layout.depth) { voxel, _ in filled.elements[voxel] = 1 }
        }
        try layout.blur(filled, taps: blur.taps, threads: threads, into: held)
        try layout.forEachStrip(threads: threads) { rows in
            layout.forEachVoxel(ofRows: rows, depths: 0..<layout.depth) { voxel, k in
                let missing = 1 - held.elements[voxel]
                share.elements[voxel] =
                    k < slab.below ? share.elements[voxel] + missing : share.elements[voxel] / max(0.1, 1 - missing)
            }
        }
        self.slab = slab
        self.layers = layers
        movable = slab.below + firstMovable..<layout.depth
        self.blur = blur
        electrolyteShare = share
        self.parameters = parameters
        self.naThreshold = naThreshold
        self.voidThreshold = voidThreshold
        self.threads = threads
    }

    /// The same of a part of the slab.
    func restricted(to part: StraightSlab) throws -> FieldModel { try model(of: part, blur: blur) }

    /// The same seen through another blur.
    func blurred(by widths: BlurWidths) throws -> FieldModel { try model(of: slab, blur: SystemBlur(widths)) }

    private func model(of slab: StraightSlab, blur: SystemBlur) throws -> FieldModel {
        var model = try FieldModel(
            slab, layers: layers, blur: blur, firstMovable: movable.lowerBound - self.slab.below,
            parameters: parameters,
            naThreshold: naThreshold, voidThreshold: voidThreshold, threads: threads)
        model.afterRound = afterRound
        return model
    }

    /// Where every voxel lies.
    var layout: StraightLayout { slab.layout }

    /// Whether a voxel's grey says something of Na: what is void must not count against its neighbours.
    @inline(__always)
    func isUsed(_ grey: Float) -> Bool { grey.isFinite && grey > voidThreshold ?? -.infinity }
}
