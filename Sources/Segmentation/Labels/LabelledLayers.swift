import VoxelCore
import VoxelKernels

/// What of a label volume's layers is neither Li, Na nor void.
package struct LabelledLayers: Sendable {
    /// Columns of whose layers a voxel is labelled outside: places of the map, row by row, ascending.
    package let columnsOutside: [Int]
    /// Voxels of SSE in the layers of all other columns, beyond the SSE that the interface bounds.
    package let isolated: Int
    /// How many columns hold them.
    package let columnsWithIsolated: Int
    /// The first of these; nil where there are none.
    package let firstWithIsolated: Int?

    /// Reads the layers of a slab.
    ///
    /// - Parameters:
    ///   - labels: phases with the SSE; every code of the layers has a name.
    ///   - slab: the layers.
    ///   - threads: at most this many; the result does not depend on it.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(voxels of the slab's box); 5 bytes a column.
    package init(
        of labels: LabelVolume, slab: Slab, threads: Int, progress: ProgressHandler? = nil
    ) throws {
        let notes = LabelColumns(rows: slab.layerStart.rows, columns: slab.layerStart.columns)
        _ = try accumulateColumns(
            of: labels, geometry: slab.geometry, region: slab.box, threads: threads, stage: "looking for data",
            progress: progress, makeAccumulator: {}
        ) { _, row in
            let phases = row.samples.bytes.assumingMemoryBound(to: UInt8.self).span
            notes.withRow(row.mapRow) { outside, isolated in
                slab.forEachLayerRun(position: row.position, mapRow: row.mapRow) { _, run in
                    for column in run {
                        if phases[column] == Phase.outside.rawValue { outside[column] = 1 }
                        if phases[column] == Phase.electrolyte.rawValue { isolated[column] += 1 }
                    }
                }
            }
        }
        var outside: [Int] = []
        var (voxels, columns) = (0, 0)
        var first: Int?
        for column in 0..<notes.count {
            let note = notes[column]
            if note.state > 0 {
                outside.append(column)
            } else if note.value > 0 {
                voxels += Int(note.value)
                columns += 1
                first = first ?? column
            }
        }
        (columnsOutside, isolated, columnsWithIsolated, firstWithIsolated) = (outside, voxels, columns, first)
    }
}
