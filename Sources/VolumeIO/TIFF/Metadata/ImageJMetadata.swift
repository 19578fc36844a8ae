import VoxelCore

/// The description that ImageJ, and what writes like it, puts into the first page: one `key=value` per line.
struct ImageJMetadata: Sendable {
    let images: Int?
    let channels: Int
    let slices: Int
    let frames: Int
    let unit: String?
    /// The units of y and z where they are not those of x.
    let unitOfRows: String?
    let unitOfSlices: String?
    /// What its grey values mean.
    let calibration: Calibration

    /// How stored samples become grey values.
    enum Calibration: Sendable, Equatable {
        /// They are the grey values.
        case none
        /// Signed 16-bit values, stored with 32768 added.
        case signed16
        /// Something else, in ImageJ's words.
        case other(String)

        /// For messages.
        var text: String {
            switch self {
            case .none: "none"
            case .signed16: "signed 16 bit: c0=-32768, c1=1"
            case .other(let words): words
            }
        }
    }

    /// Whether ImageJ itself wrote it; tifffile calls itself version 1.11a.
    let isOfImageJ: Bool
    /// Whether the text says of itself that it is of several images.
    let isStack: Bool
    /// The distance between slices, in `unit`.
    let spacing: Double?

    /// Reads a description.
    ///
    /// - Returns: nil for a text that is not ImageJ's.
    init?(parsing description: String) {
        guard description.hasPrefix("ImageJ=") else { return nil }
        var values: [Substring: String] = [:]
        for line in description.split(whereSeparator: { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            // Some writers put spaces around the sign.
            let key = line[..<equals].drop { $0 == " " }.prefix { $0 != " " }
            values[key] = String(line[line.index(after: equals)...].drop { $0 == " " })
        }
        func count(_ key: Substring) -> Int? { values[key].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }
        images = count("images")
        channels = count("channels") ?? 1
        slices = count("slices") ?? 1
        frames = count("frames") ?? 1
        unit = values["unit"]
        unitOfRows = values["yunit"].flatMap { VoxelSizeClaim.isNoLength($0) ? nil : $0 }
        unitOfSlices = values["zunit"].flatMap { VoxelSizeClaim.isNoLength($0) ? nil : $0 }
        calibration = ImageJMetadata.calibration(values)
        let version = values["ImageJ"] ?? ""
        isOfImageJ = version.first?.isNumber == true && version != "1.11a"
        isStack = [images ?? 1, channels, slices, frames].contains { $0 > 1 }
        // ImageJ itself has written negative distances.
        spacing = values["spacing"].flatMap { Double($0) }.map { abs($0) }
    }

    /// `cf` is the kind of function, 0 for a straight line, with the coefficients `c0`, `c1`, …
    private static func calibration(_ values: [Substring: String]) -> Calibration {
        let keys = ["cf", "c0", "c1", "c2", "c3", "c4", "vunit"] as [Substring]
        let given = keys.filter { values[$0] != nil }
        guard given.contains(where: { $0 != "vunit" }) else { return .none }
        let isLine = values["cf"] == nil || values["cf"] == "0"
        let isShort = !["c2", "c3", "c4"].contains { values[$0].flatMap { Double($0) } ?? 0 != 0 }
        switch (values["c0"].flatMap { Double($0) }, values["c1"].map { Double($0) } ?? 1) {
        case (-32768, 1) where isLine && isShort: return .signed16
        case (0, 1) where isLine && isShort: return .none
        default: return .other(given.map { "\($0)=\(values[$0] ?? "")" }.joined(separator: ", "))
        }
    }

    /// What it says of the voxel size; nil where it gives no length.
    ///
    /// ImageJ's resolution counts pixels per `unit`; a resolution in pixels per centimetre says so in its own tag. Rows
    /// and slices may have units of their own, `yunit` and `zunit`.
    func voxelSize(_ resolution: ResolutionTags) -> VoxelSizeClaim? {
        guard let unit, !VoxelSizeClaim.isNoLength(unit) else { return nil }
        let named = [unit, unitOfRows ?? unit, unitOfSlices ?? unit]
        let scales = named.map { Length.micrometres(perUnit: $0) }
        if let unknown = zip(named, scales).first(where: { $0.1 == nil })?.0 {
            return .unreadable(ImageJMetadata.source, "its unit '\(unknown)' is not one of length")
        }
        guard let width = resolution.pixelWidth, let height = resolution.pixelHeight else {
            return .unreadable(ImageJMetadata.source, "it has the unit '\(unit)', but no resolution")
        }
        let inSlice = resolution.unit == 3 ? 1e4 : scales[0] ?? 1
        let inRows = unitOfRows == nil ? inSlice : scales[1] ?? 1
        let betweenSlices = scales[2] ?? 1
        // ImageJ carries over the printing resolution of what it opened, in inches or centimetres.
        if inSlice >= 1e4, ResolutionTags.isPrinting(micrometres: inSlice * width, inInches: inSlice > 1e4) {
            if scales[0] == inSlice { return nil }
            return .unreadable(ImageJMetadata.source, "its resolution in centimetres is one of screens and printers")
        }
        // Other writers keep ImageJ's text, but put in the resolution, in inches, that they give every picture.
        if inSlice < 1e4, [2, nil].contains(resolution.unit),
            ResolutionTags.isPrinting(micrometres: ResolutionTags.inch * width, inInches: true)
        {
            return .unreadable(
                ImageJMetadata.source,
                "its resolution of \((1 / width * 100).rounded() / 100) per inch is what writers fill in when they know nothing"
            )
        }
        // It leaves out a distance of 1 from its stacks, any distance from its single slices.
        let isOne = spacing == nil && isOfImageJ && isStack
        let distance = spacing ?? (isOne ? 1 : nil)
        return VoxelSizeClaim(
            ImageJMetadata.source, x: micrometres(width, scale: inSlice), y: micrometres(height, scale: inRows),
            z: distance.map { micrometres($0, scale: betweenSlices) },
            missing: isOne ? .oneUnit(unitOfSlices ?? unit) : .asInSlice)
    }

    private static let source = "ImageJ"
}

/// A value in µm, given the µm per unit: 700 nm are 0.7, where 700 · 0.001 is a little more.
func micrometres(_ value: Double, scale: Double) -> Double {
    scale < 1 ? value / (1 / scale).rounded() : value * scale
}
