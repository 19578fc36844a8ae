/// A volume that can be asked for any part of itself and never has to be held as a whole.
///
/// Samples are stored in (z, y, x) order, x fastest, in the machine's byte order.
public protocol VolumeSource: Sendable {
    /// The extents of the volume.
    var shape: VolumeShape { get }
    /// The type of the samples ``makeReader()``'s readers deliver.
    var sampleType: SampleType { get }
    /// A reader with its own file handles and buffers, for use by one thread at a time.
    ///
    /// - Throws: ``SimstripError``.
    func makeReader() throws -> any VolumeReader
}

/// Reads parts of slices. Not thread-safe: every worker makes its own.
public protocol VolumeReader: AnyObject {
    /// Reads a window of one slice.
    ///
    /// - Parameters:
    ///   - slice: index along z, within the shape.
    ///   - rows: range along y, not empty, within the shape.
    ///   - columns: range along x, not empty, within the shape.
    ///   - destination: exactly `rows.count · columns.count` samples of the source's type; tightly packed rows.
    /// - Throws: ``SimstripError`` naming the slice and its file.
    func read(
        slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer) throws
}
