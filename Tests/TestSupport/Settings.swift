import Options

/// Options by the names that users type.
extension ScanSettings {
    /// The text of the option of a name.
    package subscript(name: String) -> String? {
        get { ScanOptions.named(name).flatMap { self[$0] } }
        set {
            guard let option = ScanOptions.named(name) else { fatalError("there is no option '\(name)'") }
            self[option] = newValue
        }
    }
}

extension ScanSettings: ExpressibleByDictionaryLiteral {
    /// Options and their texts.
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (name, text) in elements { self[name] = text }
    }
}
