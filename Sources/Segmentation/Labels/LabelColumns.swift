import VoxelCore

/// What is noted of every column of a map while threads go through the columns; those of a map's row are one thread's.
final class LabelColumns: @unchecked Sendable {
    private let states: AlignedBytes
    private let values: AlignedBytes
    let columns: Int
    let count: Int

    /// All states and values 0.
    init(rows: Int, columns: Int) {
        self.columns = columns
        count = rows * columns
        states = AlignedBytes(count: count)
        values = AlignedBytes(count: count * MemoryLayout<Int32>.size)
        states.buffer.initializeMemory(as: UInt8.self, repeating: 0)
        values.buffer.initializeMemory(as: Int32.self, repeating: 0)
    }

    /// Calls `body` with the states and the values of a row.
    func withRow(_ row: Int, _ body: (inout MutableSpan<UInt8>, inout MutableSpan<Int32>) -> Void) {
        let range = row * columns..<(row + 1) * columns
        var states = UnsafeMutableBufferPointer(rebasing: states.buffer.assumingMemoryBound(to: UInt8.self)[range])
            .mutableSpan
        var values = UnsafeMutableBufferPointer(rebasing: values.buffer.assumingMemoryBound(to: Int32.self)[range])
            .mutableSpan
        body(&states, &values)
    }

    /// The state and the value of a column, once all threads are done.
    subscript(column: Int) -> (state: UInt8, value: Int32) {
        (
            states.buffer.assumingMemoryBound(to: UInt8.self)[column],
            values.buffer.assumingMemoryBound(to: Int32.self)[column]
        )
    }
}
