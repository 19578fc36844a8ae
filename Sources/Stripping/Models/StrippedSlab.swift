import VoxelCore
import VoxelKernels

/// What simulated stripping finds: which layer first brings Na to every column, and so every coverage map.
///
/// After n layers a column is Na if its first Na layer is at most n, else void if its layer-n voxel is void, else Li.
/// With n = 0 nothing has been projected, and a void voxel of layer 1 counts as void. Source: Yoon et al. (Science
/// 2025, doi 10.1126/science.adt5229), Fig. 3.
package struct StrippedSlab: Sendable {
    /// Where the layers were.
    package let slab: Slab
    let contact: FirstContact

    /// The number of columns that are not outside.
    package let insideColumns: Int

    /// What a model has found.
    ///
    /// - Parameters:
    ///   - slab: the layers.
    ///   - contact: which of them first brings Na to every column, and what their voxels are.
    init(_ slab: Slab, contact: FirstContact) {
        self.slab = slab
        self.contact = contact
        insideColumns = slab.insideColumns
    }

    /// Whether void was looked for.
    package var findsVoid: Bool { contact.findsVoid }

    /// first_na of every column: 0 where no layer brings Na, 65535 outside.
    package var firstNaLayer: Map<UInt16> {
        let (firstNa, starts) = (contact.firstNa, slab.layerStart.values)
        return Map(
            rows: slab.layerStart.rows, columns: slab.layerStart.columns,
            values: firstNa.indices.map { column in
                if starts[column] == Slab.outside { return .max }
                return firstNa[column] == FirstContact.never ? 0 : firstNa[column]
            })
    }

    /// The phase of every column after `layers` layers have been removed.
    ///
    /// - Parameter layers: 0 … N.
    package func coverageMap(afterRemoving layers: Int) -> Map<Phase> {
        precondition((0...slab.layers).contains(layers))
        let (firstNa, starts) = (contact.firstNa, slab.layerStart.values)
        var phases = firstNa.indices.map { column -> Phase in
            if starts[column] == Slab.outside { return .outside }
            return Int(firstNa[column]) <= layers ? .sodium : .lithium
        }
        if contact.findsVoid {
            for column in phases.indices
            where phases[column] == .lithium && contact.isVoid(layer: max(layers, 1), column: column) {
                phases[column] = .void
            }
        }
        return Map(rows: slab.layerStart.rows, columns: slab.layerStart.columns, values: phases)
    }

    /// The columns of every phase after 0, 1, … N layers.
    ///
    /// - Complexity: O(columns), and with void O(columns · N).
    package var counts: [PhaseCounts] {
        var firstNa = Array(repeating: 0, count: slab.layers + 1)
        var void = firstNa
        let (columns, starts) = (contact.firstNa, slab.layerStart.values)
        let findsVoid = contact.findsVoid
        for column in columns.indices where starts[column] != Slab.outside {
            let first = Int(columns[column])
            if first <= slab.layers { firstNa[first] += 1 }
            guard findsVoid else { continue }
            for layers in 0..<min(first, slab.layers + 1)
            where contact.isVoid(layer: max(layers, 1), column: column) {
                void[layers] += 1
            }
        }
        var sodium = 0
        return zip(firstNa, void).map { newlyNa, void in
            sodium += newlyNa
            return PhaseCounts(sodium: sodium, lithium: insideColumns - sodium - void, void: void)
        }
    }

    /// The voxels of every layer 1 … N by phase, at n − 1.
    package var voxels: [LayerVoxels] { contact.voxels }
}

/// Columns of the interface by phase.
package struct PhaseCounts: Sendable, Hashable {
    /// Columns whose layers hold Na so far.
    package let sodium: Int
    /// Columns of Li.
    package let lithium: Int
    /// Columns whose present layer is void.
    package let void: Int
}
