import VoxelCore

/// MetaImage, as ITK, SimpleITK, 3D Slicer and elastix write it: `.mhd` with a file of samples beside it, or `.mha`.
enum MetaImageFormat: VolumeFormat {
    static let endings = [".mhd", ".mha"]

    static func claims(_ path: String) -> Bool { claimsByEnding(path) }

    static func open(_ path: String, options: ReadingOptions, threads: Int) throws -> Volume {
        let file = try HeaderFile.open(path)
        let header = try MetaImageHeader(of: file, path: path)
        return try header.description(of: file.identity).volume(named: path, options: options)
    }

    static func paths(of path: String, options: ReadingOptions) throws(SimstripError) -> [String] {
        try HeaderFile.paths(of: path)
    }
}

/// The lines `Name = value` of a MetaImage, of which `ElementDataFile` is the last.
struct MetaImageHeader {
    private let fields: HeaderFields
    private let place: Place
    private let path: String
    /// The lines behind `ElementDataFile = LIST`.
    private let listed: [String]
    /// Where samples begin that lie in the same file.
    private let end: Int

    /// - Throws: `SimstripError` of kind `data` where it is no MetaImage.
    init(of file: borrowing InputFile, path: String) throws(SimstripError) {
        place = Place(path: path)
        self.path = path
        var text = try HeaderText(of: file, place: place)
        var fields = HeaderFields(place: place)
        var listed: [String] = []
        while let line = try text.next() {
            if line.trimmed.isEmpty { continue }
            guard let (key, value) = divided(line, at: "=") else {
                throw .data("\(place) is not a MetaImage: its line '\(line.prefix(40))' is not 'Name = value'")
            }
            let name = key.lowercased()
            try fields.add(name, value)
            if name == "elementdatafile" { break }
        }
        end = text.position
        if (fields["elementdatafile"] ?? "").lowercased().hasPrefix("list") {
            while let line = try text.next() {
                if !line.trimmed.isEmpty { listed.append(line.trimmed) }
                guard listed.count <= RawDescription.mostSlices else { throw .data("\(place) lists too many files") }
            }
        }
        self.fields = fields
        self.listed = listed
        if let kind = fields["objecttype"], kind.lowercased() != "image" {
            throw .data("\(place) is a MetaIO '\(kind)', not an image")
        }
    }

    /// What it says of the samples, once the files that it names have been found.
    ///
    /// - Throws: `SimstripError` of kind `data`, or `missingInput` for a file that is not there.
    func description(of file: SourceFile) throws(SimstripError) -> RawDescription {
        let sizes = try fields.sizes("dimsize")
        if let count = try fields.integer("ndims"), count != sizes.count {
            throw .data("\(place) has NDims = \(count), but \(sizes.count) extents in DimSize")
        }
        let channels = try fields.integer("elementnumberofchannels") ?? 1
        guard channels == 1 else {
            throw .data("\(place) has \(channels) values a voxel, one grey value is needed; save one channel alone")
        }
        if try fields.flag("binarydata") == false {
            throw .data(
                "\(place) holds its samples as text (BinaryData = False), which is not read; write it in binary")
        }
        let axes = try HeaderAxes(of: sizes.reversed(), place: place)
        let type = try sampleType()
        let isPacked = try fields.flag("compresseddata") ?? false
        var description = RawDescription(
            format: "MetaImage", shape: axes.shape, sampleType: type, isLittleEndian: try isLittleEndian(type),
            coding: isPacked ? .zlib : .none, runs: try runs(in: file, slices: axes.shape.slices, isPacked: isPacked),
            header: file, skipping: { "HeaderSize = \($0)" })
        if description.runs.allSatisfy({ $0.file.path == file.path }) { description.header = nil }
        if let claim = claim(axes, of: sizes.count) { description.claims = [claim] }
        return description
    }

    private func sampleType() throws(SimstripError) -> SampleType {
        let types: [String: SampleType] = [
            "MET_CHAR": .int8, "MET_UCHAR": .uint8, "MET_SHORT": .int16, "MET_USHORT": .uint16, "MET_INT": .int32,
            "MET_UINT": .uint32, "MET_LONG": .int32, "MET_ULONG": .uint32, "MET_FLOAT": .float32,
            "MET_DOUBLE": .float64,
        ]
        let name = try fields.required("elementtype")
        guard let type = types[name.uppercased()] else {
            throw .data("\(place) has samples of type \(name); \(RawType.read). Convert it, for instance to MET_FLOAT")
        }
        return type
    }

    private func isLittleEndian(_ type: SampleType) throws(SimstripError) -> Bool {
        let given = [try fields.flag("elementbyteordermsb"), try fields.flag("binarydatabyteordermsb")].compactMap {
            $0
        }
        guard Set(given).count < 2 else { throw .data("\(place) gives two byte orders; keep one") }
        guard let isBig = given.first else {
            guard type.byteCount == 1 else {
                throw .data(
                    "\(place) does not tell the byte order of its samples; add 'BinaryDataByteOrderMSB = False', or True where"
                        + " the highest byte comes first, before ElementDataFile")
            }
            return true
        }
        return !isBig
    }

    private func runs(in file: SourceFile, slices: Int, isPacked: Bool) throws(SimstripError) -> [RawDescription.Run] {
        let name = try fields.required("elementdatafile")
        let skipped = try fields.integer("headersize") ?? 0
        guard skipped >= -1, skipped <= 0 || !isPacked, skipped != -1 || !isPacked else {
            throw .data("\(place) has HeaderSize = \(skipped)\(isPacked ? " of packed samples" : "")")
        }
        let stored = isPacked ? try fields.integer("compresseddatasize").flatMap { $0 > 0 ? $0 : nil } : nil
        if name.lowercased() == "local" {
            guard skipped <= 0 else {
                throw .data(
                    "\(place) has its samples behind the header and HeaderSize = \(skipped); leave one of them out")
            }
            if skipped == -1 { return [.init(file: file, offset: nil)] }
            return [.init(file: file, offset: end, storedBytes: stored)]
        }
        let words = name.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        var names = [name]
        if words.first?.uppercased() == "LIST" {
            names = listed
            guard !names.isEmpty else { throw .data("\(place) lists no files behind ElementDataFile = LIST") }
        } else if name.contains(scalar: "%") {
            let numbers = words.dropFirst().compactMap { Int($0) }
            guard words.count <= 4, numbers.count == words.count - 1 else {
                throw .data(
                    "\(place) names its files '\(name)'; write a pattern, its first and last number and the step")
            }
            let first = numbers.first ?? 1
            let last = numbers.count > 1 ? numbers[1] : first.addingReportingOverflow(slices - 1).partialValue
            names = try HeaderFile.names(
                words[0], from: first, to: last, by: numbers.count > 2 ? numbers[2] : 1, place: place)
        }
        guard names.count == 1 || slices % names.count == 0 else {
            throw .data("\(place) has \(slices) slices, but names \(names.count) files")
        }
        guard names.count == 1 || !isPacked || stored == nil else {
            throw .data("\(place) gives one CompressedDataSize for \(names.count) files; write it into one file")
        }
        var runs: [RawDescription.Run] = []
        for name in names {
            runs.append(
                .init(
                    file: try HeaderFile.data(name, namedBy: path), offset: skipped == -1 ? nil : skipped,
                    storedBytes: stored))
        }
        return runs
    }

    /// ElementSpacing, or where it is missing ElementSize, in mm or in DistanceUnits.
    private func claim(_ axes: HeaderAxes, of count: Int) -> VoxelSizeClaim? {
        guard let text = fields["elementspacing"] ?? fields["elementsize"] else { return nil }
        let unit = (fields["distanceunits"] ?? "").trimmed
        let isNamed = !unit.isEmpty && unit != "?"
        guard let spacing = HeaderFields.numbers(text), spacing.count == count else {
            return .unreadable("MetaImage", "its spacing is '\(text)'")
        }
        guard let scale = isNamed ? Length.micrometres(perUnit: unit) : 1000 else {
            return .unreadable("MetaImage", "its unit is '\(unit)'")
        }
        let edge = { (axis: Int) in VoxelSizeClaim.micrometres(spacing[count - 1 - axis], per: scale) }
        let isUnset =
            scale == 1000 && [axes.z, axes.y, axes.x].allSatisfy { $0.map { spacing[count - 1 - $0] == 1 } ?? true }
        return VoxelSizeClaim("MetaImage", axes.z.map(edge), edge(axes.y), edge(axes.x), isUnset: isUnset)
    }
}
