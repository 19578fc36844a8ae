import VoxelCore
import VoxelKernels

extension SodiumPosterior {
    /// The first layer of every column that holds Na, 0 for none, so that after every number of layers as many columns are
    /// Na as in the mean of the samples less its bias, namely those with the highest probability.
    ///
    /// - Parameter inside: the number of columns that are not outside.
    /// - Complexity: O(columns · layers).
    func firstSodium(inside: Int) -> [UInt16] {
        let columns = rows * columns
        let surplus = bias.map { $0.correction.map { Int(($0 * Double(inside)).rounded()) } }
        var result = [UInt16](repeating: 0, count: columns)
        var reached = [UInt8](repeating: 0, count: columns)
        var chosen = 0
        for layer in 0..<layers {
            var total = 0
            var histogram = [Int](repeating: 0, count: samples + 1)
            for column in 0..<columns {
                reached[column] += UInt8(self[layer: layer + 1, at: column].first)
                total += Int(reached[column])
                if result[column] == 0 { histogram[Int(reached[column])] += 1 }
            }
            var wanted = (total + samples / 2) / samples - chosen - (surplus?[layer] ?? 0)
            guard wanted > 0 else { continue }
            // The probability that as many of the columns that are not Na yet exceed; where Na is in no sample, none is.
            wanted = min(wanted, histogram[1...].reduce(0, +))
            guard wanted > 0 else { continue }
            var level = samples
            while histogram[level] < wanted {
                wanted -= histogram[level]
                level -= 1
            }
            // Of equally probable columns, take evenly spread ones.
            let equal = histogram[level]
            var seen = 0
            for column in 0..<columns where result[column] == 0 {
                if Int(reached[column]) > level {
                    result[column] = UInt16(layer + 1)
                    chosen += 1
                } else if Int(reached[column]) == level {
                    if (seen + 1) * wanted / equal > seen * wanted / equal {
                        result[column] = UInt16(layer + 1)
                        chosen += 1
                    }
                    seen += 1
                }
            }
        }
        return result
    }
}

/// Codes of `Phase`: one labelling that stands for all samples of a posterior, made where it is read.
///
/// Up to the first Na of a column it is that of `SodiumPosterior.firstSodium(inside:)`; behind it a voxel is Na where at least half
/// of the samples say so. What is in no layer is outside. Holds 2 bytes a column beside the posterior.
struct PosteriorLabels: VolumeSource {
    let shape: VolumeShape
    private let slab: Slab
    private let posterior: SodiumPosterior
    private let first: [UInt16]

    var sampleType: SampleType { .uint8 }

    /// The labels of a slab's layers in a volume of a shape.
    init(_ posterior: SodiumPosterior, slab: Slab, shape: VolumeShape) {
        self.shape = shape
        self.slab = slab
        self.posterior = posterior
        first = posterior.firstSodium(inside: slab.surfaceStart.values.count { $0 != Slab.outside })
    }

    func makeReader() -> any VolumeReader { Reader(labels: self) }

    /// The labels of a row of the map at one position along the axis, `stride` apart in memory.
    ///
    /// - Complexity: O(runs), and O(columns) of those whose layers are there.
    fileprivate func read(
        mapRow: Int, columns: Range<Int>, position: Int, into labels: UnsafeMutablePointer<UInt8>, stride: Int
    ) {
        let row = mapRow * slab.layerStart.columns
        let ends = slab.runs.ends.span.extracting(slab.runs.firstOfRow[mapRow]..<slab.runs.firstOfRow[mapRow + 1])
        var start = 0
        for index in ends.indices {
            let end = Int(ends[index])
            let layerOne = slab.layerStart.values[row + start]
            let layer = (position - Int(layerOne)) * slab.geometry.electrode.step + 1
            if layerOne != Slab.outside, layer >= 1, layer <= slab.layers {
                for column in (start..<end).clamped(to: columns) {
                    labels[(column - columns.lowerBound) * stride] = code(layer: layer, at: row + column)
                }
            }
            start = end
            if start >= columns.upperBound { break }
        }
    }

    private func code(layer: Int, at column: Int) -> UInt8 {
        let seen = posterior[layer: layer, at: column]
        if seen.isElectrolyte { return Phase.electrolyte.rawValue }
        let first = Int(first[column])
        let phase: Phase
        if layer == first {
            phase = .sodium
        } else if seen.isVoid {
            phase = .void
        } else {
            phase = first != 0 && layer > first && seen.isSodium ? .sodium : .lithium
        }
        return phase.rawValue | (seen.isNotFinite ? Phase.notFiniteMark : 0)
    }

    private final class Reader: VolumeReader {
        let labels: PosteriorLabels

        init(labels: PosteriorLabels) { self.labels = labels }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) {
            let slab = labels.slab
            let (axis, region) = (slab.geometry.axis, slab.region)
            precondition(
                region.slices.contains(slice) && region.rows.contains(rows) && region.columns.contains(columns),
                "a read stays within the region that was segmented")
            let codes = destination.bindMemory(to: UInt8.self)
            precondition(codes.count == rows.count * columns.count)
            codes.update(repeating: Phase.outside.rawValue)
            guard let start = codes.baseAddress else { return }
            let alongRow =
                columns.lowerBound - region.columns.lowerBound..<columns.upperBound
                - region.columns.lowerBound
            switch axis {
            case .z:
                for row in rows {
                    labels.read(
                        mapRow: row - region.rows.lowerBound, columns: alongRow, position: slice,
                        into: start + (row - rows.lowerBound) * columns.count, stride: 1)
                }
            case .y:
                for row in rows {
                    labels.read(
                        mapRow: slice - region.slices.lowerBound, columns: alongRow, position: row,
                        into: start + (row - rows.lowerBound) * columns.count, stride: 1)
                }
            case .x:
                let ofMap = rows.lowerBound - region.rows.lowerBound..<rows.upperBound - region.rows.lowerBound
                for column in columns {
                    labels.read(
                        mapRow: slice - region.slices.lowerBound, columns: ofMap, position: column,
                        into: start + (column - columns.lowerBound), stride: columns.count)
                }
            }
        }
    }
}
