import VoxelCore

/// What the quantities of a curve are made of: a slab from which so many layers have been removed.
struct StrippedState {
    /// n.
    let layersRemoved: Int
    /// The slab, for whatever else a quantity may ask.
    let stripped: StrippedSlab
    /// The voxel's edge along the stripping axis; nil to work in voxels.
    let edge: Length?
    /// The columns by phase.
    let columns: PhaseCounts
    /// The Li voxels of layers 1 … n.
    let removedLithium: Int
    /// Between which the true Na coverage of the map lies; nil where nothing backs that.
    let band: ClosedRange<Double>?
    /// Between which the Na coverage of the electrode lies that the map is a part of; nil where the map cannot tell.
    let sampling: ClosedRange<Double>?

    /// The states of a slab after 0, 1, … N layers.
    ///
    /// - Parameter bounds: one for every n; nil for none.
    static func all(
        of stripped: StrippedSlab, voxelSize: VoxelSize?, within bounds: CurveBounds?
    ) -> [StrippedState] {
        let edge = voxelSize?[stripped.slab.geometry.axis]
        let voxels = stripped.voxels
        var removedLithium = 0
        return stripped.counts.enumerated().map { n, columns in
            if n > 0 { removedLithium += voxels[n - 1].lithium }
            return StrippedState(
                layersRemoved: n, stripped: stripped, edge: edge, columns: columns, removedLithium: removedLithium,
                band: bounds?.band?[n], sampling: bounds?.sampling.dropFirst(n).first ?? nil)
        }
    }

    /// The columns that are not outside.
    var insideColumns: Int { stripped.insideColumns }

    /// n edges in µm, or n, without the binary residue of a product that would print as 4.199999999999999.
    var thickness: Double { (Double(layersRemoved) * (edge?.micrometres ?? 1) * 1e9).rounded() / 1e9 }

    /// So many columns as a share of those that are not outside.
    func share(_ columns: Int) -> Bounded { Bounded(Double(columns) / Double(insideColumns)) }

    /// Na coverage with its bounds.
    func sodium(within bounds: ClosedRange<Double>?) -> Bounded {
        var share = share(columns.sodium)
        (share.low, share.high) = (bounds?.lowerBound, bounds?.upperBound)
        return share
    }
}
