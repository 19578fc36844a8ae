import VoxelCore
import VoxelKernels

/// A picture of the slab from the side: grey values and phases along the stripping axis, for one row of the map.
package struct CrossSection: Sendable {
    /// The row of the map.
    package let mapRow: Int
    /// The indices along the stripping axis that the rows of the picture show, in ascending order.
    package let positions: Range<Int>
    /// Grey values; a row a position, a column a column of the map.
    package let grey: Map<Float>
    /// What the voxels are: SSE and outside by geometry, the others by grey value; outside behind the last layer.
    package let phases: Map<Phase>

    /// Reads the cross-section of the middle row of a slab's map, with a margin on both sides of the layers.
    ///
    /// - Parameters:
    ///   - grey: the volume as it was read.
    ///   - phases: codes of `Phase` over the box of the slab.
    ///   - slab: the layers.
    /// - Throws: `SimstripError` from reading.
    package init(grey: any VolumeSource, phases: any VolumeSource, slab: Slab) throws {
        let axis = slab.geometry.axis
        let mapAxes = axis.ofMap
        let middle = slab.layerStart.rows / 2
        let margin = max(8, slab.layers)
        let layers = slab.positions
        let window = layers.lowerBound - margin..<layers.upperBound + margin
        positions = window.clamped(to: slab.region[axis])
        mapRow = middle
        var box = slab.region
        box[axis] = positions
        let volumeRow = box[mapAxes.rows].lowerBound + middle
        box[mapAxes.rows] = volumeRow..<volumeRow + 1
        let samples = try Self.read(grey, box, axis)
        box[axis] = layers
        let codes = try Self.read(phases, box, axis)
        self.grey = Map(rows: positions.count, columns: slab.layerStart.columns, values: samples)
        var map = Map(rows: positions.count, columns: slab.layerStart.columns, repeating: Phase.outside)
        let step = slab.geometry.electrode.step
        for (row, position) in positions.enumerated() {
            for column in 0..<map.columns where slab.layerStart[middle, column] != Slab.outside {
                let layer = (position - Int(slab.layerStart[middle, column])) * step + 1
                if (position - Int(slab.surfaceStart[middle, column])) * step < 0 {
                    map[row, column] = .electrolyte
                } else if layer >= 1, layer <= slab.layers {
                    let code = UInt8(codes[(position - layers.lowerBound) * map.columns + column])
                    map[row, column] = Phase(rawValue: code & ~Phase.notFiniteMark) ?? .outside
                }
            }
        }
        self.phases = map
    }

    /// The samples of a box that is one voxel thick across the map's rows: a row a position.
    private static func read(_ source: any VolumeSource, _ box: VoxelRegion, _ axis: Axis) throws -> [Float] {
        let reader = try source.makeReader()
        let type = source.sampleType
        var values: [Float] = []
        let window = AlignedBytes(count: box.rows.count * box.columns.count * type.byteCount)
        for slice in box.slices {
            try reader.read(slice: slice, rows: box.rows, columns: box.columns, into: window.buffer)
            values += floats(RawSamples(type, UnsafeRawBufferPointer(window.buffer)))
        }
        let section = BoxAlongAxis(box.shape, along: axis)
        // Along z and y the samples lie as they are asked for.
        guard section.columnStride > 1 else { return values }
        return (0..<section.positions).flatMap { position in
            (0..<section.columns).map { values[section.index(position: position, row: 0, column: $0)] }
        }
    }
}
