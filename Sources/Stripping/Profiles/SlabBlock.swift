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

    /// The rows and columns of the map that are shown: those in its middle.
    private static func place(in slab: Slab) -> (rows: Range<Int>, columns: Range<Int>) {
        let wanted = min(max(proportion * slab.layers, width.lowerBound), width.upperBound)
        let widest = min(wanted, max(16, Int(Double(most / slab.layers).squareRoot())))
        let middle = { (count: Int) -> Range<Int> in
            let wide = min(count, widest)
            return (count - wide) / 2..<(count - wide) / 2 + wide
        }
        return (middle(slab.layerStart.rows), middle(slab.layerStart.columns))
    }

    /// The part of the volume that is read for the block of a slab.
    package static func box(of slab: Slab) -> VoxelRegion {
        let (rows, columns) = place(in: slab)
        let axes = slab.geometry.axis.ofMap
        var box = slab.box
        let (firstRow, firstColumn) = (box[axes.rows].lowerBound, box[axes.columns].lowerBound)
        box[axes.rows] = firstRow + rows.lowerBound..<firstRow + rows.upperBound
        box[axes.columns] = firstColumn + columns.lowerBound..<firstColumn + columns.upperBound
        return box
    }

    /// Reads the block in the middle of a slab.
    ///
    /// - Parameters:
    ///   - phases: codes of `Phase` over the box of the slab.
    /// - Throws: `SimstripError` from reading.
    package init(phases source: any VolumeSource, slab: Slab, threads: Int) throws {
        let axis = slab.geometry.axis
        let (rows, columns) = Self.place(in: slab)
        (self.rows, self.columns, layers) = (rows, columns, slab.layers)
        let window = Self.box(of: slab)
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
