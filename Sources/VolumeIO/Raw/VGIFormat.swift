import VoxelCore

/// The header that VGSTUDIO, CERA and other programs of X-ray laboratories write for a `.vol` file beside it.
enum VGIFormat: VolumeFormat {
    static let endings = [".vgi"]

    static func claims(_ path: String) -> Bool { claimsByEnding(path) }

    static func open(_ path: String, options: ReadingOptions, threads: Int) throws -> Volume {
        let file = try HeaderFile.open(path)
        let place = Place(path: path)
        guard file.identity.bytes <= VGIHeader.longest,
            let bytes = file.bytes(at: 0, count: file.identity.bytes)
        else { throw SimstripError.data("\(place) has \(file.identity.bytes) bytes, too many for a .vgi header") }
        let header = VGIHeader(parsing: String(decoding: bytes, as: UTF8.self))
        return try header.description(of: file.identity).volume(named: path, options: options)
    }

    static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String] {
        try HeaderFile.paths(of: path)
    }
}

/// A `.vgi` file: objects in braces, their sections in brackets, lines `name = value`.
struct VGIHeader {
    /// By object, section and name: `volume1 / file1 / size`.
    private var values: [String: String] = [:]
    private var objects: [String] = []
    private var sections: Set<String> = []

    static let longest = 1 << 20

    /// Takes a text apart; what is not of this form is passed over.
    init(parsing text: String) {
        var object = ""
        var section = ""
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmed
            if line.hasPrefix("{") {
                object = line.filter { !"{}".contains($0) }.lowercased().trimmed
                section = ""
                objects.append(object)
            } else if line.hasPrefix("[") {
                section = line.filter { !"[]".contains($0) }.lowercased().trimmed
                sections.insert("\(object)/\(section)")
            } else if let (name, value) = divided(line, at: "=") {
                let key = "\(object)/\(section)/\(name.lowercased())"
                // Of what is there twice the first counts.
                if values[key] == nil { values[key] = value }
            }
        }
    }

    /// The objects that are volumes with files.
    private var volumes: [String] {
        objects.filter { object in object.hasPrefix("volume") && sections.contains("\(object)/file1") }
    }

    /// `resolution` and `unit` of the first geometry; nil where there is none.
    func claim(_ source: String) -> VoxelSizeClaim? {
        guard let object = objects.first(where: { values["\($0)/geometry/resolution"] != nil }),
            let text = values["\(object)/geometry/resolution"]
        else { return nil }
        let unit = (values["\(object)/geometry/unit"] ?? "").trimmed
        if !unit.isEmpty, VoxelSizeClaim.isNoLength(unit) { return nil }
        guard let edges = HeaderFields.numbers(text), edges.count == 3 else {
            return .unreadable(source, "its resolution is '\(text)'")
        }
        guard let scale = unit.isEmpty ? 1000 : Length.micrometres(perUnit: unit) else {
            return .unreadable(source, "its unit is '\(unit)'")
        }
        let lengths = edges.map { VoxelSizeClaim.micrometres($0, per: scale) }
        return VoxelSizeClaim(
            source, lengths[2], lengths[1], lengths[0], isUnset: scale == 1000 && edges.allSatisfy { $0 == 1 })
    }

    /// What it says of the samples, once the file that it names has been found.
    ///
    /// - Throws: `SimstripError` of kind `data`, or `missingInput` for a file that is not there.
    func description(of file: SourceFile) throws(SimstripError) -> RawDescription {
        let place = Place(path: file.path)
        guard let object = volumes.first else {
            throw .data("\(place) describes no volume: it has no section [file1] of a {volume1}")
        }
        guard volumes.count == 1, !sections.contains("\(object)/file2") else {
            throw .data("\(place) describes several files or volumes; export one volume into one file")
        }
        var fields = HeaderFields(place: place)
        for name in ["size", "datatype", "bitsperelement"] {
            // The file is as its own section says; the other tells how it is shown.
            if let value = values["\(object)/file1/\(name)"] ?? values["\(object)/representation/\(name)"] {
                try fields.add(name, value)
            }
        }
        for name in ["name", "fileformat", "filetype", "skipheader", "headerskip"] {
            if let value = values["\(object)/file1/\(name)"] { try fields.add(name, value) }
        }
        let format = fields["fileformat"] ?? fields["filetype"] ?? "raw"
        guard format.lowercased() == "raw" else {
            throw .data("\(place) describes a file of the format '\(format)'; export the volume as raw")
        }
        let sizes = try fields.sizes("size")
        let axes = try HeaderAxes(of: sizes.reversed(), place: place)
        // Programs on Windows write whole ways, of a machine that is not this one; the file lies beside its header.
        let way = try fields.required("name").replacingScalars { $0 == "\\" ? "/" : $0 == "\"" ? "" : nil }
        let name = FilePath.last(of: way)
        let skipped = try fields.integer(fields["skipheader"] == nil ? "headerskip" : "skipheader") ?? 0
        guard skipped >= 0 else { throw .data("\(place) has SkipHeader = \(skipped)") }
        return RawDescription(
            format: "VGI", shape: axes.shape, sampleType: try sampleType(fields, place), isLittleEndian: true,
            runs: [.init(file: try HeaderFile.data(name, namedBy: file.path), offset: skipped)], header: file,
            skipping: { "SkipHeader = \($0) in its section [file1]" }, claims: claim("VGI").map { [$0] } ?? [])
    }

    private func sampleType(_ fields: HeaderFields, _ place: Place) throws(SimstripError) -> SampleType {
        let kind = try fields.required("datatype").lowercased()
        let bits = try fields.integer("bitsperelement")
        switch (kind, bits) {
        case ("unsigned integer", 8), ("unsigned char", nil), ("unsigned char", 8): return .uint8
        case ("unsigned integer", 16), ("unsigned short", nil), ("unsigned short", 16): return .uint16
        case ("unsigned integer", 32): return .uint32
        case ("signed integer", 8), ("integer", 8): return .int8
        case ("signed integer", 16), ("integer", 16), ("short", nil), ("short", 16): return .int16
        case ("signed integer", 32), ("integer", 32): return .int32
        case ("float", 32), ("float", nil): return .float32
        case ("float", 64), ("double", nil), ("double", 64): return .float64
        default:
            throw .data(
                "\(place) has samples of the type '\(kind)' of \(bits.map(String.init) ?? "unknown") bits; \(RawType.read)"
            )
        }
    }
}
