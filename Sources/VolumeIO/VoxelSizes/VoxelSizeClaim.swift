import VoxelCore

/// What one source says of the voxel size.
struct VoxelSizeClaim: Sendable {
    /// What was taken where a source leaves out the distance between slices.
    enum MissingDistance: Sendable {
        /// The edge of x and y.
        case asInSlice
        /// 1 of a unit, as ImageJ does.
        case oneUnit(String)
    }

    /// What says it: `OME`, for instance.
    let source: String
    /// nil where the source asks to work without a length, or cannot be read.
    let size: VoxelSize?
    /// How z was filled in; nil where the source tells it.
    let missing: MissingDistance?
    /// Why it cannot be read, as the end of a sentence.
    let complaint: String?

    /// A size, or that there shall be none.
    init(_ source: String, _ size: VoxelSize?) {
        (self.source, self.size, missing, complaint) = (source, size, nil, nil)
    }

    /// A source that means to tell the voxel size, but does not.
    static func unreadable(_ source: String, _ complaint: String) -> VoxelSizeClaim {
        VoxelSizeClaim(source: source, size: nil, missing: nil, complaint: complaint)
    }

    private init(source: String, size: VoxelSize?, missing: MissingDistance?, complaint: String?) {
        (self.source, self.size, self.missing, self.complaint) = (source, size, missing, complaint)
    }

    /// The edges in µm as metadata gives them.
    ///
    /// - Parameters:
    ///   - z: nil where it is left out: then it is the common edge of x and y.
    ///   - missing: how z was filled in, by this or by the caller.
    init(_ source: String, x: Double, y: Double, z: Double?, missing: MissingDistance) {
        let edges = [x, y, z ?? x]
        guard edges.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            self = .unreadable(source, "its edges \(edges.reversed()) um (z, y, x) are not all positive and finite")
            return
        }
        guard z != nil || abs(x - y) <= 1e-3 * x else {
            self = .unreadable(
                source, "its pixels are oblong (\(y) × \(x) um), and it tells no distance between slices")
            return
        }
        let size = VoxelSize(z: Length(micrometres: z ?? x), y: Length(micrometres: y), x: Length(micrometres: x))
        var isFilled = z == nil
        if case .oneUnit = missing { isFilled = true }
        self.init(source: source, size: size, missing: isFilled ? missing : nil, complaint: nil)
    }

    /// Whether two sizes differ by more than 0.1 %, which rounded metadata explains; an assumed z proves nothing.
    func differs(from other: VoxelSizeClaim) -> Bool {
        guard let first = size, let second = other.size else { return false }
        return Axis.allCases.contains { axis in
            guard axis != .z || (missing == nil && other.missing == nil) else { return false }
            let (a, b) = (first[axis].micrometres, second[axis].micrometres)
            return abs(a - b) > 1e-3 * max(a, b)
        }
    }

    /// The edges for messages.
    var text: String {
        size.map { $0.micrometres.map { "\($0)" }.joined(separator: " × ") } ?? "unknown"
    }

    /// Whether the name of a unit says that there is no length.
    static func isNoLength(_ unit: String) -> Bool {
        ["", "pixel", "pixels", "px", "voxel", "voxels", "reference frame", "null", "none", "unknown"]
            .contains(unit.filter { $0 != "\0" }.lowercased().trimmed)
    }
}

extension String {
    /// Without white space at its ends.
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
