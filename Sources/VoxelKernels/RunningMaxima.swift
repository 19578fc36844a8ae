import VoxelCore

/// How the greatest grey value of every column grows from layer to layer, counted by the thresholds that it reaches.
///
/// With M_n the greatest grey value of layers 1 … n of a column, the column is Na after n layers at every threshold up to
/// M_n. Kept are, for every column, the number of thresholds reached so far, and for every layer by how much each number
/// became more or less frequent. A column rarely sets a new maximum, so most voxels cost one comparison. NaN reaches no
/// threshold.
///
/// Columns have to be taken in from the SSE into the electrode; see `accumulateColumns`.
public struct RunningMaxima: Sendable {
    /// N.
    public let layers: Int
    /// The thresholds in ascending order; empty where every value of the type is one.
    private let thresholds: [Double]
    /// The number of thresholds that each column reaches.
    private var reached: [Int32]
    /// Columns that reach so many thresholds after layer n, minus those after layer n − 1; layer after layer.
    private var changes: [Int32]
    private let width: Int

    /// Nothing taken in yet.
    ///
    /// - Parameters:
    ///   - columns: columns of the map.
    ///   - layers: N.
    ///   - type: the type of the samples.
    ///   - thresholds: ascending, without repetitions; not used for samples of 8 and 16 bits, where every value is one.
    public init(columns: Int, layers: Int, type: SampleType, thresholds: [Double]) {
        self.layers = layers
        let values = Self.everyValue(of: type)
        self.thresholds = values == nil ? thresholds : []
        width = (values?.count ?? thresholds.count) + 1
        reached = Array(repeating: 0, count: columns)
        changes = Array(repeating: 0, count: width * layers)
    }

    /// The values of a type where each is a threshold; nil where thresholds have to be listed.
    public static func everyValue(of type: SampleType) -> ClosedRange<Int>? {
        switch type {
        case .uint8: 0...Int(UInt8.max)
        case .uint16: 0...Int(UInt16.max)
        case .int8: Int(Int8.min)...Int(Int8.max)
        case .int16: Int(Int16.min)...Int(Int16.max)
        default: nil
        }
    }

    /// Takes in a row of voxels at one position along the stripping axis.
    ///
    /// - Complexity: O(columns), and O(log thresholds) for every new maximum.
    public mutating func add(_ row: LayerRow, slab: borrowing Slab) {
        let columns = slab.layerStart.columns
        precondition(row.samples.count == columns && reached.count == slab.layerStart.count)
        let first = row.mapRow * columns
        slab.forEachLayerRun(position: row.position, mapRow: row.mapRow) { layer, run in
            let changed = (layer - 1) * width..<layer * width
            reached.withUnsafeMutableBufferPointer { reached in
                changes.withUnsafeMutableBufferPointer { changes in
                    var kernel = NewMaxima(
                        thresholds: thresholds,
                        reached: UnsafeMutableBufferPointer(
                            rebasing: reached[first + run.lowerBound..<first + run.upperBound]),
                        changes: UnsafeMutableBufferPointer(rebasing: changes[changed]))
                    kernel(row.samples[run])
                }
            }
        }
    }

    /// Takes in what another thread has seen of other columns.
    public mutating func merge(_ other: RunningMaxima) {
        precondition(other.changes.count == changes.count)
        for i in changes.indices { changes[i] += other.changes[i] }
    }

    /// How many columns reach a threshold, for every threshold in ascending order, after every layer: N rows.
    ///
    /// - Complexity: O(N · thresholds).
    public func columnsReaching() -> [Int32] {
        var counts = Array(repeating: Int32(0), count: layers * (width - 1))
        var frequencies = Array(repeating: Int32(0), count: width)
        for layer in 0..<layers {
            var sum: Int32 = 0
            for number in stride(from: width - 1, to: 0, by: -1) {
                frequencies[number] += changes[layer * width + number]
                sum += frequencies[number]
                counts[layer * (width - 1) + number - 1] = sum
            }
        }
        return counts
    }
}

private struct NewMaxima: SampleKernel {
    let thresholds: [Double]
    let reached: UnsafeMutableBufferPointer<Int32>
    let changes: UnsafeMutableBufferPointer<Int32>

    func run<T: Sample>(_ samples: Span<T>) {
        var reached = self.reached.mutableSpan
        var changes = self.changes.mutableSpan
        for column in samples.indices {
            let before = Int(reached[column])
            guard let now = advance(from: before, by: samples[column]) else { continue }
            changes[before] &-= 1
            changes[now] &+= 1
            reached[column] = Int32(truncatingIfNeeded: now)
        }
    }

    /// The number of thresholds that a sample reaches, nil where they are no more than `before`.
    @inline(__always)
    private func advance<T: Sample>(from before: Int, by sample: T) -> Int? {
        if T.exactBinCount > 0 { return sample.exactBin >= before ? sample.exactBin + 1 : nil }
        guard before < thresholds.count, sample.grey >= thresholds[before] else { return nil }
        var (low, high) = (before + 1, thresholds.count)
        while low < high {
            let middle = (low + high) / 2
            if sample.grey >= thresholds[middle] { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
