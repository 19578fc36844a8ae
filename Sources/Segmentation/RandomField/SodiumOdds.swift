import VoxelCore
import VoxelKernels

/// The log-odds of Na of every voxel given the labels of all others, kept true while sweeps change labels: Gibbs sampling
/// (Geman & Geman 1984, doi 10.1109/TPAMI.1984.4767596).
struct SodiumOdds: ~Copyable {
    /// x: 1 for Na, 0 for Li.
    let labels: SharedBuffer<UInt8>
    private let odds: SharedBuffer<Float>
    private let change: PairStencil
    private let model: FieldModel
    /// Memory for the next sample's image.
    private let spare: SharedBuffer<Float>

    private static let quantiles = Distribution.logisticQuantiles(4096)

    /// The log-odds that labels, evidence and fit give.
    ///
    /// - Parameters:
    ///   - image: the blurred image of the labels; its memory is used up.
    ///   - memory: as large.
    /// - Complexity: a blur, and O(voxels + Na voxels · 10).
    init(
        _ labels: SharedBuffer<UInt8>, _ image: SharedBuffer<Float>, _ model: FieldModel,
        _ given: GreyEvidence.GivenLevels, _ fit: FieldFit, memory odds: SharedBuffer<Float>
    ) throws {
        let layout = model.layout
        let couplings = FieldCouplings(fit, blur: model.blur)
        let (perGrey, precision) = (Float(couplings.perGrey), Float(couplings.precision))
        let own = Float(model.blur.own)
        let constant = Float(couplings.neighbour.bias - couplings.precision * model.blur.own / 2)
        // The images of the Na voxels, seen through Bᵀ once more, less each voxel's own.
        try layout.blur(image, taps: model.blur.taps, threads: model.threads, into: odds)
        try layout.forEachStrip(threads: model.threads) { rows in
            layout.forEachVoxel(ofRows: rows, depths: 0..<layout.depth) { voxel, k in
                let others = odds.elements[voxel] - (labels.elements[voxel] == 1 ? own : 0)
                odds.elements[voxel] =
                    perGrey * given[voxel] + constant + fit.layerFields[k] - precision * others
            }
        }
        let neighbours = couplings.neighbours
        try layout.forEachStripApart(threads: model.threads) { rows in
            addStencils(
                labels: labels.elements, to: odds.elements, layout: layout, stencil: neighbours, rows: rows)
        }
        let coupling = couplings.neighbour
        try layout.forEachStrip(threads: model.threads) { rows in
            subtractSupport(
                lateral: coupling.lateral, axial: coupling.axial, from: odds.elements, layout: layout,
                movable: model.movable, rows: rows)
        }
        self.labels = labels
        self.odds = odds
        change = couplings.change
        self.model = model
        spare = image
    }

    /// Draws every voxel's label once.
    ///
    /// - Parameter index: another one for every sweep; random bits are a function of it, the column and the voxel.
    /// - Complexity: O(voxels + changes · stencil).
    mutating func sweep(_ index: Int) throws {
        let (labels, odds, change, model) = (labels, odds, change, model)
        try model.layout.forEachStripApart(threads: model.threads) { rows in
            sweepField(
                labels: labels.elements, field: odds.elements, layout: model.layout, stencil: change, rows: rows,
                movable: model.movable, quantiles: Self.quantiles, seed: UInt64(index) &* 0xD134_2543_DE82_EF95)
        }
    }

    /// The sample that the sweeps have arrived at.
    consuming func sample() throws -> SodiumSample { try SodiumSample(labels, model, (odds, spare)) }
}
