import CZlib
import FoundationEssentials
import VoxelCore

extension [UInt8] {
    /// The bytes behind zlib's format (RFC 1950).
    ///
    /// - Throws: `SimstripError` of kind `failed` where zlib has no memory.
    package func packed(level: Int32) throws(SimstripError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: Int(compressBound(uLong(count))))
        var size = uLong(result.count)
        guard compress2(&result, &size, self, uLong(count), level) == Z_OK else {
            throw SimstripError(.failed, "\(count) bytes of a picture could not be compressed")
        }
        return Array(result.prefix(Int(size)))
    }

    /// The same as text within a page.
    package func packedText() throws(SimstripError) -> String { Data(try packed(level: 6)).base64EncodedString() }
}
