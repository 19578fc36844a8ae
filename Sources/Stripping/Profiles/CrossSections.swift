import VoxelCore
import VoxelKernels

/// Cross-sections of the slab at regular distances, with a margin on both sides of the layers.
package struct CrossSections: Sendable {
    /// Along rows of the map, in ascending order; never empty.
    package let alongRows: [CrossSection]
    /// Along its columns; empty where only rows were asked for.
    package let alongColumns: [CrossSection]

    /// What their pictures show.
    package let content: Content

    /// What a picture of a cross-section shows.
    package enum Content: Sendable {
        /// Grey values.
        case grey
        /// Codes of `Phase` in their place: the volume held labels.
        case phases
    }

    /// The cross-section along the middle row.
    package var middle: CrossSection { alongRows[alongRows.count / 2] }

    /// Which lines of the map are looked at.
    package enum Lines: Sendable {
        /// Rows alone: of a volume that lies slice by slice little else is read.
        case rows
        /// Rows and columns: all slices of the window are read.
        case rowsAndColumns
    }

    /// So many voxels at most are kept, along rows and along columns each, if more lines than one are.
    private static let most = 600_000

    /// Reads cross-sections of a slab.
    ///
    /// - Parameters:
    ///   - grey: the volume as it was read.
    ///   - content: what that is.
    ///   - phases: codes of `Phase` over the box of the slab.
    ///   - slab: the layers.
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(voxels of the window); the voxels of the lines of memory.
    package init(
        grey: any VolumeSource, of content: Content = .grey, phases: any VolumeSource, slab: Slab, _ lines: Lines,
        threads: Int
    ) throws {
        self.content = content
        let margin = max(8, slab.layers)
        let axis = slab.geometry.axis
        let positions = (slab.positions.lowerBound - margin..<slab.positions.upperBound + margin).clamped(
            to: slab.region[axis])
        let (rows, columns) = (slab.layerStart.rows, slab.layerStart.columns)
        let chosen =
            Self.evenly(rows, each: columns * positions.count).map(MapLine.row)
            + (lines == .rows ? [] : Self.evenly(columns, each: rows * positions.count).map(MapLine.column))
        var box = slab.region
        box[axis] = positions
        let greys = try LineReading(box, along: axis, chosen).maps(of: grey, threads: threads)
        box[axis] = slab.positions
        let codes = try LineReading(box, along: axis, chosen).maps(of: phases, threads: threads)
        let sections = chosen.indices.map {
            CrossSection(chosen[$0], positions: positions, grey: greys[$0], codes: codes[$0], slab: slab)
        }
        let rowCount = sections.count { if case .row = $0.line { true } else { false } }
        alongRows = Array(sections[..<rowCount])
        alongColumns = Array(sections[rowCount...])
    }

    /// Indices at equal distances, the middle one among them.
    private static func evenly(_ count: Int, each voxels: Int) -> [Int] {
        let wanted = min(max(1, most / max(1, voxels)), count)
        let step = (count + wanted - 1) / wanted
        // Of an even number of indices there is one more on one side of the middle.
        let middle = count / 2
        let first = middle % step
        return Array(stride(from: first, to: count, by: step))
    }
}

/// Reads all positions along an axis of some lines of the map.
private struct LineReading {
    private let box: VoxelRegion
    private let axis: Axis
    private let lines: [MapLine]

    init(_ box: VoxelRegion, along axis: Axis, _ lines: [MapLine]) {
        self.box = box
        self.axis = axis
        self.lines = lines
    }

    /// The samples of every line: a row a position.
    func maps(of source: any VolumeSource, threads: Int) throws -> [Map<Float>] {
        let whole = BoxAlongAxis(box.shape, along: axis)
        var maps = lines.map { line in
            Map(rows: whole.positions, columns: line.length(in: whole), repeating: Float(0))
        }
        let slices = box.slices
        let runs = SliceRuns(of: slices, in: source, threads: threads).runs
        let parts = try concurrentMap(count: runs.count, threads: threads) { run in
            let reader = try source.makeReader()
            return try runs[run].map { try part(of: $0, reader, source.sampleType) }
        }
        for (slice, part) in zip(slices, parts.joined()) {
            for (number, piece) in part {
                // Along z a slice is a position; else it is a row of the map.
                let position = axis == .z ? slice - slices.lowerBound : 0
                let along = if axis != .z, case .column = lines[number] { slice - slices.lowerBound } else { 0 }
                for row in 0..<piece.rows {
                    for column in 0..<piece.columns {
                        maps[number][position + row, along + column] = piece[row, column]
                    }
                }
            }
        }
        return maps
    }

    /// What a slice holds of the lines.
    private func part(
        of slice: Int, _ reader: any VolumeReader, _ type: SampleType
    ) throws -> [(line: Int, samples: Map<Float>)] {
        var thin = box
        thin.slices = slice..<slice + 1
        let there = lines.indices.filter { isThere(lines[$0], in: slice) }
        // Rows of slices along z are read one by one where nothing else of the slice is wanted.
        if axis == .z, there.allSatisfy({ if case .row = lines[$0] { true } else { false } }) {
            return try there.map { number in
                let row = box.rows.lowerBound + lines[number].index
                thin.rows = row..<row + 1
                let samples = try read(thin, reader, type)
                return (number, Map(rows: 1, columns: samples.count, values: samples))
            }
        }
        guard !there.isEmpty else { return [] }
        let samples = try read(thin, reader, type)
        let seen = BoxAlongAxis(thin.shape, along: axis)
        return there.map { number in
            let line = lines[number]
            var values: [Float] = []
            let length = line.length(in: seen)
            values.reserveCapacity(seen.positions * length)
            for position in 0..<seen.positions {
                for along in 0..<length {
                    let (row, column) = line.place(along)
                    values.append(samples[seen.index(position: position, row: axis == .z ? row : 0, column: column)])
                }
            }
            return (number, Map(rows: seen.positions, columns: length, values: values))
        }
    }

    private func isThere(_ line: MapLine, in slice: Int) -> Bool {
        guard axis != .z, case .row(let row) = line else { return true }
        return row == slice - box.slices.lowerBound
    }

    private func read(_ box: VoxelRegion, _ reader: any VolumeReader, _ type: SampleType) throws -> [Float] {
        let window = AlignedBytes(count: box.rows.count * box.columns.count * type.byteCount)
        try reader.read(
            slice: box.slices.lowerBound, rows: box.rows, columns: box.columns, into: window.buffer)
        return floats(RawSamples(type, UnsafeRawBufferPointer(window.buffer)))
    }
}
