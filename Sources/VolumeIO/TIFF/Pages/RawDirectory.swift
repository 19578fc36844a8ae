import VoxelCore

/// The first bytes of a TIFF file: byte order, classic or BigTIFF, and where the first directory is.
struct TIFFHeader {
    let isLittleEndian: Bool
    let isBig: Bool
    let firstDirectory: UInt64

    /// Reads the header.
    ///
    /// - Throws: `SimstripError` of kind `data` where the file is not a TIFF file.
    init(of file: borrowing InputFile, place: Place) throws(SimstripError) {
        guard file.identity.bytes > 0 else { throw .data("\(place) is an empty file, not a TIFF image") }
        guard let start = file.bytes(at: 0, count: min(16, file.identity.bytes)), start.count >= 8 else {
            throw .data("\(place) is too short for a TIFF image: \(file.identity.bytes) bytes")
        }
        switch (start[0], start[1]) {
        case (0x49, 0x49): isLittleEndian = true
        case (0x4D, 0x4D): isLittleEndian = false
        default:
            throw .data(TIFFHeader.refusal(of: file, start, place))
        }
        let fields = ByteFields(bytes: start, isLittleEndian: isLittleEndian)
        switch fields.unsigned(at: 2, count: 2) {
        case 42:
            isBig = false
            firstDirectory = fields.unsigned(at: 4, count: 4)
        case 43 where start.count == 16 && fields.unsigned(at: 4, count: 2) == 8:
            isBig = true
            firstDirectory = fields.unsigned(at: 8, count: 8)
        default:
            throw .data(TIFFHeader.refusal(of: file, start, place))
        }
    }

    private static func refusal(of file: borrowing InputFile, _ start: [UInt8], _ place: Place) -> String {
        let bytes = file.bytes(at: 0, count: min(512, file.identity.bytes)) ?? start
        let found = "\(place) is not a TIFF image: it begins with \(preview(of: start))"
        let isNamed = FilePath.last(of: place.path).lowercased()
        let isBare = isNamed.hasSuffix(".raw") || isNamed.hasSuffix(".vol")
        guard let kind = FileKind(ofBytes: bytes) ?? (isBare ? FileKind(ofName: isNamed) : nil) else {
            return found + "; save it as TIFF, or move it away if it is none of the slices"
        }
        let told = isBare ? VolInfo(beside: place.path)?.advice(bytes: file.identity.bytes) : nil
        return "\(found); it is \(kind.words): \(told ?? kind.advice)"
    }

    private static func preview(of bytes: [UInt8]) -> String {
        let text = bytes.prefix(8)
        if text.allSatisfy({ (0x20..<0x7F).contains($0) }) { return "'\(String(decoding: text, as: UTF8.self))'" }
        return text.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined(separator: " ")
    }
}

/// A directory as it lies in the file: tags, their types and where their values are.
///
/// libtiff interprets directories; this walks them, because libtiff finds page i by walking all before it, and reads
/// what libtiff rounds (resolutions become single precision) or leaves to its codecs (the predictor).
struct RawDirectory {
    struct Entry {
        let type: UInt16
        let count: UInt64
        /// Up to 8 bytes: the value itself, or its offset.
        let field: ArraySlice<UInt8>
    }

    let offset: UInt64
    let entries: [UInt16: Entry]
    /// The descriptions behind the first: tifffile writes the shape of an array into one of its own.
    let otherDescriptions: [Entry]
    /// The number of entries, repeated tags included.
    let entryCount: Int
    /// The offset of the next directory; 0 after the last.
    let next: UInt64
    private let isLittleEndian: Bool
    private let isBig: Bool

    /// No writer has a use for more; libtiff refuses more, too.
    private static let largestEntryCount: UInt64 = 4096

    /// Reads the directory at an offset.
    ///
    /// - Throws: `SimstripError` of kind `data` where it reaches past the end of the file.
    init(at offset: UInt64, of file: borrowing InputFile, header: TIFFHeader, place: Place) throws(SimstripError) {
        let countSize = header.isBig ? 8 : 2
        let entrySize = header.isBig ? 20 : 12
        let nextSize = header.isBig ? 8 : 4
        guard let countBytes = file.bytes(at: offset, count: countSize) else {
            throw .data(
                "\(place) is truncated: its directory is at byte \(offset), the file has \(file.identity.bytes)\(adviceForTruncated)"
            )
        }
        let count = ByteFields(bytes: countBytes, isLittleEndian: header.isLittleEndian)
            .unsigned(at: 0, count: countSize)
        guard count > 0, count <= RawDirectory.largestEntryCount else {
            throw .data("\(place) is damaged: a directory of \(count) entries at byte \(offset)")
        }
        let length = Int(count) * entrySize
        guard let bytes = file.bytes(at: offset + UInt64(countSize), count: length + nextSize) else {
            throw .data(
                "\(place) is truncated: its directory of \(count) entries at byte \(offset) ends past the file's"
                    + " \(file.identity.bytes) bytes\(adviceForTruncated)")
        }
        let fields = ByteFields(bytes: bytes, isLittleEndian: header.isLittleEndian)
        var entries: [UInt16: Entry] = [:]
        var otherDescriptions: [Entry] = []
        for index in 0..<Int(count) {
            let start = index * entrySize
            let tag = UInt16(fields.unsigned(at: start, count: 2))
            let valueStart = start + (header.isBig ? 12 : 8)
            let entry = Entry(
                type: UInt16(fields.unsigned(at: start + 2, count: 2)),
                count: fields.unsigned(at: start + 4, count: header.isBig ? 8 : 4),
                field: bytes[valueStart..<valueStart + nextSize])
            // The first of equal tags counts, as in libtiff.
            if entries[tag] == nil {
                entries[tag] = entry
            } else if tag == RawDirectory.description, otherDescriptions.count < 4 {
                otherDescriptions.append(entry)
            }
        }
        self.offset = offset
        self.entries = entries
        self.otherDescriptions = otherDescriptions
        entryCount = Int(count)
        next = fields.unsigned(at: length, count: nextSize)
        isLittleEndian = header.isLittleEndian
        isBig = header.isBig
    }

    private static let description: UInt16 = 270
    /// What tells how pages belong together is short.
    private static let largestDescription: UInt64 = 1 << 16

    /// The texts of the page that may say how pages belong together, as far as they are short.
    ///
    /// - Parameter bytes: how much of each is read; nil for all. Of pages by the hundred thousand little has to do.
    func descriptions(of file: borrowing InputFile, first bytes: Int? = nil) -> [String] {
        var texts: [String] = []
        for entry in [entries[RawDirectory.description]].compactMap({ $0 }) + otherDescriptions {
            guard entry.type == 2, bytes != nil || entry.count <= RawDirectory.largestDescription else { continue }
            let count = Int(min(entry.count, UInt64(bytes ?? .max)))
            var text = Array(entry.field)
            if entry.count > UInt64(text.count) {
                let offset = ByteFields(bytes: text, isLittleEndian: isLittleEndian).unsigned(at: 0, count: text.count)
                guard let read = file.bytes(at: offset, count: count) else { continue }
                text = read
            }
            texts.append(String(decoding: text.prefix(count).prefix { $0 != 0 }, as: UTF8.self))
        }
        return texts
    }

    /// The value of a tag that holds one unsigned integer in its entry.
    func unsigned(_ tag: UInt16) -> UInt64? {
        guard let entry = entries[tag], entry.count == 1, let size = size(of: entry.type) else { return nil }
        return ByteFields(bytes: Array(entry.field), isLittleEndian: isLittleEndian).unsigned(at: 0, count: size)
    }

    /// Some values of a tag that holds at least so many unsigned integers; nothing else of it is read.
    ///
    /// - Returns: nil where it does not, or where the file does not hold them.
    func unsigned(_ tag: UInt16, _ range: Range<Int>, of file: borrowing InputFile) -> [UInt64]? {
        guard let entry = entries[tag], let size = size(of: entry.type), range.upperBound <= entry.count else {
            return nil
        }
        let start = range.lowerBound * size
        let bytes: [UInt8]
        if entry.count <= UInt64(entry.field.count / size) {
            bytes = Array(entry.field.dropFirst(start))
        } else {
            let table = ByteFields(bytes: Array(entry.field), isLittleEndian: isLittleEndian)
                .unsigned(at: 0, count: entry.field.count)
            let (offset, overflow) = table.addingReportingOverflow(UInt64(start))
            guard !overflow, let read = file.bytes(at: offset, count: range.count * size) else { return nil }
            bytes = read
        }
        return ByteFields(bytes: bytes, isLittleEndian: isLittleEndian).unsigned(range.count, of: size)
    }

    /// The bytes of an unsigned integer type; nil of any other type.
    private func size(of type: UInt16) -> Int? {
        switch type {
        case 1: 1
        case 3: 2
        case 4, 13: 4
        case 16 where isBig, 18 where isBig: 8
        default: nil
        }
    }

    /// The inverse of a tag that holds one unsigned rational, to the last digit: of 10/13, 1.3.
    func inverseRational(_ tag: UInt16, of file: borrowing InputFile) -> Double? {
        guard let entry = entries[tag], entry.type == 5, entry.count == 1 else { return nil }
        let inEntry = ByteFields(bytes: Array(entry.field), isLittleEndian: isLittleEndian)
        let pair: ByteFields
        if isBig {
            pair = inEntry
        } else {
            guard let bytes = file.bytes(at: inEntry.unsigned(at: 0, count: 4), count: 8) else { return nil }
            pair = ByteFields(bytes: bytes, isLittleEndian: isLittleEndian)
        }
        let numerator = pair.unsigned(at: 0, count: 4)
        guard numerator > 0 else { return nil }
        return Double(pair.unsigned(at: 4, count: 4)) / Double(numerator)
    }

    /// Whether the page is a smaller version or a mask of another one: NewSubfileType, or its old form.
    var isReducedOrMask: Bool {
        if let kind = unsigned(254) { return kind & 0b101 != 0 }
        return unsigned(255) == 2
    }
}

/// Unsigned integers at positions of a byte array. Positions are the caller's to keep in range.
struct ByteFields {
    let bytes: [UInt8]
    let isLittleEndian: Bool

    func unsigned(at start: Int, count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<count {
            value = value << 8 | UInt64(bytes[start + (isLittleEndian ? count - 1 - index : index)])
        }
        return value
    }

    /// So many numbers of 1, 2, 4 or 8 bytes each, from the first byte on.
    func unsigned(_ count: Int, of size: Int) -> [UInt64] {
        func numbers<Number: FixedWidthInteger>(_: Number.Type) -> [UInt64] {
            bytes.withUnsafeBytes { bytes in
                (0..<count).map { index in
                    let number = bytes.loadUnaligned(fromByteOffset: index * size, as: Number.self)
                    return UInt64(isLittleEndian ? Number(littleEndian: number) : Number(bigEndian: number))
                }
            }
        }
        switch size {
        case 2: return numbers(UInt16.self)
        case 4: return numbers(UInt32.self)
        case 8: return numbers(UInt64.self)
        default: return bytes.prefix(count).map { UInt64($0) }
        }
    }
}
