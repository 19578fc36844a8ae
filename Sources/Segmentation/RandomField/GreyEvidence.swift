import VoxelCore
import VoxelKernels

/// What the grey values of a slab say of its Na: Bᵀ of them, of ones and of the SSE's share.
///
/// The evidence for Na is Bᵀ of the grey that neither Li nor SSE explains. It is linear in the levels, so these three hold
/// it for all of them. 12 bytes a voxel.
struct GreyEvidence: Sendable {
    /// What is given.
    let model: FieldModel
    /// The grey value that `grey` counts from, near the slab's mean.
    let reference: Float
    /// Bᵀ(y − reference).
    let grey: SharedBuffer<Float>
    /// Bᵀ1: how much of a voxel's image is held and used, 0 … 1.
    let ones: SharedBuffer<Float>
    /// BᵀS.
    let electrolyteShare: SharedBuffer<Float>

    /// Gathers the evidence of a slab.
    ///
    /// - Complexity: three blurs.
    init(_ model: FieldModel, reference: Float) throws {
        let scratch: SharedBuffer<Float> = model.layout.buffer()
        self.model = model
        self.reference = reference
        grey = try Self.blurred(model, scratch) { _, grey in grey - reference }
        ones = try Self.blurred(model, scratch) { _, _ in 1 }
        electrolyteShare = try Self.blurred(model, scratch) { voxel, _ in model.electrolyteShare.elements[voxel] }
    }

    /// Bᵀ of a function of place and grey value, 0 where a grey value says nothing.
    @inline(__always)
    private static func blurred(
        _ model: FieldModel, _ scratch: SharedBuffer<Float>, _ value: @Sendable (_ voxel: Int, _ grey: Float) -> Float
    ) throws -> SharedBuffer<Float> {
        let layout = model.layout
        let result: SharedBuffer<Float> = layout.buffer()
        try layout.forEachStrip(threads: model.threads) { rows in
            layout.forEachVoxel(ofRows: rows, depths: 0..<layout.depth) { voxel, _ in
                let grey = model.slab.grey.elements[voxel]
                scratch.elements[voxel] = model.isUsed(grey) ? value(voxel, grey) : 0
            }
        }
        try layout.blur(scratch, taps: model.blur.taps, threads: model.threads, into: result)
        return result
    }

    /// The evidence where Li and the SSE have given levels: Bᵀ(y − μ_Li − (μ_SSE − μ_Li) S) voxel by voxel, in grey
    /// values.
    func given(_ levels: GreyLevels) -> GivenLevels {
        GivenLevels(
            lithium: Float(levels.lithium) - reference, fall: Float(levels.electrolyte - levels.lithium), grey: grey,
            ones: ones, electrolyteShare: electrolyteShare)
    }

    /// The evidence where Li and the SSE have given levels and these stay: one blur instead of three.
    ///
    /// - Complexity: a blur, and 4 bytes a voxel beside the scratch.
    static func given(_ model: FieldModel, _ levels: GreyLevels) throws -> GivenLevels {
        let scratch: SharedBuffer<Float> = model.layout.buffer()
        let (lithium, fall) = (Float(levels.lithium), Float(levels.electrolyte - levels.lithium))
        let rest = try blurred(model, scratch) { voxel, grey in
            grey - lithium - fall * model.electrolyteShare.elements[voxel]
        }
        return GivenLevels(lithium: 0, fall: 0, grey: rest, ones: rest, electrolyteShare: rest)
    }

    /// Evidence of given levels, computed where it is asked for.
    struct GivenLevels: Sendable {
        fileprivate let lithium: Float
        fileprivate let fall: Float
        fileprivate let grey: SharedBuffer<Float>
        fileprivate let ones: SharedBuffer<Float>
        fileprivate let electrolyteShare: SharedBuffer<Float>

        /// The evidence of a voxel.
        @inline(__always)
        subscript(voxel: Int) -> Float {
            grey.elements[voxel] - lithium * ones.elements[voxel] - fall * electrolyteShare.elements[voxel]
        }
    }
}
