import VoxelCore
import VoxelKernels

/// The slices of a slab's box as domains are found in them: what is Na, what is known to be none, and what is not known.
///
/// Each has one voxel more on all sides than the box. There, too, SSE is known by its side of the interface.
struct SlabSlices {
    /// What is known of a voxel.
    enum State {
        /// Outside, behind the last layer, before the first one, or beyond the region.
        static let unknown: UInt8 = 0
        /// Li, void or SSE.
        static let other: UInt8 = 1
        static let sodium: UInt8 = 2
    }

    /// A slice with its rim.
    struct Slice {
        /// Row by row.
        var states: [UInt8]
        /// The layer of every voxel of Na, from 1.
        var layers: [Int32]
    }

    private let slab: Slab
    private let source: any VolumeSource
    private let reader: any VolumeReader
    private let bytes: AlignedBytes
    /// The box that holds the layers.
    let box: VoxelRegion
    /// How far apart in a slice neighbouring rows lie.
    let stride: Int

    /// The slices of a slab.
    ///
    /// - Parameters:
    ///   - phases: codes of `Phase` over the box of the slab.
    /// - Throws: `SimstripError` from reading.
    init(_ phases: any VolumeSource, slab: Slab) throws {
        self.slab = slab
        source = phases
        reader = try phases.makeReader()
        box = slab.box
        stride = box.columns.count + 2
        bytes = AlignedBytes(count: box.rows.count * box.columns.count * phases.sampleType.byteCount)
    }

    /// A slice nothing is known of.
    var empty: Slice {
        let count = stride * (box.rows.count + 2)
        return Slice(
            states: Array(repeating: State.unknown, count: count), layers: Array(repeating: 0, count: count))
    }

    /// Reads a slice of the box, or tells what is known of the one before or behind it.
    ///
    /// - Parameter z: from one before the box's first slice to one behind its last.
    func read(_ z: Int, into slice: inout Slice) throws {
        let isInBox = box.slices.contains(z)
        if isInBox {
            try reader.read(slice: z, rows: box.rows, columns: box.columns, into: bytes.buffer)
        }
        let codes = isInBox ? floats(RawSamples(source.sampleType, UnsafeRawBufferPointer(bytes.buffer))) : []
        let axis = slab.geometry.axis
        let (step, outside) = (slab.geometry.electrode.step, Slab.outside)
        let (firstRow, firstColumn) = (
            slab.region[axis.ofMap.rows].lowerBound, slab.region[axis.ofMap.columns].lowerBound
        )
        var place = 0
        for y in box.rows.lowerBound - 1..<box.rows.upperBound + 1 {
            for x in box.columns.lowerBound - 1..<box.columns.upperBound + 1 {
                defer { place += 1 }
                slice.states[place] = State.unknown
                let seen = axis.place(z: z, y: y, x: x)
                let (position, row, column) = (seen.position, seen.row - firstRow, seen.column - firstColumn)
                guard row >= 0, row < slab.layerStart.rows, column >= 0, column < slab.layerStart.columns else {
                    continue
                }
                let index = row * slab.layerStart.columns + column
                let (start, surface) = (slab.layerStart.values[index], slab.surfaceStart.values[index])
                guard start != outside else { continue }
                guard (position - Int(surface)) * step >= 0 else {
                    slice.states[place] = State.other
                    continue
                }
                let layer = (position - Int(start)) * step + 1
                guard layer >= 1, layer <= slab.layers, isInBox, box.rows.contains(y), box.columns.contains(x)
                else { continue }
                let voxel = (y - box.rows.lowerBound) * box.columns.count + x - box.columns.lowerBound
                switch Phase(rawValue: UInt8(codes[voxel]) & ~Phase.notFiniteMark) {
                case .sodium:
                    slice.states[place] = State.sodium
                    slice.layers[place] = Int32(layer)
                case .lithium, .void, .electrolyte: slice.states[place] = State.other
                case .outside, nil: break
                }
            }
        }
    }
}
