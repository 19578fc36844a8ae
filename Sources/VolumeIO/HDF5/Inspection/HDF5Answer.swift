import VoxelCore

/// What `simstrip-hdf5` prints: lines of words with a blank between them, for instance `d =/exchange/data 3 8 64 64 uint16le`.
///
/// The first line is `simstrip-hdf5 1`, the last begins with a point. A text is an equals sign and its bytes, most of them as
/// they are and the others as % and two hexadecimal digits.
///
/// Of a file (`list`):
///
/// | line | tells |
/// |---|---|
/// | `d TEXT RANK EXTENT… TYPE` | a dataset: its path, its extents, its type as `uint16le`, or as a text where it is none of ours |
/// | `a TEXT TEXT n NUMBER…`, `a TEXT TEXT s TEXT` | an attribute: the path of its object, its name, its value |
/// | `v …` | likewise, the value of a small dataset, with its path in the place of the object's |
/// | `x TEXT TEXT TEXT` | a link to another file: its path, that file, the path in it |
/// | `u TEXT TEXT` | what cannot be read, and why |
/// | `. complete`, `. more` | the end, and whether the file holds more than was looked at |
///
/// Of a dataset (`describe`), behind its `d`:
///
/// | line | tells |
/// |---|---|
/// | `f HEX` | the fill value as the file has it |
/// | `p NUMBER TEXT NUMBER…` | a filter, in the order of writing: its number, its name, its parameters |
/// | `l compact HEX`, `l contiguous OFFSET BYTES`, `l contiguous none`, `l virtual COUNT` | where samples lie |
/// | `l chunked FLAG RANK EXTENT…` | chunks of these extents; the flag is 1 where those cut short by a border are not filtered |
/// | `k INDEX MASK OFFSET BYTES` | a chunk, x fastest; what was never written is left out, or ends the list |
/// | `m TEXT TEXT RANK (START END)… RANK (START END)…` | a part of a virtual dataset: file and dataset of its source, the box that it fills, the box in the source (of no axes: all of it) |
///
/// `e KIND TEXT` instead of the end: there is no answer, and why.
struct HDF5Answer {
    private var rest: ArraySlice<UInt8>

    /// An answer, unless the program is another version's.
    init?(_ bytes: [UInt8]) {
        rest = bytes[...]
        guard var line = next(), line.word() == "simstrip-hdf5", line.number() == 1 else { return nil }
    }

    /// The last whole line.
    var last: Line? {
        guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
        let start = rest[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.startIndex
        return Line(rest: rest[start..<end])
    }

    /// The next line; nil behind the last whole one.
    mutating func next() -> Line? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = Line(rest: rest[rest.startIndex..<end])
        rest = rest[(end + 1)...]
        return line
    }

    /// A line, from which words are taken one after the other.
    struct Line {
        fileprivate var rest: ArraySlice<UInt8>

        /// The bytes of the next word; nil where there is none.
        private mutating func bytes() -> ArraySlice<UInt8>? {
            guard !rest.isEmpty else { return nil }
            let end = rest.firstIndex(of: UInt8(ascii: " ")) ?? rest.endIndex
            let word = rest[rest.startIndex..<end]
            rest = rest[min(end + 1, rest.endIndex)...]
            return word
        }

        /// The next word.
        mutating func word() -> String? { bytes().map { String(decoding: $0, as: UTF8.self) } }

        /// The next word as a number that is not negative.
        mutating func number() -> Int? {
            guard let word = bytes(), !word.isEmpty else { return nil }
            var value = 0
            for digit in word {
                guard digit >= 0x30, digit <= 0x39 else { return nil }
                let (tens, a) = value.multipliedReportingOverflow(by: 10)
                let (sum, b) = tens.addingReportingOverflow(Int(digit - 0x30))
                // Whatever is larger is wrong in the same way.
                value = a || b ? .max : sum
            }
            return value
        }

        /// So many numbers.
        mutating func numbers(_ count: Int) -> [Int]? {
            guard count <= rest.count else { return nil }
            var numbers: [Int] = []
            for _ in 0..<count {
                guard let number = number() else { return nil }
                numbers.append(number)
            }
            return numbers
        }

        /// The remaining words as floating-point numbers.
        mutating func values() -> [Double] {
            var values: [Double] = []
            while let word = word() { values.append(Double(word) ?? .nan) }
            return values
        }

        /// The next word as a text.
        mutating func text() -> String? { bytes().flatMap(Self.text) }

        /// A word as a text; nil where it is another kind of word.
        static func text(_ word: ArraySlice<UInt8>) -> String? {
            guard word.first == UInt8(ascii: "=") else { return nil }
            var bytes: [UInt8] = []
            var rest = word.dropFirst()
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "%") else {
                    bytes.append(byte)
                    continue
                }
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            }
            return String(decoding: bytes, as: UTF8.self)
        }

        /// The next word as bytes in hexadecimal.
        mutating func hexadecimal() -> [UInt8]? {
            guard let word = bytes(), word.count % 2 == 0 else { return nil }
            var result: [UInt8] = []
            var high: UInt8?
            for digit in word {
                let value: UInt8
                switch digit {
                case 0x30...0x39: value = digit - 0x30
                case 0x61...0x66: value = digit - 0x61 + 10
                default: return nil
                }
                if let first = high {
                    result.append(first << 4 | value)
                    high = nil
                } else {
                    high = value
                }
            }
            return result
        }

        /// A dataset's path, extents and type.
        mutating func dataset() -> HDF5Dataset? {
            guard let path = text(), let rank = number(), rank <= 32, let extents = numbers(rank), let type = bytes()
            else { return nil }
            return HDF5Dataset(path: path, extents: extents, type: HDF5SampleType(type))
        }
    }
}

/// The type of a dataset's samples.
enum HDF5SampleType: Hashable, Sendable {
    case grey(SampleType, isLittleEndian: Bool)
    /// What no grey value is, in words.
    case other(String)

    init(_ word: ArraySlice<UInt8>) {
        let name = String(decoding: word, as: UTF8.self)
        if let type = SampleType(rawValue: String(name.dropLast(2))), name.hasSuffix("le") || name.hasSuffix("be") {
            self = .grey(type, isLittleEndian: name.hasSuffix("le"))
        } else {
            self = .other(HDF5Answer.Line.text(word) ?? "an unknown type")
        }
    }
}

/// A dataset of a file.
struct HDF5Dataset: Hashable, Sendable {
    let path: String
    let extents: [Int]
    let type: HDF5SampleType

    /// How many axes of one element precede the last three.
    var leadingAxes: Int { max(0, extents.count - 3) }

    /// Its extents as a volume's; nil where it is none.
    var shape: VolumeShape? {
        guard (3...5).contains(extents.count), extents.dropLast(3).allSatisfy({ $0 == 1 }) else { return nil }
        let last = extents.suffix(3).map { $0 }
        guard last.allSatisfy({ $0 > 0 }) else { return nil }
        let (a, b) = last[0].multipliedReportingOverflow(by: last[1])
        let (c, d) = a.multipliedReportingOverflow(by: last[2])
        guard !b, !d, !c.multipliedReportingOverflow(by: 8).overflow else { return nil }
        return VolumeShape(slices: last[0], rows: last[1], columns: last[2])
    }

    /// Whether it may be a volume of grey values.
    var isVolume: Bool {
        if case .grey = type { return shape != nil }
        return false
    }

    /// Extents and type for messages.
    var words: String {
        let size = extents.isEmpty ? "one value" : extents.map(String.init).joined(separator: " × ")
        switch type {
        case .grey(let type, _): return "\(size), \(type.rawValue)"
        case .other(let words): return "\(size), \(words)"
        }
    }
}
