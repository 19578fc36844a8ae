import Segmentation
import TestSupport
import VolumeIO
import VoxelCore
import VoxelKernels

/// Every kernel on small synthetic rows: so many rounds, and the number of voxels it has seen.
let kernels: [String: @Sendable (Int) -> Int] = [
    "histogram-uint16": { rounds in
        var counter = GreyCounter(for: .uint16, range: 0...0)
        return onSamples(.uint16, rounds) { counter.add($0) }
    },
    "histogram-float32": { rounds in
        var counter = GreyCounter(for: .float32, range: 0...1)
        return onSamples(.float32, rounds) { counter.add($0) }
    },
    "range-float32": { rounds in
        var range = GreyRange()
        return onSamples(.float32, rounds) { range.add($0) }
    },
    "statistics-uint16": { rounds in
        var statistics = GreyStatistics()
        return onSamples(.uint16, rounds) { statistics.add($0) }
    },
    "labels-uint16": { rounds in
        let labels = AlignedBytes(count: width)
        return onSamples(.uint16, rounds) {
            labelPhases(
                $0, thresholds: PhaseThresholds(na: 30_000), into: labels.buffer.bindMemory(to: UInt8.self))
        }
    },
    "measured-mask-uint16": { rounds in
        let mask = AlignedBytes(count: width)
        return onSamples(.uint16, rounds) { markMeasured($0, in: mask.buffer.bindMemory(to: Bool.self)) }
    },
    "block-sums-uint16": { rounds in
        let sums = SharedBuffer(count: width / 16, repeating: 0.0)
        let counts = SharedBuffer(count: width / 16, repeating: 0)
        return onSamples(.uint16, rounds) {
            addBlockSums($0, firstColumn: 0, blockColumns: 16, sums: sums.elements, counts: counts.elements)
        }
    },
    "weighted-sums-uint16": { rounds in
        let sums = SharedBuffer<Float>(count: width, repeating: 0)
        let weights = SharedBuffer<Float>(count: width, repeating: 0)
        return onSamples(.uint16, rounds) {
            addWeighted($0, weight: 0.5, sums: sums.elements, weights: weights.elements)
        }
    },
    "finite-weighted-sums-uint16": { rounds in
        let sums = SharedBuffer<Float>(count: width, repeating: 0)
        return onSamples(.uint16, rounds) { addWeighted($0, weight: 0.5, sums: sums.elements) }
    },
    "row-sums": { rounds in
        let values = SharedBuffer<Float>(count: width + 24, repeating: 1)
        let sums = SharedBuffer<Float>(count: width, repeating: 0)
        let weights = [Float](repeating: 0.04, count: 25)
        for _ in 0..<rounds {
            sumRows(UnsafeBufferPointer(values.elements), starts: Array(0..<25), weights: weights, into: sums.elements)
        }
        return rounds * width
    },
    "conversion-uint16": { rounds in
        var sum: Float = 0
        return onSamples(.uint16, rounds) { sum += floats($0)[0] } + (sum == 0 ? 1 : 0)
    },
    "transposition-uint16": { rounds in
        let across = AlignedBytes(count: 2 * width)
        return onSamples(.uint16, rounds) {
            transpose($0.bytes, rows: 64, columns: width / 64, elementSize: 2, into: across.buffer)
        }
    },
    "first-contact": { rounds in
        let slab = flatSlab
        var contact = FirstContact(columns: width, layers: slab.layers, findingVoid: false)
        let labels = (0..<width).map { UInt8(truncatingIfNeeded: 1 + ($0 / 7) % 2) }
        for round in 0..<rounds {
            contact.add(labels: labels.span, position: round % slab.layers, mapRow: 0, slab: slab)
        }
        return rounds * width
    },
    "running-maxima-uint16": { rounds in
        let slab = flatSlab
        var maxima = RunningMaxima(columns: width, layers: slab.layers, type: .uint16, thresholds: [])
        var position = 0
        return onSamples(.uint16, rounds) {
            maxima.add(LayerRow(position: position % slab.layers, mapRow: 0, samples: $0), slab: slab)
            position += 1
        }
    },
    "blur": { rounds in
        let taps = BlurTaps(rows: taps, columns: taps, depth: taps)
        return onSlab(rounds) { layout, values, result in
            blurStraight(values.elements, layout: layout, taps: taps, rows: 0..<layout.rows, into: result.elements)
        }
    },
    "field-sweep": { rounds in
        let quantiles = (0..<4_096).map { Float($0) / 512 - 4 }
        let labels = SharedBuffer<UInt8>(count: slabLayout.count, repeating: 0)
        var seed: UInt64 = 0
        return onSlab(rounds) { layout, _, field in
            seed += 1
            sweepField(
                labels: labels.elements, field: field.elements, layout: layout, stencil: stencil,
                rows: 0..<layout.rows, movable: 2..<layout.depth, quantiles: quantiles, seed: seed)
        }
    },
    "field-stencils": { rounds in
        let labels = SharedBuffer<UInt8>(count: slabLayout.count, repeating: 0)
        for voxel in labels.elements.indices where voxel % 7 == 0 { labels.elements[voxel] = 1 }
        return onSlab(rounds) { layout, _, field in
            addStencils(
                labels: labels.elements, to: field.elements, layout: layout, stencil: stencil, rows: 0..<layout.rows)
        }
    },
    "median-uint8": { medians(.uint8, $0) },
    "median-uint16": { medians(.uint16, $0) },
    "median-float32": { medians(.float32, $0) },
    "connected-domains": { rounds in
        let shape = VolumeShape(slices: 8, rows: 64, columns: 64)
        let labels = (0..<shape.count).map { UInt8(truncatingIfNeeded: 1 + ($0 / 5 + $0 / 320) % 2) }
        for _ in 0..<rounds { _ = try? ConnectedDomains(of: .sodium, in: labels.span, shape: shape, threads: 1) }
        return rounds * shape.count
    },
]

private let width = 4_096

/// One row of columns above an interface at 0.
private var flatSlab: Slab {
    let starts = Map(rows: 1, columns: width, repeating: Int32(0))
    return Slab(
        geometry: StrippingGeometry(axis: .z, electrode: .high),
        region: VoxelRegion(VolumeShape(slices: 100, rows: 1, columns: width)), layers: 100, layerStart: starts,
        surfaceStart: starts)
}

/// A straightened slab over a surface of small steps.
private let slabLayout = StraightLayout(
    rows: 16, columns: 64, depth: 16, starts: (0..<16 * 64).map { Int32($0 / 5 % 3) })
private let taps: [Float] = [0.05, 0.25, 0.4, 0.25, 0.05]
private let stencil = PairStencil(negligible: 4e-3) { row, column, depth in
    row * row + column * column + depth * depth == 1 ? 1 : 0
}

private func onSlab(
    _ rounds: Int, _ body: (StraightLayout, _ values: SharedBuffer<Float>, _ result: SharedBuffer<Float>) -> Void
) -> Int {
    let (values, result) = (
        SharedBuffer<Float>(count: slabLayout.count, repeating: 1),
        SharedBuffer<Float>(count: slabLayout.count, repeating: 0)
    )
    for _ in 0..<rounds { body(slabLayout, values, result) }
    return rounds * slabLayout.count
}

/// Random samples; of float32 those between 0 and 1.
private func randomSamples(_ type: SampleType, _ count: Int) -> AlignedBytes {
    var random = TestRandom(seed: 3)
    let bytes = AlignedBytes(count: count * type.byteCount)
    if type == .float32 {
        for index in 0..<count {
            bytes.buffer.storeBytes(
                of: Float.random(in: 0...1, using: &random), toByteOffset: 4 * index, as: Float.self)
        }
    } else {
        for index in bytes.buffer.indices { bytes.buffer[index] = UInt8.random(in: .min ... .max, using: &random) }
    }
    return bytes
}

private func onSamples(_ type: SampleType, _ rounds: Int, _ body: (RawSamples) -> Void) -> Int {
    let bytes = randomSamples(type, width)
    for _ in 0..<rounds { body(RawSamples(type, UnsafeRawBufferPointer(bytes.buffer))) }
    return rounds * width
}

private func medians(_ type: SampleType, _ rounds: Int) -> Int {
    let rows = randomSamples(type, 9 * (width + 2))
    let medians = AlignedBytes(count: width * type.byteCount)
    for _ in 0..<rounds {
        median27(
            rows: RawSamples(type, UnsafeRawBufferPointer(rows.buffer)), centre: 4, count: width, into: medians.buffer)
    }
    return rounds * width
}

func seconds(ofMedian path: String) throws -> String {
    let volume = try MemoryVolume(of: Volume.open(path))
    return try elapsed { try readEverySlice(of: MedianFiltered(volume), threads: 2) }
}

/// Labels are those of result folders: Na is 2.
func seconds(ofDomains path: String) throws -> String {
    let volume = try MemoryVolume(of: Volume.open(path))
    return try elapsed { _ = try ConnectedDomains(of: .sodium, in: volume.bytes.span, shape: volume.shape, threads: 2) }
}
