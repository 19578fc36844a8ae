import VoxelCore

/// An array that NumPy has saved: `.npy`.
enum NumPyFormat: VolumeFormat {
    static let endings = [".npy"]

    static func claims(_ path: String) -> Bool { claimsByEnding(path) }

    static func open(_ path: String, options: ReadingOptions, threads: Int) throws -> Volume {
        let file = try HeaderFile.open(path)
        let header = try NumPyHeader(of: file, place: Place(path: path))
        return try header.description(of: file.identity).volume(named: path, options: options)
    }

    static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String] {
        try HeaderFile.paths(of: path)
    }
}

/// What stands before the samples of a `.npy` file, as numpy.lib.format documents it: a version, a length, and a dictionary
/// in Python's spelling with the type, the order and the shape.
struct NumPyHeader {
    private let version: Int
    private let type: String
    private let isFortran: Bool
    private let sizes: [Int]
    private let offset: Int
    private let place: Place

    /// A dictionary of three entries is no longer; NumPy itself reads 10,000.
    private static let longest = 1 << 16

    /// - Throws: `SimstripError` of kind `data` where it is not what NumPy writes.
    init(of file: borrowing InputFile, place: Place) throws(SimstripError) {
        guard let start = file.bytes(at: 0, count: 10), start.starts(with: [0x93] + Array("NUMPY".utf8)) else {
            throw .data(
                "\(place) is not a NumPy file: it does not begin with \\x93NUMPY; give it the ending of what it is")
        }
        version = Int(start[6])
        guard (1...3).contains(version) else {
            throw .data(
                "\(place) is a NumPy file of version \(version).\(start[7]); versions 1 to 3 are read. Save it again")
        }
        let wide = version > 1
        guard let length = file.bytes(at: 8, count: wide ? 4 : 2) else {
            throw .data("\(place) is truncated: it ends within its header\(adviceForTruncated)")
        }
        let count = length.reversed().reduce(0) { $0 << 8 | Int($1) }
        offset = 8 + length.count + count
        guard count <= NumPyHeader.longest else {
            throw .data("\(place) is damaged: a header of \(count) bytes, more than \(NumPyHeader.longest)")
        }
        guard let text = file.bytes(at: UInt64(8 + length.count), count: count) else {
            throw .data("\(place) is truncated: it ends within its header\(adviceForTruncated)")
        }
        var scanner = PythonScanner(text)
        guard let entries = scanner.dictionary(), Set(entries.keys) == ["descr", "fortran_order", "shape"],
            case .bool(let fortran)? = entries["fortran_order"], case .integers(let shape)? = entries["shape"],
            let descr = entries["descr"]
        else {
            throw .data(
                "\(place) is damaged: its header is not a dictionary of descr, fortran_order and shape. Save it again with"
                    + " numpy.save")
        }
        guard case .text(let type) = descr else {
            throw .data("\(place) is an array of records; save the field of the grey values alone")
        }
        (self.type, isFortran, sizes, self.place) = (type, fortran, shape, place)
    }

    /// What it says of the samples behind it.
    ///
    /// - Throws: `SimstripError` of kind `data` for a type or a shape that is no grey volume.
    func description(of file: SourceFile) throws(SimstripError) -> RawDescription {
        let order = type.first ?? " "
        let name = String(type.dropFirst())
        let types: [String: SampleType] = [
            "u1": .uint8, "b1": .uint8, "u2": .uint16, "u4": .uint32, "i1": .int8, "i2": .int16, "i4": .int32,
            "f2": .float16, "f4": .float32, "f8": .float64,
        ]
        guard let sampleType = types[name], "<>|".contains(order), order != "|" || sampleType.byteCount == 1 else {
            throw .data(
                "\(place) is an array of \(NumPyHeader.words(of: name)) (\(type)); \(RawType.read). Convert it, for instance"
                    + " with .astype('float32')")
        }
        let axes = try HeaderAxes(of: sizes, place: place)
        return RawDescription(
            format: "NumPy \(version).0", shape: axes.shape, sampleType: sampleType, isLittleEndian: order != ">",
            isColumnMajor: isFortran, runs: [.init(file: file, offset: offset)])
    }

    private static func words(of type: String) -> String {
        switch type.first {
        case "i", "u": "\((Int(type.dropFirst()) ?? 0) * 8)-bit integers"
        case "f": "\((Int(type.dropFirst()) ?? 0) * 8)-bit floating-point numbers"
        case "c": "complex numbers"
        case "O": "Python objects, which are never loaded"
        case "S", "U", "a": "texts"
        case "M", "m": "times"
        case "V": "records"
        default: "another type"
        }
    }
}

/// Reads the few things of Python's syntax that stand in a `.npy` header.
private struct PythonScanner {
    enum Value {
        case text(String)
        case bool(Bool)
        case integers([Int])
        /// A list, as of the fields of records.
        case list
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// The whole text as a dictionary; nil where it is none, or names a key twice.
    mutating func dictionary() -> [String: Value]? {
        var entries: [String: Value] = [:]
        guard take("{") else { return nil }
        while !take("}") {
            guard let key = text(), take(":"), let value = value(), entries.updateValue(value, forKey: key) == nil
            else {
                return nil
            }
            guard take(",") else {
                guard take("}") else { return nil }
                break
            }
        }
        blanks()
        return rest.isEmpty ? entries : nil
    }

    private mutating func blanks() { rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

    private mutating func take(_ word: String) -> Bool {
        blanks()
        guard rest.starts(with: word.utf8) else { return false }
        rest = rest.dropFirst(word.utf8.count)
        return true
    }

    private mutating func text() -> String? {
        blanks()
        guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
        let body = rest.dropFirst().prefix { $0 != quote }
        guard body.endIndex < rest.endIndex, !body.contains(UInt8(ascii: "\\")) else { return nil }
        rest = rest[(body.endIndex + 1)...]
        return String(decoding: body, as: UTF8.self)
    }

    private mutating func value() -> Value? {
        if take("True") { return .bool(true) }
        if take("False") { return .bool(false) }
        if take("(") { return integers() }
        if take("[") {
            // Records are refused whatever their fields are.
            var depth = 1
            while depth > 0, let byte = rest.popFirst() {
                depth += byte == UInt8(ascii: "[") ? 1 : byte == UInt8(ascii: "]") ? -1 : 0
            }
            return depth == 0 ? .list : nil
        }
        return text().map { .text($0) }
    }

    private mutating func integers() -> Value? {
        var numbers: [Int] = []
        while !take(")") {
            blanks()
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard let number = Int(String(decoding: digits, as: UTF8.self)), numbers.count < 64 else { return nil }
            rest = rest[digits.endIndex...]
            // Python 2 wrote long integers so.
            _ = take("L")
            numbers.append(number)
            guard take(",") else {
                guard take(")") else { return nil }
                break
            }
        }
        return .integers(numbers)
    }
}
