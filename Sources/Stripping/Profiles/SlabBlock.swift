import VoxelCore
import VoxelKernels

/// The phases of a part of the slab, laid straight: layer by layer from the interface on, in the middle of the map.
package struct SlabBlock: Sendable {
    /// The part of the map.
    package let rows, columns: Range<Int>
    /// How many layers there are.
    package let layers: Int
    /// The phase of every voxel, layer by layer, each row by row; outside in columns without an interface.
    package let phases: [Phase]

    /// The phase of a voxel.
    ///
    /// - Parameters:
    ///   - layer: 1 … N.
    ///   - row: of the block, from 0.
    package subscript(layer layer: Int, row row: Int, column column: Int) -> Phase {
        phases[((layer - 1) * rows.count + row) * columns.count + column]
    }

    /// So many times as wide as high, within so many columns: thinner ones would show no depth.
    private static let proportion = 10
    private static let width = 64...160
    /// So many voxels large at most.
    private static let most = 400_000

    /// Reads the block in the middle of a slab.
    ///
    /// - Parameters:
    ///   - phases: codes of `Phase` over the box of the slab.
    /// - Throws: `SimstripError` from reading.
    package init(phases source: any VolumeSource, slab: Slab, threads: Int) throws {
        let map = slab.layerStart
        let wanted = min(max(Self.proportion * slab.layers, Self.width.lowerBound), Self.width.upperBound)
        let widest = min(wanted, max(16, Int(Double(Self.most / slab.layers).squareRoot())))
        let middle = { (count: Int) -> Range<Int> in
            let wide = min(count, widest)
            return (count - wide) / 2..<(count - wide) / 2 + wide
        }
        let (rows, columns) = (middle(map.rows), middle(map.columns))
        (self.rows, self.columns, layers) = (rows, columns, slab.layers)
        let axis = slab.geometry.axis
        var box = slab.box
        let mapAxes = axis.ofMap
        box[mapAxes.rows] =
            slab.region[mapAxes.rows].lowerBound + rows.lowerBound..<slab.region[mapAxes.rows].lowerBound
            + rows.upperBound
        box[mapAxes.columns] =
            slab.region[mapAxes.columns].lowerBound + columns.lowerBound..<slab.region[mapAxes.columns].lowerBound
            + columns.upperBound
        let window = box
        let runs = SliceRuns(of: window.slices, in: source, threads: threads).runs
        let read = try concurrentMap(count: runs.count, threads: threads) { run in
            let reader = try source.makeReader()
            let type = source.sampleType
            let bytes = AlignedBytes(count: window.rows.count * window.columns.count * type.byteCount)
            return try runs[run].flatMap { slice in
                try reader.read(slice: slice, rows: window.rows, columns: window.columns, into: bytes.buffer)
                return floats(RawSamples(type, UnsafeRawBufferPointer(bytes.buffer))).map { UInt8($0) }
            }
        }
        let codes = Array(read.joined())
        let seen = BoxAlongAxis(window.shape, along: axis)
        var found = [Phase](repeating: .outside, count: slab.layers * rows.count * columns.count)
        var place = 0
        for layer in 0..<slab.layers {
            for row in rows {
                for column in columns {
                    defer { place += 1 }
                    let start = slab.layerStart[row, column]
                    let position = Int(start) + layer * slab.geometry.electrode.step
                    guard start != Slab.outside, slab.positions.contains(position) else { continue }
                    // Where layers follow a plane, some of their voxels are SSE.
                    guard (position - Int(slab.surfaceStart[row, column])) * slab.geometry.electrode.step >= 0 else {
                        found[place] = .electrolyte
                        continue
                    }
                    let index = seen.index(
                        position: position - slab.positions.lowerBound, row: row - rows.lowerBound,
                        column: column - columns.lowerBound)
                    found[place] = Phase(rawValue: codes[index] & ~Phase.notFiniteMark) ?? .outside
                }
            }
        }
        phases = found
    }
}
