import VolumeIO
import VoxelCore

package enum RawOption: ScanOption {
    package static let name = "raw"
    package static let help = OptionHelp(
        "What a file without a header holds: z,y,x,TYPE and, if so, ,big and ,offset=N bytes; a type is uint16, float32 …",
        "form")
    package static let standard: RawForm? = nil
    package static let bearing = OptionBearing.scan

    /// No axis is longer.
    private static let longest = 1 << 31

    package static func value(parsing text: String) throws(SimstripError) -> RawForm? {
        if text == "none" { return nil }
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed }
        guard words.count >= 4 else {
            throw .usage(
                "\(typed) is '\(text)'; write z,y,x,TYPE, such as 60,96,96,uint16, then ,big and ,offset=N if so")
        }
        var extents: [Int] = []
        for word in words.prefix(3) { extents.append(try wholeNumber(word, from: 1, to: longest)) }
        guard let type = SampleType(rawValue: words[3]) else {
            let known = SampleType.allCases.map(\.rawValue)
            let refused = ["int64", "uint64", "longdouble", "complex64", "complex128", "bool"].contains(words[3])
            throw .usage(
                "\(typed) has the type '\(words[3])'\(refused ? ", which is not read" : ""); the types are"
                    + " \(known.joined(separator: ", "))")
        }
        var form = RawForm(
            shape: VolumeShape(slices: extents[0], rows: extents[1], columns: extents[2]), sampleType: type)
        var given: Set<String> = []
        for word in words.dropFirst(4) {
            let name = word.hasPrefix("offset=") ? "offset" : word == "little" || word == "big" ? "order" : word
            guard given.insert(name).inserted else { throw .usage("\(typed) is '\(text)', which says \(name) twice") }
            switch name {
            case "order": form.isBigEndian = word == "big"
            case "offset":
                form.offset = try wholeNumber(String(word.dropFirst("offset=".count)), from: 0, to: .max >> 1)
            default:
                throw .usage(
                    "\(typed) has '\(word)', which it does not know; behind the type come big or little and offset=N")
            }
        }
        return form
    }

    package static func spelling(of value: RawForm?) -> JSONValue {
        value.map { .text($0.description) } ?? .null
    }
}

extension ScanParameters {
    /// What a file without a header holds; nil where files tell it themselves.
    public var raw: RawForm? {
        get { self[RawOption.self] }
        set { self[RawOption.self] = newValue }
    }
}
