import Drawings
import FoundationEssentials
import VoxelCore

extension [UInt8] {
    /// The bytes compressed, as text within a page.
    ///
    /// - Throws: `SimstripError` of kind `failed` where zlib has no memory.
    func packedText() throws(SimstripError) -> String { Data(try packed(level: 6)).base64EncodedString() }
}
