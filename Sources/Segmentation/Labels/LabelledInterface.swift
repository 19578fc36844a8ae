import VoxelCore
import VoxelKernels

/// Where the SSE of a label volume ends: in every column the face behind the last voxel of the run of SSE that begins at the
/// SSE's end of the column.
///
/// Voxels labelled outside before that run are not of the column: it begins behind them.
package struct LabelledInterface: Sendable {
    /// The interface; NaN in columns that do not begin with SSE, or hold nothing else.
    package var interface: Interface
    /// Columns that begin with another phase.
    package let withoutElectrolyte: Int
    /// Columns of nothing but SSE.
    package let allElectrolyte: Int

    /// What is known of a column.
    private enum State {
        /// Outside so far.
        static let before: UInt8 = 0
        static let inElectrolyte: UInt8 = 1
        static let behind: UInt8 = 2
        static let without: UInt8 = 3
    }

    /// Reads every voxel of a region once.
    ///
    /// - Parameters:
    ///   - labels: phases with the SSE.
    ///   - geometry: axis and side.
    ///   - region: the part that is looked at.
    ///   - threads: at most this many; the result does not depend on it.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` of kind `data` for samples that are no codes, codes without a name, and where no column
    ///   begins with SSE; and from reading.
    /// - Complexity: O(voxels of the region); 5 bytes a column.
    package init(
        of labels: LabelVolume, geometry: StrippingGeometry, region: VoxelRegion, threads: Int,
        progress: ProgressHandler? = nil
    ) throws {
        let map = geometry.axis.ofMap
        let notes = LabelColumns(rows: region[map.rows].count, columns: region[map.columns].count)
        let parts = try accumulateColumns(
            of: labels.source, geometry: geometry, region: region, threads: threads, stage: "reading the labels",
            progress: progress, makeAccumulator: { labels.rowLabelling }
        ) { labelling, row in
            try labelling.label(row) { phases in
                notes.withRow(row.mapRow) { states, ends in
                    Self.take(phases, at: Int32(row.position), &states, &ends)
                }
            }
        }
        var counts = parts[0].counts
        for part in parts.dropFirst() { counts.merge(part.counts) }
        try labels.check(counts)
        var heights = Map(rows: region[map.rows].count, columns: region[map.columns].count, repeating: Float.nan)
        var (without, throughout) = (0, 0)
        for column in heights.values.indices {
            switch notes[column].state {
            case State.behind:
                heights.values[column] = Float(geometry.height(firstElectrodeVoxel: Int(notes[column].value)))
            case State.without: without += 1
            case State.inElectrolyte: throughout += 1
            default: break
            }
        }
        guard heights.values.contains(where: \.isFinite) else {
            let end = geometry.electrode == .high ? "low" : "high"
            throw SimstripError.data(
                "no column has SSE at the \(end) end along \(geometry.axis.rawValue) and anything else behind it:"
                    + " \(counted(without, "column")) of \(heights.count) begin with another phase, \(throughout) are SSE"
                    + " throughout; check --axis, --electrode and sse in --codes")
        }
        interface = Interface(method: "labels", geometry: geometry, region: region, heights: heights)
        (withoutElectrolyte, allElectrolyte) = (without, throughout)
    }

    private static func take(
        _ phases: Span<UInt8>, at position: Int32, _ states: inout MutableSpan<UInt8>, _ ends: inout MutableSpan<Int32>
    ) {
        for column in phases.indices {
            switch states[column] {
            case State.before where phases[column] != Phase.outside.rawValue:
                states[column] = phases[column] == Phase.electrolyte.rawValue ? State.inElectrolyte : State.without
            case State.inElectrolyte where phases[column] != Phase.electrolyte.rawValue:
                states[column] = State.behind
                ends[column] = position
            default: break
            }
        }
    }

    /// Leaves out columns of which fewer voxels than layers lie behind the SSE.
    ///
    /// - Returns: how many.
    /// - Throws: `SimstripError` of kind `usage` where none has as many.
    package mutating func leaveOutColumns(shorterThan layers: Int) throws(SimstripError) -> Int {
        let geometry = interface.geometry
        let range = interface.region[geometry.axis]
        var (short, longest) = (0, 0)
        let starts = interface.firstElectrodeVoxels.values
        for column in starts.indices where starts[column] != Slab.outside {
            let depth = geometry.depth(from: Int(starts[column]), in: range)
            longest = max(longest, depth)
            guard depth < layers else { continue }
            interface.heights.values[column] = .nan
            short += 1
        }
        guard longest >= layers else {
            throw .usage(
                "\(layers) layers are asked for, but no column has more than \(counted(longest, "voxel")) between the SSE and"
                    + " the end of the volume along \(geometry.axis.rawValue); ask for at most \(longest) with --layers"
            )
        }
        return short
    }
}
