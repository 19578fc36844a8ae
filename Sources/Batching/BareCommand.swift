import Options

extension ScanTask {
    /// The command that does this scan alone, for other schedulers: `simstrip strip …`, quoted for a shell.
    ///
    /// Its result is the same, byte for byte, and a batch takes it for its own.
    package func command(into folder: BatchFolder, program: String) -> String {
        var words = [program, "strip", volume, "--output", folder.results(of: name)]
        for option in ScanOptions.all {
            guard let text = settings[option] else { continue }
            if option.isSwitch {
                if ["true", "yes", "on"].contains(text.lowercased()) { words.append("--\(option.name)") }
            } else {
                // A value that begins with a dash would be taken for an option.
                words += text.hasPrefix("-") ? ["--\(option.name)=\(text)"] : ["--\(option.name)", text]
            }
        }
        return words.map(shellQuoted).joined(separator: " ")
    }
}
