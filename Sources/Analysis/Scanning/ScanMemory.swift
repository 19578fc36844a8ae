import Options
import Segmentation
import VoxelCore

extension Scan {
    /// The shape of the volume.
    package var shape: VolumeShape { volume.shape }

    /// The bytes of the volume's files.
    package var fileBytes: Int { volume.files.reduce(0) { $0 + $1.bytes } }

    /// At most so many bytes are in memory at once while the scan is stripped.
    ///
    /// Known before a sample is read: where axis or voxel size are still to be found, the largest of the possible values
    /// counts. Layers follow the interface, so a box that holds them all is deeper than their number; a relief of up to
    /// a tenth of the map's longer edge is provided for.
    package var memoryBound: Int {
        let axes = parameters.axis.map { [$0] } ?? Axis.allCases
        return axes.map(memoryBound).max() ?? 0
    }

    private func memoryBound(along axis: Axis) -> Int {
        let extents = Axis.allCases.filter { $0 != axis }.map { region[$0].count }
        let columns = extents[0] * extents[1]
        let depth = region[axis].count
        let layers = min(depth, layerBound(along: axis))
        let box = columns * min(depth, layers + 12 + (extents.max() ?? 0) / 10)
        // The program, the report's pictures, the windows that each thread reads through.
        let slice = shape.rows * shape.columns * volume.sampleType.byteCount
        var bytes = (48 << 20) + parameters.threads * ((4 << 20) + 8 * slice)
        if case .gaussian(let sigma) = parameters.denoising {
            bytes += parameters.threads * (8 * Int(sigma.rounded(.up)) + 2) * slice
        }
        // Interface, slab, first-Na maps, coverage maps as they are written.
        bytes += columns * (96 + 4 * parameters.threads)
        switch parameters.segmentation {
        case .threshold:
            if parameters.writesLabels || parameters.minimalDomain > 1 { bytes += 10 * box }
            // Of every thread the counts of every threshold and layer, and the running maxima of the columns.
            if parameters.sweepsThresholds { bytes += parameters.threads * (4 * 65_537 * layers + 4 * columns) }
        case .markov:
            // The larger of the two: refining the interface over 26 voxels, then the field over the slab, both with the
            // surroundings that undoing a fringe takes.
            bytes += columns * max(26, layers + 24) * 48 + 2 * box
            if parameters.writesLabels || parameters.minimalDomain > 1 { bytes += 10 * box }
        }
        return bytes
    }

    /// Less is not enough whatever the axis: maps of the smallest face, a row of samples of every thread and its stack, and
    /// with the random field the surroundings of the interface.
    var leastMemory: Int {
        let extents = region.shape.extents.sorted()
        let columns = extents[0] * extents[1]
        let surroundings = parameters.segmentation == .markov ? FieldMemory.surroundings * FieldMemory.bytesPerVoxel : 0
        let perThread = 4 * columns + shape.columns * volume.sampleType.byteCount + (8 << 20)
        return columns * (32 + surroundings) + parameters.threads * perThread
    }

    private func layerBound(along axis: Axis) -> Int {
        switch parameters.amount {
        case .layers(let count): return count
        case .thickness(let thickness):
            guard let edge = voxelSize?[axis] else { return 0 }
            let layers = (thickness.micrometres / edge.micrometres).rounded(.up)
            return layers < 1e9 ? Int(layers) : Int(Int32.max)
        }
    }
}
