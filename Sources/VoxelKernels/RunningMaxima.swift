import VoxelCore

/// How the greatest grey value of every column grows from layer to layer, counted by the thresholds that it reaches.
///
/// With M_n the greatest grey value of layers 1 … n of a column, the column is Na after n layers at every threshold up to
/// M_n. Kept are, for every column, the number of thresholds reached so far, and for every layer by how much each number
/// became more or less frequent. A column rarely sets a new maximum, so most voxels cost one comparison. NaN reaches no
/// threshold.
///
/// Columns have to be taken in from the SSE into the electrode; see `accumulateColumns`.
package struct RunningMaxima: Sendable {
    /// N.
    package let layers: Int
    /// The thresholds in ascending order; empty where every value of the type is one.
    private let thresholds: [Double]
    /// The number of thresholds that each column reaches.
    private var reached: [Int32]
    /// Columns that reach so many thresholds after layer n, minus those after layer n − 1; layer after layer.
    private var changes: [Int32]
    /// Whether any column reached so many thresholds, and no more, after some layer.
    private var occurs: [Bool]
    private let width: Int

    /// Nothing taken in yet.
    ///
    /// - Parameters:
    ///   - columns: columns of the map.
    ///   - layers: N.
    ///   - type: the type of the samples.
    ///   - thresholds: ascending, without repetitions; not used for samples of 8 and 16 bits, where every value is one.
    package init(columns: Int, layers: Int, type: SampleType, thresholds: [Double]) {
        self.layers = layers
        let values = Self.everyValue(of: type)
        self.thresholds = values == nil ? thresholds : []
        width = (values?.count ?? thresholds.count) + 1
        reached = Array(repeating: 0, count: columns)
        changes = Array(repeating: 0, count: width * layers)
        occurs = Array(repeating: false, count: width)
    }

    /// The values of a type where each is a threshold; nil where thresholds have to be listed.
    package static func everyValue(of type: SampleType) -> ClosedRange<Int>? {
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
    package mutating func add(_ row: LayerRow, slab: borrowing Slab) {
        let columns = slab.layerStart.columns
        precondition(row.samples.count == columns && reached.count == slab.layerStart.count)
        let first = row.mapRow * columns
        slab.forEachLayerRun(position: row.position, mapRow: row.mapRow) { layer, run in
            let changed = (layer - 1) * width..<layer * width
            reached.withUnsafeMutableBufferPointer { reached in
                changes.withUnsafeMutableBufferPointer { changes in
                    occurs.withUnsafeMutableBufferPointer { occurs in
                        var kernel = NewMaxima(
                            thresholds: thresholds,
                            reached: UnsafeMutableBufferPointer(
                                rebasing: reached[first + run.lowerBound..<first + run.upperBound]),
                            changes: UnsafeMutableBufferPointer(rebasing: changes[changed]), occurs: occurs)
                        kernel(row.samples[run])
                    }
                }
            }
        }
    }

    /// How many columns reach a threshold, after every layer.
    ///
    /// - Parameter parts: what each thread has seen of columns of its own; at least one.
    /// - Returns: the thresholds by their indices in ascending order — where every value is one, only those that are some
    ///   column's maximum after some layer, since the others count as the next — and N rows of counts.
    /// - Complexity: O(N · thresholds) for every part.
    package static func columnsReaching(_ parts: [RunningMaxima]) -> (thresholds: [Int], counts: [Int32]) {
        let (layers, width) = (parts[0].layers, parts[0].width)
        let isEveryValue = parts[0].thresholds.isEmpty
        let listed = (0..<width - 1).filter { index in
            !isEveryValue || parts.contains { $0.occurs[index + 1] }
        }
        // Between two that are listed lie none, or those whose frequencies are 0.
        var counts = Array(repeating: Int32(0), count: layers * listed.count)
        var frequencies = Array(repeating: Int32(0), count: width)
        for layer in 0..<layers {
            for part in parts { part.add(changesOf: layer, to: &frequencies) }
            var sum: Int32 = 0
            for place in stride(from: listed.count - 1, through: 0, by: -1) {
                sum += frequencies[listed[place] + 1]
                counts[layer * listed.count + place] = sum
            }
        }
        return (listed, counts)
    }

    private func add(changesOf layer: Int, to frequencies: inout [Int32]) {
        let changes = self.changes.span.extracting(layer * width..<(layer + 1) * width)
        precondition(changes.count == frequencies.count)
        var frequencies = frequencies.mutableSpan
        for number in changes.indices { frequencies[number] &+= changes[number] }
    }
}

private struct NewMaxima: SampleKernel {
    let thresholds: [Double]
    let reached: UnsafeMutableBufferPointer<Int32>
    let changes: UnsafeMutableBufferPointer<Int32>
    let occurs: UnsafeMutableBufferPointer<Bool>

    func run<T: Sample>(_ samples: Span<T>) {
        precondition(reached.count == samples.count)
        var reached = self.reached.mutableSpan
        var changes = self.changes.mutableSpan
        for column in samples.indices {
            let before = reached[column]
            let now: Int32
            if T.exactBinCount > 0 {
                let bin = Int32(truncatingIfNeeded: samples[column].exactBin)
                guard bin >= before else { continue }
                now = bin &+ 1
            } else {
                guard let number = reachedThresholds(of: samples[column].grey, before: Int(before)) else { continue }
                now = Int32(truncatingIfNeeded: number)
            }
            changes[Int(before)] &-= 1
            changes[Int(now)] &+= 1
            occurs[Int(now)] = true
            reached[column] = now
        }
    }

    /// The number of thresholds that a grey value reaches, nil where they are no more than `before`.
    private func reachedThresholds(of grey: Double, before: Int) -> Int? {
        guard before < thresholds.count, grey >= thresholds[before] else { return nil }
        var (low, high) = (before + 1, thresholds.count)
        while low < high {
            let middle = (low + high) / 2
            if grey >= thresholds[middle] { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
