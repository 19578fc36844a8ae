import VoxelCore

/// The text that PyHST and nabu leave beside a `.vol` of bare samples: `NAME.vol.info`, with its extents and byte order, but
/// without the type of its samples.
struct VolInfo {
    private let name: String
    private let shape: VolumeShape
    private let isBigEndian: Bool

    /// Longer texts are none.
    private static let largestBytes = 1 << 16

    /// The text beside a file of samples; nil where there is none that tells the extents.
    init?(beside path: String) {
        let file = path + ".info"
        guard let bytes = RegularFile.contents(file, atMost: VolInfo.largestBytes) else { return nil }
        var fields: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let (key, value) = divided(String(line), at: "=") else { continue }
            fields[key.uppercased()] = value
        }
        let extents = ["NUM_Z", "NUM_Y", "NUM_X"].compactMap { fields[$0].flatMap { Int($0) } }
        guard extents.count == 3, extents.allSatisfy({ (1...1 << 31).contains($0) }) else { return nil }
        name = FilePath.last(of: file)
        shape = VolumeShape(slices: extents[0], rows: extents[1], columns: extents[2])
        isBigEndian = fields["BYTEORDER"] == "HIGHBYTEFIRST"
    }

    /// What to type for a file of so many bytes; nil where these extents do not fit it.
    func advice(bytes: Int) -> String? {
        for type in [SampleType.float32, .uint16, .uint8] {
            let (slice, a) = shape.rows.multipliedReportingOverflow(by: shape.columns)
            let (count, b) = slice.multipliedReportingOverflow(by: shape.slices)
            let (needed, c) = count.multipliedReportingOverflow(by: type.byteCount)
            guard !a, !b, !c, needed == bytes else { continue }
            let form = RawForm(shape: shape, sampleType: type, isBigEndian: isBigEndian && type.byteCount > 1)
            return "\(name) and its size say that it is to be read with --raw \(form)"
        }
        return nil
    }
}
