import VoxelCore

/// The description that ImageJ, and what writes like it, puts into the first page: one `key=value` per line.
struct ImageJMetadata: Sendable {
    let images: Int?
    let channels: Int
    let slices: Int
    let frames: Int
    let unit: String?
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
            values[line[..<equals]] = String(line[line.index(after: equals)...])
        }
        func count(_ key: Substring) -> Int? { values[key].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }
        images = count("images")
        channels = count("channels") ?? 1
        slices = count("slices") ?? 1
        frames = count("frames") ?? 1
        unit = values["unit"]
        // ImageJ itself has written negative distances.
        spacing = values["spacing"].flatMap { Double($0) }.map { abs($0) }
    }

    /// The voxel size, if a length is given.
    ///
    /// ImageJ's resolution counts pixels per `unit`; a resolution in pixels per centimetre says so in its own tag.
    ///
    /// - Returns: the size, and whether z had to be taken from x for want of a spacing.
    func voxelSize(_ metadata: PageMetadata) -> (size: VoxelSize, assumesZ: Bool)? {
        guard let unit, let scale = Length.micrometres(perUnit: unit),
            let width = metadata.pixelWidth, let height = metadata.pixelHeight
        else { return nil }
        let planar = metadata.resolutionUnit == 3 ? 1e4 : scale
        // ImageJ carries over the printing resolution of what it opened, in inches or centimetres.
        guard scale < 1e4 || !PageMetadata.isPrinting(micrometres: planar * width) else { return nil }
        return VoxelSize.fromMetadata(
            x: micrometres(width, scale: planar), y: micrometres(height, scale: planar),
            z: spacing.map { micrometres($0, scale: scale) })
    }
}

/// A value in µm, given the µm per unit: 700 nm are 0.7, where 700 · 0.001 is a little more.
func micrometres(_ value: Double, scale: Double) -> Double {
    scale < 1 ? value / (1 / scale).rounded() : value * scale
}

extension VoxelSize {
    /// A voxel of edges in µm as metadata gives them; a missing z is the common edge of x and y.
    ///
    /// - Returns: nil where an edge is not positive and finite, or z is missing and x and y differ.
    static func fromMetadata(x: Double, y: Double, z: Double?) -> (size: VoxelSize, assumesZ: Bool)? {
        let edges = [x, y, z ?? x]
        guard edges.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        guard z != nil || abs(x - y) <= 1e-3 * x else { return nil }
        let size = VoxelSize(
            z: Length(micrometres: z ?? x), y: Length(micrometres: y), x: Length(micrometres: x))
        return (size, z == nil)
    }
}
