/// A file name taken apart into texts and numbers: `recon_00012-1.tiff` is "recon_", 12, "-", 1, ".tiff".
struct NumberedName: Sendable {
    let name: String
    /// What stands before, between and after the numbers; one more than there are numbers. The extension is left out,
    /// so that .tif and .TIFF of one scan belong together.
    let texts: [String]
    /// The numbers' digits without leading zeros.
    let numbers: [String]

    /// Takes a name apart.
    init(_ name: String) {
        self.name = name
        var texts: [String] = []
        var numbers: [String] = []
        var text: [UInt8] = []
        var digits: [UInt8] = []
        for byte in NumberedName.withoutExtension(name).utf8 {
            if (0x30...0x39).contains(byte) {
                digits.append(byte)
            } else {
                if !digits.isEmpty {
                    texts.append(String(decoding: text, as: UTF8.self))
                    numbers.append(NumberedName.stripped(digits))
                    (text, digits) = ([], [])
                }
                text.append(byte)
            }
        }
        texts.append(String(decoding: text, as: UTF8.self))
        if !digits.isEmpty {
            numbers.append(NumberedName.stripped(digits))
            texts.append("")
        }
        self.texts = texts
        self.numbers = numbers
    }

    /// Whether a name ends in .tif or .tiff, in any case.
    static func isTIFF(_ name: String) -> Bool {
        let lower = name.lowercased()
        return lower.hasSuffix(".tif") || lower.hasSuffix(".tiff")
    }

    private static func withoutExtension(_ name: String) -> Substring {
        guard isTIFF(name), let dot = name.lastIndex(of: ".") else { return name[...] }
        return name[..<dot]
    }

    private static func stripped(_ digits: [UInt8]) -> String {
        let significant = digits.drop { $0 == 0x30 }
        return significant.isEmpty ? "0" : String(decoding: significant, as: UTF8.self)
    }
}

/// Whether one number's digits, without leading zeros, count less than another's.
func isLess(_ a: String, _ b: String) -> Bool {
    (a.utf8.count, a) < (b.utf8.count, b)
}
