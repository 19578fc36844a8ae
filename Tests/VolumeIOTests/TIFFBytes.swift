/// Builds TIFF files byte by byte, valid and broken ones alike.
struct TIFFBytes {
    /// A value of a directory entry.
    enum Value {
        case short([Int])
        case long([Int])
        case long8([Int])
        case rational([(Int, Int)])
        case text(String)
        case raw(type: Int, count: Int, field: [UInt8])
    }

    /// One page: its tags and the bytes of its strips or tiles.
    struct Page {
        var tags: [Int: Value]
        var chunks: [[UInt8]]
    }

    var pages: [Page]
    var isLittleEndian = true
    var isBig = false

    /// A grey page in one strip.
    static func grey(
        rows: Int, columns: Int, bits: Int = 8, format: Int = 1, samples: [UInt8], tags: [Int: Value] = [:]
    ) -> Page {
        var all: [Int: Value] = [
            256: .long([columns]), 257: .long([rows]), 258: .short([bits]), 259: .short([1]), 262: .short([1]),
            277: .short([1]), 278: .long([rows]), 339: .short([format]),
        ]
        all.merge(tags) { $1 }
        return Page(tags: all, chunks: [samples])
    }

    /// The file's bytes: header, then every page's samples, long values and directory.
    var bytes: [UInt8] {
        var file: [UInt8] = isLittleEndian ? [0x49, 0x49] : [0x4D, 0x4D]
        file += number(isBig ? 43 : 42, 2)
        if isBig { file += number(8, 2) + number(0, 2) }
        var link = file.count
        file += number(0, word)
        for page in pages {
            var tags = page.tags
            let tiled = tags[322] != nil
            var offsets: [Int] = []
            for chunk in page.chunks {
                offsets.append(file.count)
                file += chunk
                if file.count % 2 == 1 { file.append(0) }
            }
            if tags[tiled ? 324 : 273] == nil { tags[tiled ? 324 : 273] = .long(offsets) }
            if tags[tiled ? 325 : 279] == nil { tags[tiled ? 325 : 279] = .long(page.chunks.map(\.count)) }
            var entries: [UInt8] = []
            for (tag, value) in tags.sorted(by: { $0.key < $1.key }) {
                let (type, count, encodedField) = encoded(value)
                var field = encodedField
                if field.count > word {
                    let offset = file.count
                    file += field
                    if file.count % 2 == 1 { file.append(0) }
                    field = number(offset, word)
                }
                field += [UInt8](repeating: 0, count: word - field.count)
                entries += number(tag, 2) + number(type, 2) + number(count, word) + field
            }
            let directory = number(file.count, word)
            file.replaceSubrange(link..<link + word, with: directory)
            file += number(tags.count, isBig ? 8 : 2) + entries
            link = file.count
            file += number(0, word)
        }
        return file
    }

    private var word: Int { isBig ? 8 : 4 }

    private func encoded(_ value: Value) -> (type: Int, count: Int, field: [UInt8]) {
        switch value {
        case .short(let values): (3, values.count, values.flatMap { number($0, 2) })
        case .long(let values): (4, values.count, values.flatMap { number($0, 4) })
        case .long8(let values): (16, values.count, values.flatMap { number($0, 8) })
        case .rational(let values): (5, values.count, values.flatMap { number($0.0, 4) + number($0.1, 4) })
        case .text(let text): (2, text.utf8.count + 1, Array(text.utf8) + [0])
        case .raw(let type, let count, let field): (type, count, field)
        }
    }

    private func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { index in
            UInt8(truncatingIfNeeded: value >> (8 * (isLittleEndian ? index : count - 1 - index)))
        }
    }
}
