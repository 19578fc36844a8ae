import VoxelCore
import VoxelKernels

/// Grey values of a box, or of blocks of voxels of it, in memory.
struct GreyBox: Sendable {
    /// The extents.
    let shape: VolumeShape
    /// Where the box begins in space.
    let corner: Triple
    /// The edges of a voxel, or of a block of voxels.
    let edges: Triple
    /// The mean grey of the valid voxels of each; 0 where there are none.
    var values: [Float]
    /// The share of each that is valid; nil where all are.
    var weights: [Float]?
}

extension GreyBox {
    /// Reads a box of a scan, slice by slice.
    ///
    /// - Parameters:
    ///   - scan: the scan.
    ///   - part: the box, within the scan's box and not empty.
    ///   - bin: so many voxels along z, y and x are averaged to one; what is left over at the end is not read.
    ///   - unit: of space, in the scan's unit of edges.
    /// - Throws: `SimstripError` from reading; what `progress` throws.
    init(
        _ scan: ElectrolyteBox, _ part: VoxelRegion, bin: SIMD3<Int> = .one, unit: Double,
        reader: any VolumeReader, whenRead: () throws -> Void = {}
    ) throws {
        let voxel = Triple(scan.edges.micrometres[0], scan.edges.micrometres[1], scan.edges.micrometres[2]) / unit
        edges = voxel * Triple(bin)
        corner =
            voxel
            * Triple(Double(part.slices.lowerBound), Double(part.rows.lowerBound), Double(part.columns.lowerBound))
        let shape = VolumeShape(
            slices: part.slices.count / bin[0], rows: part.rows.count / bin[1], columns: part.columns.count / bin[2])
        self.shape = shape
        var sums = [Float](repeating: 0, count: shape.count)
        var counts = sums
        let window = AlignedBytes(
            count: part.rows.count * part.columns.count * scan.source.sampleType.byteCount)
        var line = [Float](repeating: 0, count: part.columns.count)
        for slice in 0..<shape.slices * bin[0] {
            let position = part.slices.lowerBound + slice
            try reader.read(slice: position, rows: part.rows, columns: part.columns, into: window.buffer)
            let samples = RawSamples(scan.source.sampleType, UnsafeRawBufferPointer(window.buffer))
            for row in 0..<shape.rows * bin[1] {
                line.withUnsafeMutableBufferPointer { line in
                    line.update(repeating: 0)
                    addWeighted(
                        samples[row * line.count..<(row + 1) * line.count], weight: 1, sums: line)
                }
                let start = (slice / bin[0] * shape.rows + row / bin[1]) * shape.columns
                scan.forEachValid(slice: position, row: part.rows.lowerBound + row, columns: part.columns, line) {
                    let column = $0 / bin[2]
                    guard column < shape.columns else { return }
                    sums[start + column] += line[$0]
                    counts[start + column] += 1
                }
            }
            try whenRead()
        }
        let full = Float(bin[0] * bin[1] * bin[2])
        var isWhole = true
        for index in sums.indices {
            isWhole = isWhole && counts[index] == full
            sums[index] = counts[index] > 0 ? sums[index] / counts[index] : 0
            counts[index] /= full
        }
        values = sums
        weights = isWhole ? nil : counts
    }

    /// The number of valid voxels, in whole ones.
    var validCount: Double { weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(shape.count) }
}

extension ElectrolyteBox {
    /// Calls a body with the index of every valid voxel of a line of greys.
    @inline(__always)
    fileprivate func forEachValid(
        slice: Int, row: Int, columns: Range<Int>, _ line: [Float], _ body: (Int) -> Void
    ) {
        let fill = fill.map { Float($0) }
        for index in line.indices {
            let grey = line[index]
            if grey.isFinite, grey != fill,
                positions == nil || holds(slice: slice, row: row, column: columns.lowerBound + index)
            {
                body(index)
            }
        }
    }
}
