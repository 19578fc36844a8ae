import CZlib
import VoxelCore

/// Unpacks a gzip or zlib stream of a file from its beginning, or from a state that was kept, onwards.
///
/// zlib checks the checksum of a stream where it ends; a state that was kept goes on with it.
final class Inflater: @unchecked Sendable {
    // zlib keeps the address of the structure and compares it. Whoever shares it among threads copies it and no more.
    private let stream: UnsafeMutablePointer<z_stream>
    private let coding: RawCoding
    /// The bytes of the stream in the file.
    private let extent: Range<Int>
    /// Where the next bytes that zlib has not seen lie in the file.
    private var position: Int
    /// How many bytes have been unpacked.
    private(set) var decodedBytes: Int
    private var isAtEnd = false
    private lazy var input = GrowingBuffer()
    private lazy var sink = GrowingBuffer()

    private static let inputBytes = 64 << 10

    /// - Parameter extent: the bytes of the stream in its file, not empty.
    init(_ coding: RawCoding, extent: Range<Int>, place: Place) throws(SimstripError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        self.coding = coding
        self.extent = extent
        position = extent.lowerBound
        decodedBytes = 0
        // 32 more of the window bits: zlib or gzip, as the first bytes say; 16 more: gzip alone.
        guard simstrip_inflate_init2(stream, coding == .gzip ? 31 : 47) == Z_OK else {
            throw Inflater.noMemory(place)
        }
    }

    /// A copy of another's state, which goes its own way.
    init(copying other: Inflater, place: Place) throws(SimstripError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        coding = other.coding
        extent = other.extent
        // What zlib was given and has not taken is read again.
        position = other.position - Int(other.stream.pointee.avail_in)
        decodedBytes = other.decodedBytes
        isAtEnd = other.isAtEnd
        guard inflateCopy(stream, other.stream) == Z_OK else { throw Inflater.noMemory(place) }
        stream.pointee.next_in = nil
        stream.pointee.avail_in = 0
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Unpacks up to a place in what is unpacked, not before the present one.
    func skip(to target: Int, of file: borrowing InputFile, place: Place) throws(SimstripError) {
        while decodedBytes < target {
            try fill(sink.bytes(min(Inflater.inputBytes, target - decodedBytes)), of: file, place: place)
        }
    }

    /// Unpacks as many bytes as a buffer has.
    ///
    /// - Throws: `SimstripError` of kind `data` where the stream is damaged or ends before.
    func fill(
        _ buffer: UnsafeMutableRawBufferPointer, of file: borrowing InputFile, place: Place
    ) throws(SimstripError) {
        var done = 0
        while done < buffer.count {
            let count = try next(UnsafeMutableRawBufferPointer(rebasing: buffer[done...]), of: file, place: place)
            guard count > 0 else {
                throw .data(
                    "\(place) is shorter than its header says: its packed samples end after \(decodedBytes) unpacked bytes"
                        + adviceForTruncated)
            }
            done += count
        }
    }

    /// Makes sure that nothing is left: the stream ends here, its checksum is right, and nothing follows it.
    func finish(of file: borrowing InputFile, place: Place) throws(SimstripError) {
        guard try next(sink.bytes(1), of: file, place: place) == 0 else {
            throw .data(
                "\(place) is longer than its header says: its packed samples go on behind \(decodedBytes - 1) unpacked"
                    + " bytes; correct the shape and the type")
        }
    }

    /// Unpacks some bytes, not none unless the stream has ended.
    private func next(
        _ buffer: UnsafeMutableRawBufferPointer, of file: borrowing InputFile, place: Place
    ) throws(SimstripError) -> Int {
        // zlib counts in 32 bits.
        let room = min(buffer.count, 1 << 30)
        stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        while !isAtEnd, stream.pointee.avail_out == room {
            if stream.pointee.avail_in == 0 {
                let bytes = input.bytes(min(Inflater.inputBytes, extent.upperBound - position))
                guard !bytes.isEmpty else {
                    throw .data("\(place) is truncated: its packed samples end too soon\(adviceForTruncated)")
                }
                try file.read(into: bytes, at: position, place: place)
                position += bytes.count
                stream.pointee.next_in = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_in = UInt32(bytes.count)
            }
            switch inflate(stream, Z_NO_FLUSH) {
            case Z_OK, Z_BUF_ERROR: continue
            case Z_STREAM_END: try endMember(of: file, place)
            case Z_MEM_ERROR: throw Inflater.noMemory(place)
            case let status:
                let reason = stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)"
                throw .data(
                    "\(place) is damaged: its packed samples cannot be unpacked (zlib: \(reason)); take the file from a"
                        + " copy, or write it again")
            }
        }
        let count = room - Int(stream.pointee.avail_out)
        decodedBytes += count
        return count
    }

    /// What follows the end of a stream: nothing, or of gzip another that goes on with it.
    private func endMember(of file: borrowing InputFile, _ place: Place) throws(SimstripError) {
        let end = position - Int(stream.pointee.avail_in)
        if end == extent.upperBound {
            isAtEnd = true
            return
        }
        guard coding == .gzip, extent.upperBound - end >= 18, let start = file.bytes(at: UInt64(end), count: 2),
            start == [0x1F, 0x8B]
        else {
            throw .data(
                "\(place) has \(extent.upperBound - end) bytes behind the end of its packed samples; what they are is not"
                    + " known. Cut them off, or write it again")
        }
        guard inflateReset(stream) == Z_OK else { throw Inflater.noMemory(place) }
    }

    private static func noMemory(_ place: Place) -> SimstripError {
        SimstripError(.failed, "there is no memory to unpack \(place)")
    }
}
