import VoxelCore

/// An option of one scan: all that is to be known of it, in one file.
///
/// What the command line, configuration files, manifests, result.json and comparisons know of options they know from here. A
/// new option is a type of its own, named in ``ScanOptions``, and the one place that asks `ScanParameters` for its value.
package protocol ScanOption: Sendable {
    /// What the option says, understood.
    associatedtype Value: Sendable, Hashable

    /// Its name: behind two dashes on the command line, as a key in YAML and in result.json.
    static var name: String { get }
    /// What the command's help says of it.
    static var help: OptionHelp { get }
    /// What it is where it is not given.
    static var standard: Value { get }
    /// What it has a say in.
    static var bearing: OptionBearing { get }

    /// Understands what was typed.
    ///
    /// - Throws: `SimstripError` of kind `usage` that names the option.
    static func value(parsing text: String) throws(SimstripError) -> Value

    /// The value as result.json has it, in one spelling whatever was typed: equal values, equal texts.
    static func spelling(of value: Value) -> JSONValue

    /// The same with all other options known; nil leaves the option out.
    static func spelling(in parameters: ScanParameters) -> JSONValue?

    /// What has to be equal in two scans that are compared, of a value as result.json has it; nil where nothing has.
    static func compared(_ spelling: JSONValue) -> String?

    /// Why it has no say where phases are told apart by a method, as the rest of a sentence; nil where it has one.
    static func objection(to method: SegmentationMethod) -> String?

    /// Whether the option is a switch: on where it is named.
    static var isSwitch: Bool { get }
}

/// What the command's help says of an option.
package struct OptionHelp: Sendable {
    /// One or two sentences.
    package let text: String
    /// What stands for the value: `length`; nil for a switch.
    package let valueName: String?
    /// Whether the value may begin with a dash, as negative numbers do.
    package let mayBeginWithDash: Bool

    init(_ text: String, _ valueName: String? = nil, mayBeginWithDash: Bool = false) {
        self.text = text
        self.valueName = valueName
        self.mayBeginWithDash = mayBeginWithDash
    }
}

/// What an option has a say in.
package enum OptionBearing: Sendable {
    /// Which part of which volume is stripped, and where in it: each scan's own matter.
    case scan
    /// How it is stripped. Scans that are compared should agree in it, and who is stripped to be compared with a finished scan
    /// inherits it.
    case method
    /// Which files are written.
    case files
    /// Neither numbers nor files: it is no part of a result.
    case work
}

extension ScanOption {
    package static var isSwitch: Bool { false }

    package static func objection(to method: SegmentationMethod) -> String? { nil }

    package static func spelling(in parameters: ScanParameters) -> JSONValue? {
        spelling(of: parameters[Self.self])
    }

    package static func compared(_ spelling: JSONValue) -> String? {
        bearing == .method ? spelling.description : nil
    }

    /// The value in a result that may be of before there was the option: it was then stripped as the standard says.
    package static func spelling(recordedIn values: [String: JSONValue]) -> JSONValue {
        values[name] ?? spelling(of: standard)
    }

    /// The option as messages name it.
    static var typed: String { "--\(name)" }

    /// Puts what was typed among parameters.
    static func set(_ text: String, in parameters: inout ScanParameters) throws(SimstripError) {
        parameters[Self.self] = try value(parsing: text)
    }

    /// Makes sure that a text means something.
    ///
    /// - Throws: `SimstripError` of kind `usage` that names the option.
    package static func check(_ text: String) throws(SimstripError) { _ = try value(parsing: text) }
}

/// An option that is about grey values, and so has no say in a volume of labels.
package protocol GreyOption: ScanOption {}

extension GreyOption {
    package static func objection(to method: SegmentationMethod) -> String? {
        method == .labels ? "is about grey values, and the volume holds labels; leave it out" : nil
    }
}

/// A switch: `true` or `false`.
package protocol ScanSwitch: ScanOption where Value == Bool {}

extension ScanSwitch {
    package static var isSwitch: Bool { true }
    package static var standard: Bool { false }

    package static func value(parsing text: String) throws(SimstripError) -> Bool {
        switch text.lowercased() {
        case "true", "yes", "on": true
        case "false", "no", "off": false
        default: throw .usage("\(typed) is '\(text)'; write true or false")
        }
    }

    package static func spelling(of value: Bool) -> JSONValue { .bool(value) }
}

/// A choice among names.
package protocol ScanChoice: ScanOption where Value: RawRepresentable<String> & CaseIterable {}

extension ScanChoice {
    package static func value(parsing text: String) throws(SimstripError) -> Value { try choice(text, typed) }

    package static func spelling(of value: Value) -> JSONValue { .text(value.rawValue) }
}

/// A choice among names, left to the data with `auto`: nil, which is the standard.
package protocol ScanChoiceOrAuto: ScanOption where Value == Choice? {
    /// What can be chosen.
    associatedtype Choice: RawRepresentable<String> & CaseIterable & Sendable & Hashable
}

extension ScanChoiceOrAuto {
    package static var standard: Choice? { nil }

    package static func value(parsing text: String) throws(SimstripError) -> Choice? {
        text == "auto" ? nil : try choice(text, typed, besides: ["auto"])
    }

    package static func spelling(of value: Choice?) -> JSONValue { .text(value?.rawValue ?? "auto") }
}
