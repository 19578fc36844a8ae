import VoxelCore
import VoxelKernels

/// The values of a volume that has so few of them that they may be labels.
package struct FewValues: Sendable {
    /// Whole numbers, ascending; at least two.
    package let values: [Double]

    /// A volume with more values is grey: a binned 8-bit scan has dozens.
    private static let most = 10
    /// So many slices are looked at.
    private static let looks = 5

    /// Looks at some slices of a region, the first and the last among them; nil where they hold fractions or more than ten
    /// values.
    ///
    /// - Throws: `SimstripError` from reading.
    /// - Complexity: O(voxels of five slices) of a label volume; of a grey one hardly a row is looked at.
    package init?(in source: any VolumeSource, region: VoxelRegion) throws {
        let reader = try source.makeReader()
        let window = AlignedBytes(count: region.rows.count * region.columns.count * source.sampleType.byteCount)
        var found: Set<Double> = []
        let last = region.slices.count - 1
        for slice in Set((0..<Self.looks).map { region.slices.lowerBound + $0 * last / (Self.looks - 1) }).sorted() {
            try reader.read(slice: slice, rows: region.rows, columns: region.columns, into: window.buffer)
            var counts = CodeCounts(CodeTable([]))
            let row = region.columns.count
            let labels = AlignedBytes(count: row)
            for index in 0..<region.rows.count {
                labelCodes(
                    RawSamples(source.sampleType, UnsafeRawBufferPointer(window.buffer))[
                        index * row..<(index + 1) * row],
                    table: CodeTable([]), counts: &counts, into: labels.buffer.bindMemory(to: UInt8.self))
                found.formUnion(counts.unnamed.keys)
                guard counts.fraction == nil, found.count <= Self.most else { return nil }
            }
        }
        guard found.count >= 2 else { return nil }
        values = found.sorted()
    }

    /// What to do where they are labels.
    package var hint: String {
        "the slices looked at hold only the values \(values.map { short($0) }.joined(separator: ", ")): if these are labels of a"
            + " segmentation, strip them as such: --segmentation labels --codes li=…,na=…,sse=…"
    }
}
