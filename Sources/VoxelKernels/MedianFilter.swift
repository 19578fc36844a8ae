import CMedian
import VoxelCore

/// The median of every 3 × 3 × 3 neighbourhood along a row.
///
/// The nine samples of every column of a neighbourhood are sorted once (25 exchanges) and shared by the three
/// neighbourhoods that hold the column. Ranks are then compared among three neighbouring columns, and of the 27 only the
/// 13 that can be the median are formed. They are three ascending chains: two are merged (Batcher 1968, odd–even merge),
/// and the seventh of two ascending chains is a minimum of maxima. There are minima and maxima only, which the loops in
/// `CMedian` turn into vector instructions.
///
/// A sample that is not finite stays as it is; among the neighbours of another, NaN counts as greater than any number, and
/// −0 as less than 0.
///
/// - Parameters:
///   - rows: nine rows of `count + 2` samples, neighbours along y and z in any order, each with one sample more at both
///     ends.
///   - centre: which of the nine is the row itself.
///   - count: the number of medians.
///   - medians: memory for `count` samples of the same type.
/// - Complexity: O(count).
package func median27(rows: RawSamples, centre: Int, count: Int, into medians: UnsafeMutableRawBufferPointer) {
    precondition(rows.count == 9 * (count + 2) && medians.count == count * rows.type.byteCount)
    precondition((0..<9).contains(centre))
    guard let samples = rows.bytes.baseAddress, let medians = medians.baseAddress else { return }
    switch rows.type {
    case .uint8: simstrip_median27_uint8(samples, centre, count, medians)
    case .int8: simstrip_median27_int8(samples, centre, count, medians)
    case .uint16: simstrip_median27_uint16(samples, centre, count, medians)
    case .int16: simstrip_median27_int16(samples, centre, count, medians)
    case .uint32: simstrip_median27_uint32(samples, centre, count, medians)
    case .int32: simstrip_median27_int32(samples, centre, count, medians)
    case .float16: simstrip_median27_float16(samples, centre, count, medians)
    case .float32: simstrip_median27_float32(samples, centre, count, medians)
    case .float64: simstrip_median27_float64(samples, centre, count, medians)
    }
}
