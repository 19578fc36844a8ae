/// A volume that can be asked for any part of itself and never has to be held as a whole.
///
/// Samples are stored in (z, y, x) order, x fastest, in the machine's byte order.
public protocol VolumeSource: Sendable {
    /// The extents of the volume.
    var shape: VolumeShape { get }
    /// The type of the samples ``makeReader()``'s readers deliver.
    var sampleType: SampleType { get }
    /// How many slices are stored and decoded together: slice z is in block z / `blockDepth`, and the last block may be
    /// cut short by the end of the volume. At least 1, which is what a source says that is stored slice by slice.
    ///
    /// A source that passes on another's slices passes this on, too. Whoever shares slices among threads shares out whole
    /// blocks; see `SliceRuns`.
    var blockDepth: Int { get }
    /// How many slices before and after a slice are read for it, as far as there are any. At least 0, which is what a
    /// source says that reads no slice but the one it is asked for.
    ///
    /// A source that reads another adds its own reach to that one's.
    var sliceReach: Int { get }
    /// A reader with its own file handles and buffers, for use by one thread at a time.
    ///
    /// - Throws: ``SimstripError``.
    func makeReader() throws -> any VolumeReader
}

extension VolumeSource {
    /// 1: stored slice by slice.
    public var blockDepth: Int { 1 }
    /// 0: a slice is read for its own sake alone.
    public var sliceReach: Int { 0 }
}

/// Another volume seen differently, voxel for voxel; unless it says otherwise, its extents, type, blocks and reach are that
/// one's.
package protocol VolumeView: VolumeSource {
    /// What is seen.
    var source: any VolumeSource { get }
}

extension VolumeView {
    package var shape: VolumeShape { source.shape }
    package var sampleType: SampleType { source.sampleType }
    package var blockDepth: Int { source.blockDepth }
    package var sliceReach: Int { source.sliceReach }
}

/// Reads parts of slices. Not thread-safe: every worker makes its own.
///
/// Readers may keep what they decoded last, so slices are best asked for one after another.
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
