import VoxelCore

/// Nearly Raw Raster Data, as Teem, 3D Slicer, ITK and pynrrd write it: `.nrrd`, or `.nhdr` with files of samples beside it.
enum NRRDFormat: VolumeFormat {
    static let endings = [".nrrd", ".nhdr"]

    static func claims(_ path: String) -> Bool { claimsByEnding(path) }

    static func open(_ path: String, options: ReadingOptions, threads: Int) throws -> Volume {
        let file = try HeaderFile.open(path)
        let header = try NRRDHeader(of: file, path: path)
        return try header.description(of: file.identity).volume(named: path, options: options)
    }

    static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String] {
        try HeaderFile.paths(of: path)
    }
}

/// The lines `field: value` of an NRRD file up to an empty one, by the definition of the format at teem.sourceforge.net.
struct NRRDHeader {
    private let fields: HeaderFields
    private let place: Place
    private let path: String
    /// The lines behind `data file: LIST`.
    private let listed: [String]
    /// Where samples begin that lie in the same file.
    private let end: Int

    /// - Throws: `SimstripError` of kind `data` where it is no NRRD file.
    init(of file: borrowing InputFile, path: String) throws(SimstripError) {
        place = Place(path: path)
        self.path = path
        var text = try HeaderText(of: file, place: place)
        let magic = file.bytes(at: 0, count: 8) ?? []
        guard magic.starts(with: Array("NRRD000".utf8)), let first = try text.next() else {
            throw .data(
                "\(place) is not an NRRD file: it does not begin with NRRD000; give it the ending of what it is")
        }
        guard let version = Int(first.trimmed.dropFirst(4)), (1...6).contains(version) else {
            throw .data("\(place) is an NRRD file of a version that is not known ('\(first.prefix(12))')")
        }
        var fields = HeaderFields(place: place)
        var listed: [String] = []
        while let line = try text.next() {
            // Only an empty line ends a header.
            if line.isEmpty { break }
            if line.hasPrefix("#") { continue }
            guard let (key, value) = divided(line, at: ":") else {
                throw .data("\(place) is damaged: its line '\(line.prefix(40))' is not 'field: value'")
            }
            // Keys of the writer's own.
            if value.hasPrefix("=") { continue }
            let name = key.lowercased()
            try fields.add(NRRDHeader.spellings[name] ?? name, value)
            guard fields["data file"]?.split(separator: " ").first.map({ $0.uppercased() }) == "LIST" else { continue }
            while let line = try text.next() {
                if !line.trimmed.isEmpty { listed.append(line.trimmed) }
                guard listed.count <= RawDescription.mostSlices else { throw .data("\(place) lists too many files") }
            }
            break
        }
        end = text.position
        self.fields = fields
        self.listed = listed
    }

    private static let spellings = [
        "datafile": "data file", "lineskip": "line skip", "byteskip": "byte skip", "centers": "centerings",
    ]

    /// What it says of the samples, once the files that it names have been found.
    ///
    /// - Throws: `SimstripError` of kind `data`, or `missingInput` for a file that is not there.
    func description(of file: SourceFile) throws(SimstripError) -> RawDescription {
        let sizes = try fields.sizes("sizes")
        guard let count = try fields.integer("dimension"), count == sizes.count else {
            throw .data("\(place) has dimension '\(fields["dimension"] ?? "")', but \(sizes.count) sizes")
        }
        let axes = try HeaderAxes(of: sizes.reversed(), place: place)
        let warnings = try checkKinds(axes, sizes)
        let type = try sampleType()
        let coding = try coding()
        var description = RawDescription(
            format: "NRRD", shape: axes.shape, sampleType: type, isLittleEndian: try isLittleEndian(type),
            coding: coding,
            runs: try runs(in: file, axes: axes, dimension: count, coding), header: file,
            skipping: { "'byte skip: \($0)' (or -1)" }, warnings: warnings)
        if description.runs.allSatisfy({ $0.file.path == file.path }) { description.header = nil }
        if let claim = try claim(axes, of: count) { description.claims = [claim] }
        return description
    }

    private func sampleType() throws(SimstripError) -> SampleType {
        let name = try fields.required("type").lowercased()
        let words = name.split(separator: " ").filter { $0 != "int" || !name.contains("short") }.joined(separator: " ")
        switch words {
        case "signed char", "int8", "int8_t": return .int8
        case "uchar", "unsigned char", "uint8", "uint8_t": return .uint8
        case "short", "signed short", "int16", "int16_t": return .int16
        case "ushort", "unsigned short", "uint16", "uint16_t": return .uint16
        case "int", "signed int", "int32", "int32_t": return .int32
        case "uint", "unsigned int", "uint32", "uint32_t": return .uint32
        case "float": return .float32
        case "double": return .float64
        default:
            throw .data("\(place) has samples of type '\(name)'; \(RawType.read). Convert it, for instance to float")
        }
    }

    private func coding() throws(SimstripError) -> RawCoding {
        let name = try fields.required("encoding").lowercased()
        switch name {
        case "raw": return .none
        case "gz", "gzip": return .gzip
        case "txt", "text", "ascii", "hex", "bz2", "bzip2", "zrl":
            throw .data("\(place) has the encoding '\(name)', which is not read; save it with the encoding raw or gzip")
        default: throw .data("\(place) has the unknown encoding '\(name)'; raw and gzip are read")
        }
    }

    private func isLittleEndian(_ type: SampleType) throws(SimstripError) -> Bool {
        switch fields["endian"]?.lowercased() {
        case "little": return true
        case "big": return false
        case nil where type.byteCount == 1: return true
        case nil:
            throw .data(
                "\(place) does not tell the byte order of its samples; add 'endian: little', or big where the highest byte"
                    + " comes first")
        case let other?: throw .data("\(place) has endian '\(other)'; it can be little or big")
        }
    }

    /// What each axis is, where it is said, has to be one of space.
    private func checkKinds(_ axes: HeaderAxes, _ sizes: [Int]) throws(SimstripError) -> [Warning] {
        guard let text = fields["kinds"] else { return [] }
        let kinds = text.lowercased().split(separator: " ")
        guard kinds.count == sizes.count else {
            throw .data("\(place) has \(kinds.count) kinds for \(sizes.count) axes")
        }
        var warnings: [Warning] = []
        for (axis, kind) in kinds.enumerated() where sizes[axis] > 1 {
            switch kind {
            case "domain", "space", "none", "???": continue
            case "list", "time":
                // Counted from the fastest.
                guard axes.z == sizes.count - 1 - axis else {
                    throw .data(
                        "\(place) has \(sizes[axis]) images of kind '\(kind)' within a slice; save one volume of three axes"
                    )
                }
                warnings.append(
                    Warning(
                        "read_as_slices",
                        "\(place) has \(sizes[axis]) images of kind '\(kind)' and no axis z; they were read as slices"))
            default:
                throw .data(
                    "\(place) has \(sizes[axis]) values of kind '\(kind)' a voxel, one grey value is needed; save one of them"
                        + " alone")
            }
        }
        return warnings
    }

    private func runs(
        in file: SourceFile, axes: HeaderAxes, dimension: Int, _ coding: RawCoding
    ) throws(SimstripError) -> [RawDescription.Run] {
        let lines = try fields.integer("line skip") ?? 0
        let bytes = try fields.integer("byte skip") ?? 0
        guard lines >= 0, bytes >= -1 else { throw .data("\(place) has line skip \(lines) and byte skip \(bytes)") }
        guard bytes >= 0 || coding == .none else {
            throw .data(
                "\(place) has byte skip -1, which counts from the end, of packed samples; give the bytes themselves")
        }
        guard let name = fields["data file"] else {
            return [try run(file, from: end, lines: lines, bytes: bytes, coding)]
        }
        var files: [SourceFile] = []
        for name in try names(name, slices: axes.shape.slices, dimension: dimension) {
            files.append(try HeaderFile.data(name, namedBy: path))
        }
        var runs: [RawDescription.Run] = []
        for file in files { runs.append(try run(file, from: 0, lines: lines, bytes: bytes, coding)) }
        return runs
    }

    /// The names of the files of samples: one, those listed, or those numbered; `subdim` says how many axes each holds.
    private func names(_ text: String, slices: Int, dimension: Int) throws(SimstripError) -> [String] {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        let isList = words.first?.uppercased() == "LIST"
        guard isList || text.contains(scalar: "%") else { return [text] }
        let numbers = words.dropFirst().compactMap { Int($0) }
        guard numbers.count == words.count - 1, isList ? numbers.count <= 1 : (3...4).contains(numbers.count) else {
            throw .data(
                "\(place) has the data file '\(text)'; write a name, LIST, or a pattern with its first and last number and the"
                    + " step")
        }
        let names =
            isList
            ? listed : try HeaderFile.names(words[0], from: numbers[0], to: numbers[1], by: numbers[2], place: place)
        guard !names.isEmpty, slices % names.count == 0 else {
            throw .data("\(place) has \(slices) slices, but names \(names.count) files")
        }
        let held = isList ? numbers.first : numbers.count > 3 ? numbers[3] : nil
        if let held, held != dimension, held != dimension - 1 || names.count != slices {
            throw .data(
                "\(place) says that each of its \(names.count) files holds \(held) of \(dimension) axes; files of whole slices"
                    + " are read")
        }
        return names
    }

    private func run(
        _ file: SourceFile, from start: Int, lines: Int, bytes: Int, _ coding: RawCoding
    ) throws(SimstripError) -> RawDescription.Run {
        if bytes == -1 { return .init(file: file, offset: nil) }
        let (begin, overflow) = try offset(of: file, behind: lines, from: start).addingReportingOverflow(
            coding == .none ? bytes : 0)
        guard !overflow else { throw .data("\(place) has byte skip \(bytes)") }
        return .init(file: file, offset: begin, skippedBytes: coding == .none ? 0 : bytes)
    }

    /// Where a file goes on behind so many lines.
    private func offset(of file: SourceFile, behind lines: Int, from start: Int) throws(SimstripError) -> Int {
        guard lines > 0 else { return start }
        let input = try InputFile.reopened(file, place: Place(path: file.path))
        var left = lines
        var position = start
        while let block = input.bytes(at: UInt64(position), count: min(1 << 16, file.bytes - position)), !block.isEmpty
        {
            for (index, byte) in block.enumerated() where byte == 0x0A {
                left -= 1
                if left == 0 { return position + index + 1 }
            }
            position += block.count
        }
        throw .data("\(place) passes over \(lines) lines of \(Place(path: file.path)), which has fewer")
    }
}

extension NRRDHeader {
    /// The lengths of space directions, or the spacings; in mm where no unit is named.
    private func claim(_ axes: HeaderAxes, of count: Int) throws(SimstripError) -> VoxelSizeClaim? {
        if let text = fields["space directions"] { return try directions(text, axes, of: count) }
        guard let text = fields["spacings"] else { return nil }
        guard let spacings = HeaderFields.numbers(text), spacings.count == count else {
            return .unreadable("NRRD", "its spacings are '\(text)'")
        }
        let units = NRRDHeader.quoted(fields["units"] ?? "")
        return claim(axes, of: count, edges: spacings.map { [$0] }) { axis, _ in axis < units.count ? units[axis] : "" }
    }

    private func directions(_ text: String, _ axes: HeaderAxes, of count: Int) throws(SimstripError) -> VoxelSizeClaim?
    {
        var vectors: [[Double]] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first.isWhitespace {
                rest = rest.dropFirst()
            } else if rest.prefix(4).lowercased() == "none" {
                vectors.append([])
                rest = rest.dropFirst(4)
            } else if first == "(", let close = rest.firstIndex(of: ")"),
                let vector = HeaderFields.numbers(String(rest[..<close].dropFirst().map { $0 == "," ? " " : $0 }))
            {
                vectors.append(vector)
                rest = rest[close...].dropFirst()
            } else {
                return .unreadable("NRRD", "its space directions are '\(text)'")
            }
        }
        let kept = [axes.z, axes.y, axes.x].compactMap { $0 }.map { count - 1 - $0 }
        guard vectors.count == count,
            kept.allSatisfy({ !vectors[$0].isEmpty && vectors[$0].count == vectors[kept[0]].count })
        else { return .unreadable("NRRD", "its space directions are '\(text)'") }
        for (index, a) in kept.enumerated() {
            for b in kept.dropFirst(index + 1) {
                let dot = zip(vectors[a], vectors[b]).reduce(0) { $0 + $1.0 * $1.1 }
                let lengths = NRRDHeader.length(vectors[a]) * NRRDHeader.length(vectors[b])
                guard !(abs(dot) > 1e-3 * lengths) else {
                    throw .data(
                        "\(place) has axes that are not at right angles (space directions \(text)); resample it onto a"
                            + " straight grid")
                }
            }
        }
        let units = NRRDHeader.quoted(fields["space units"] ?? "")
        return claim(axes, of: count, edges: vectors) { _, direction in direction < units.count ? units[direction] : ""
        }
    }

    /// - Parameters:
    ///   - edges: of every axis, the fastest first, its components.
    ///   - unit: of a component of an axis; empty where none is named.
    private func claim(
        _ axes: HeaderAxes, of count: Int, edges: [[Double]], unit: (_ axis: Int, _ component: Int) -> String
    ) -> VoxelSizeClaim? {
        var lengths: [Double] = []
        var isNamed = true
        var isUnset = true
        for axis in [axes.z, axes.y, axes.x].compactMap({ $0 }).map({ count - 1 - $0 }) {
            var parts: [Double] = []
            for (component, value) in edges[axis].enumerated() where value != 0 {
                let name = unit(axis, component)
                if name.trimmed.isEmpty {
                    isNamed = false
                } else if VoxelSizeClaim.isNoLength(name) {
                    return nil
                }
                guard let scale = name.trimmed.isEmpty ? 1000 : Length.micrometres(perUnit: name) else {
                    return .unreadable("NRRD", "its unit is '\(name)'")
                }
                if abs(value) != 1 || scale != 1000 { isUnset = false }
                parts.append(VoxelSizeClaim.micrometres(value, per: scale))
            }
            if parts.count != 1 { isUnset = false }
            lengths.append(NRRDHeader.length(parts))
        }
        let z = lengths.count == 3 ? lengths[0] : nil
        return VoxelSizeClaim(
            isNamed ? "NRRD" : "NRRD, in mm as no unit is named", z, lengths[lengths.count - 2],
            lengths[lengths.count - 1],
            isUnset: isUnset)
    }

    private static func length(_ vector: [Double]) -> Double {
        let parts = vector.filter { $0 != 0 }
        // Nothing is rounded along an axis.
        if parts.count < 2 { return parts.first.map { abs($0) } ?? 0 }
        let length = parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return VoxelSizeClaim.micrometres(length, per: 1)
    }

    /// The texts in quotes of a line; `none` and what is not in quotes count, too.
    private static func quoted(_ text: String) -> [String] {
        var words: [String] = []
        var rest = text.unicodeScalars[...]
        while let first = rest.first {
            if first == "\"" {
                let body = rest.dropFirst().prefix { $0 != "\"" }
                words.append(String(body))
                rest = rest[body.endIndex...].dropFirst()
            } else if first == " " || first == "\t" {
                rest = rest.dropFirst()
            } else {
                let word = rest.prefix { $0 != " " && $0 != "\t" && $0 != "\"" }
                words.append(String(word))
                rest = rest[word.endIndex...]
            }
        }
        return words
    }
}
