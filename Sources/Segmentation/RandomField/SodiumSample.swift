import VoxelCore
import VoxelKernels

/// A sample of where the Na of a slab is: labels, and the image that the system makes of them.
///
/// A sample is drawn from the one before it: ``odds(_:_:)`` takes a sample to the log-odds of its voxels given all others,
/// sweeps over these change labels, and ``SodiumOdds/sample()`` makes the next sample of them. Labels and image cannot
/// differ, since nothing else changes either; each step takes over the memory of the one before, 9 bytes a voxel in all.
struct SodiumSample: ~Copyable {
    /// x: 1 for Na, 0 for Li, voxel by voxel of the straightened slab.
    let labels: SharedBuffer<UInt8>
    /// Bx, the blurred image of the labels: a grey value less those of Li and of the SSE, at contrast 1.
    let image: SharedBuffer<Float>
    /// Memory for the log-odds.
    private let spare: SharedBuffer<Float>

    /// The image of labels.
    init(_ labels: SharedBuffer<UInt8>, _ model: FieldModel, _ memory: (SharedBuffer<Float>, SharedBuffer<Float>))
        throws
    {
        let layout = model.layout
        (image, spare) = memory
        self.labels = labels
        let spare = spare
        try layout.forEachStrip(threads: model.threads) { rows in
            layout.forEachVoxel(ofRows: rows, depths: 0..<layout.depth) { voxel, _ in
                spare.elements[voxel] = Float(labels.elements[voxel])
            }
        }
        try layout.blur(spare, taps: model.blur.taps, threads: model.threads, into: image)
    }

    /// The sample to begin with: Na where the evidence is more than half of what Na would give.
    init(_ evidence: GreyEvidence, _ levels: GreyLevels) throws {
        try self.init(evidence.model, evidence.given(levels), levels)
    }

    /// The same where the levels stay.
    init(_ model: FieldModel, _ given: GreyEvidence.GivenLevels, _ levels: GreyLevels) throws {
        let layout = model.layout
        let labels = layout.buffer(repeating: UInt8(0))
        let half = Float(levels.sodium - levels.lithium) / 2
        try layout.forEachStrip(threads: model.threads) { rows in
            layout.forEachVoxel(ofRows: rows, depths: model.movable) { voxel, _ in
                labels.elements[voxel] = given[voxel] > half ? 1 : 0
            }
        }
        try self.init(labels, model, (layout.buffer(), layout.buffer()))
    }

    /// The same labels as another model sees them.
    consuming func seen(by model: FieldModel) throws -> SodiumSample { try SodiumSample(labels, model, (image, spare)) }

    /// The log-odds of every voxel given the labels of all others.
    consuming func odds(_ evidence: GreyEvidence, _ fit: FieldFit) throws -> SodiumOdds {
        try SodiumOdds(labels, image, evidence.model, evidence.given(fit.levels), fit, memory: spare)
    }

    /// The same where the levels stay.
    consuming func odds(
        _ model: FieldModel, _ given: GreyEvidence.GivenLevels, _ fit: FieldFit
    ) throws -> SodiumOdds {
        try SodiumOdds(labels, image, model, given, fit, memory: spare)
    }

    /// The next sample, one sweep further.
    consuming func swept(_ evidence: GreyEvidence, _ fit: FieldFit, _ index: Int) throws -> SodiumSample {
        var next = try self.odds(evidence, fit)
        try next.sweep(index)
        return try next.sample()
    }
}
