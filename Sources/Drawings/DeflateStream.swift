import CZlib
import VoxelCore

/// Bytes that are compressed as they come, in zlib's format (RFC 1950).
final class DeflateStream {
    /// What has been compressed so far.
    private(set) var compressed: [UInt8] = []
    private let stream: UnsafeMutablePointer<z_stream>
    private var room = [UInt8](repeating: 0, count: 1 << 16)

    /// - Throws: `SimstripError` of kind `failed` where zlib has no memory.
    init(level: Int32) throws(SimstripError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard simstrip_deflate_init(stream, level) == Z_OK else {
            stream.deallocate()
            throw SimstripError(.failed, "there is no memory to compress a picture")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses some more bytes.
    ///
    /// - Parameter isLast: whether nothing comes after them.
    func add(_ bytes: [UInt8], isLast: Bool = false) {
        var bytes = bytes
        bytes.withUnsafeMutableBufferPointer { bytes in
            stream.pointee.next_in = bytes.baseAddress
            stream.pointee.avail_in = uInt(bytes.count)
            repeat {
                let count = room.withUnsafeMutableBufferPointer { room in
                    stream.pointee.next_out = room.baseAddress
                    stream.pointee.avail_out = uInt(room.count)
                    deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                    return room.count - Int(stream.pointee.avail_out)
                }
                compressed += room.prefix(count)
            } while stream.pointee.avail_out == 0
        }
    }
}
