import VoxelCore

/// The lines at the beginning of a file, read as far as they are asked for.
struct HeaderText {
    private let bytes: [UInt8]
    private let place: Place
    /// Where the next line begins in the file.
    private(set) var position = 0
    private let isWhole: Bool

    /// A header that lists a slice a line for a hundred thousand of them is no longer.
    static let longest = 8 << 20

    /// - Throws: `SimstripError` of kind `data` where the file cannot be read.
    init(of file: borrowing InputFile, place: Place) throws(SimstripError) {
        let count = min(file.identity.bytes, HeaderText.longest)
        guard let bytes = file.bytes(at: 0, count: count) else { throw .data("\(place) cannot be read") }
        self.bytes = bytes
        self.place = place
        isWhole = count == file.identity.bytes
    }

    /// The next line, without its end and without the carriage return before it; nil behind the last.
    ///
    /// - Throws: `SimstripError` of kind `data` where the header has no end within what is read of it.
    mutating func next() throws(SimstripError) -> String? {
        guard position < bytes.count else {
            guard isWhole else { throw tooLong }
            return nil
        }
        let rest = bytes[position...]
        let end = rest.firstIndex(of: 0x0A)
        guard end != nil || isWhole else { throw tooLong }
        var line = rest[..<(end ?? bytes.endIndex)]
        position = end.map { $0 + 1 } ?? bytes.count
        if line.last == 0x0D { line.removeLast() }
        guard line.count <= 1 << 16 else {
            throw .data("\(place) is damaged: a line of its header has \(line.count) bytes")
        }
        return String(decoding: line, as: UTF8.self)
    }

    private var tooLong: SimstripError {
        .data("\(place) is damaged: its header does not end within \(HeaderText.longest) bytes")
    }
}

/// A name and a value, divided by the first sign of a kind; without blanks around them.
///
/// - Returns: nil where the sign is not there.
func divided(_ line: String, at sign: Unicode.Scalar) -> (name: String, value: String)? {
    let scalars = line.unicodeScalars
    guard let index = scalars.firstIndex(of: sign) else { return nil }
    return (String(scalars[..<index]).trimmed, String(scalars[scalars.index(after: index)...]).trimmed)
}

/// A field of a header by its name in lower case, each once.
struct HeaderFields {
    private var values: [String: String] = [:]
    private let place: Place

    init(place: Place) { self.place = place }

    subscript(name: String) -> String? { values[name] }

    /// - Throws: `SimstripError` of kind `data` where the field is there already.
    mutating func add(_ name: String, _ value: String) throws(SimstripError) {
        guard values.updateValue(value, forKey: name) == nil else {
            throw .data("\(place) gives '\(name)' twice; keep one of them")
        }
    }

    /// The value of a field that has to be there.
    func required(_ name: String) throws(SimstripError) -> String {
        guard let value = values[name] else {
            throw .data(
                "\(place) has no line '\(name)'; write it again with the program it comes from, or add the line")
        }
        return value
    }

    /// A whole number.
    func integer(_ name: String) throws(SimstripError) -> Int? {
        guard let text = values[name] else { return nil }
        guard let number = Int(text.trimmed) else {
            throw .data("\(place) has '\(text)' for '\(name)', not a whole number")
        }
        return number
    }

    /// Whole numbers from 0 on.
    func sizes(_ name: String) throws(SimstripError) -> [Int] {
        let text = try required(name)
        var numbers: [Int] = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
            guard let number = Int(word), number >= 0, numbers.count < 64 else {
                throw .data("\(place) has '\(text)' for '\(name)', not the extents of its axes")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// `True` or `False`.
    func flag(_ name: String) throws(SimstripError) -> Bool? {
        guard let text = values[name] else { return nil }
        switch text.trimmed.lowercased() {
        case "true", "1", "t", "yes": return true
        case "false", "0", "f", "no": return false
        default: throw .data("\(place) has '\(text)' for '\(name)'; it can be True or False")
        }
    }

    /// Numbers apart from each other by blanks; nil where one is none.
    static func numbers(_ text: String) -> [Double]? {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
        let numbers = words.compactMap { Double($0) }
        return numbers.count == words.count && numbers.count < 64 ? numbers : nil
    }
}

extension VoxelSizeClaim {
    /// Edges that a header gives for z, y and x, each in µm.
    ///
    /// - Parameter isUnset: whether they are what writers fill in where they know none.
    init(_ source: String, _ z: Double?, _ y: Double, _ x: Double, isUnset: Bool) {
        guard !isUnset else {
            self = .unreadable(
                source,
                "it says 1 mm, or 1 without a unit, in every direction, which writers fill in where they know none")
            return
        }
        self.init(source, x: x, y: y, z: z, missing: .asInSlice)
    }

    /// So many of a unit in µm, rounded to the twelve digits that conversions between units leave right.
    static func micrometres(_ value: Double, per unit: Double) -> Double {
        let length = value * unit
        guard length.isFinite, length > 1e-30, length < 1e30 else { return length }
        var factor = 1.0
        var scaled = length
        while scaled < 1e11, factor < 1e22 { (factor, scaled) = (factor * 10, length * factor * 10) }
        return factor > 1 ? scaled.rounded() / factor : length
    }
}
