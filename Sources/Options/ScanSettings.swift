/// The options of a scan as they were typed, before anything is known of the volume.
package struct ScanSettings: Sendable, Hashable {
    private var texts: [String: String] = [:]

    /// Nothing typed: every option at its standard.
    package init() {}

    /// An option's text; `true` or `false` for a switch.
    package subscript(option: any ScanOption.Type) -> String? {
        get { texts[option.name] }
        set { texts[option.name] = newValue }
    }

    /// The options that are set, in the order of ``ScanOptions``.
    package var options: [any ScanOption.Type] { ScanOptions.all.filter { texts[$0.name] != nil } }

    /// These settings where `others` are silent.
    ///
    /// Layers and thickness say the same thing, so either of them silences both of these. Another way to tell phases apart
    /// silences what has no say with it.
    package func overridden(by others: ScanSettings) -> ScanSettings {
        var result = self
        if let text = others[SegmentationOption.self], let method = SegmentationMethod(rawValue: text),
            text != self[SegmentationOption.self]
        {
            for option in options where option.objection(to: method) != nil { result[option] = nil }
        }
        if others[LayersOption.self] != nil || others[ThicknessOption.self] != nil {
            result[LayersOption.self] = nil
            result[ThicknessOption.self] = nil
        }
        result.texts.merge(others.texts) { $1 }
        return result
    }
}

extension ScanSettings {
    /// What was typed in several places that each have options of their own.
    package init(together parts: [ScanSettings]) {
        self.init()
        for part in parts { texts.merge(part.texts) { $1 } }
    }

    /// The settings as words of a command line.
    package var words: [String] {
        options.flatMap { option -> [String] in
            guard let text = self[option] else { return [] }
            if option.isSwitch { return ["true", "yes", "on"].contains(text.lowercased()) ? ["--\(option.name)"] : [] }
            // A value that begins with a dash would be taken for an option.
            return text.hasPrefix("-") ? ["--\(option.name)=\(text)"] : ["--\(option.name)", text]
        }
    }
}
