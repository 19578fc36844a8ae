import VoxelCore

/// The texts that scanners and reconstruction programs leave beside slices, and in which they tell the voxel size.
enum VoxelSizeLog: CaseIterable {
    /// NRecon's log of a reconstruction, Bruker: `NAME_rec.log`, `Pixel Size (um)=2.74`.
    case reconstruction
    /// The log of a scan of Bruker, or NRecon's under another name: `NAME.log`, `Image Pixel Size (um)=2.74`.
    case scan
    /// What nabu and tomoscan leave: `NAME_infos.txt`, `voxel_size_cm = 6.5e-05, 6.5e-05, 6.5e-05` (z, y, x).
    case nabu
    /// PyHST's: `NAME.vol.info` or `NAME.info`, `voxelSize = 0.65` in µm.
    case pyHST
    /// Phoenix datos|x: `NAME.pcr`, `VoxelSizeRec=0.0123` in mm.
    case phoenix
    /// VGSTUDIO's: `NAME.vgi`, `resolution` and `unit` of its geometry.
    case vgi

    /// How names of the kind end, in lower case; the first that fits counts.
    private var endings: [String] {
        switch self {
        case .reconstruction: ["_rec.log"]
        case .scan: [".log"]
        case .nabu: ["_infos.txt"]
        case .pyHST: [".vol.info", ".info"]
        case .phoenix: [".pcr"]
        case .vgi: [".vgi"]
        }
    }

    /// What a name says without its ending: with what the names of the slices begin. Nil where it is not of the kind.
    func stem(of name: String) -> String? {
        let lower = name.lowercased()
        if self == .scan, lower.hasSuffix("_rec.log") { return nil }
        guard let ending = endings.first(where: { lower.hasSuffix($0) }) else { return nil }
        return String(name.dropLast(ending.count))
    }

    /// What a text says of the voxel size; nil where it says nothing.
    ///
    /// - Parameter name: of its file.
    func claim(_ text: String, of name: String) -> VoxelSizeClaim? {
        switch self {
        case .reconstruction, .scan:
            // The pixel of the slices is the first; where NRecon has not written it, theirs is that of the projections.
            let value = lastValue("pixel size (um)", text) ?? lastValue("image pixel size (um)", text)
            return value.map { cubic(name, $0, unit: 1) }
        case .nabu:
            guard let value = lastValue("voxel_size_cm", text) ?? lastValue("pixel_size_cm", text) else { return nil }
            let list = value.map { "(),[]".contains($0) ? " " : $0 }
            guard let edges = HeaderFields.numbers(String(list)), edges.count == 3 else {
                return cubic(name, value, unit: 10_000)
            }
            let lengths = edges.map { VoxelSizeClaim.micrometres($0, per: 10_000) }
            return VoxelSizeClaim(name, x: lengths[2], y: lengths[1], z: lengths[0], missing: .asInSlice)
        case .pyHST:
            guard let value = lastValue("voxelsize", text) else { return nil }
            if let edge = Double(value), edge == 1 {
                return .unreadable(name, "it says 1 um, which writers fill in where they know none")
            }
            return cubic(name, value, unit: 1)
        case .phoenix: return lastValue("voxelsizerec", text).map { cubic(name, $0, unit: 1000) }
        case .vgi: return VGIHeader(parsing: text).claim(name)
        }
    }

    private func cubic(_ name: String, _ value: String, unit: Double) -> VoxelSizeClaim {
        guard let edge = Double(value) else { return .unreadable(name, "its voxel size is '\(value)'") }
        let length = VoxelSizeClaim.micrometres(edge, per: unit)
        return VoxelSizeClaim(name, x: length, y: length, z: length, missing: .asInSlice)
    }

    /// The value of the last line `name = value`; programs that append to a log write the last.
    private func lastValue(_ name: String, _ text: String) -> String? {
        var found: String?
        for line in text.split(whereSeparator: \.isNewline) {
            guard let (key, value) = divided(String(line), at: "="), key.lowercased() == name else { continue }
            found = value
        }
        return found
    }
}

extension NeighbouringFiles {
    /// What logs of scanners and programs beside a volume say.
    struct Logs {
        /// A claim of each kind that makes one, in the order of the kinds.
        private(set) var claims: [VoxelSizeClaim] = []
        /// Kinds of which several logs contradict each other, of which none counts: a sentence each without its end.
        private(set) var disagreements: [String] = []
        /// The files that tell something.
        private(set) var files: [SourceFile] = []

        /// A header of a volume with tables of colours is no larger.
        private static let largestBytes = 1 << 20
        /// So many of a kind are looked at.
        private static let most = 32

        /// Looks for them.
        ///
        /// - Parameter path: the volume's first file. Of several logs of a kind those count whose name its own begins with;
        ///   where there are none, all.
        init(beside path: String) {
            let folder = FilePath.folder(of: path)
            let own = FilePath.last(of: path)
            guard let names = try? FolderEntries.names(in: folder) else { return }
            for kind in VoxelSizeLog.allCases {
                // Of a scan's log nothing more is to be known where that of its reconstruction tells.
                if kind == .scan, !claims.isEmpty || !disagreements.isEmpty { continue }
                let all = names.filter { kind.stem(of: $0) != nil }
                let named = all.filter { own.hasPrefix(kind.stem(of: $0) ?? own + " ") }
                let chosen = (named.isEmpty ? all : named).prefix(Self.most)
                var kinds: [VoxelSizeClaim] = []
                for name in chosen {
                    let file = FilePath.joined(folder, name)
                    guard let bytes = RegularFile.contents(file, atMost: Self.largestBytes),
                        let claim = kind.claim(String(decoding: bytes, as: UTF8.self), of: name),
                        let identity = SourceFile(of: file)
                    else { continue }
                    files.append(identity)
                    guard claim.size != nil else {
                        if kinds.isEmpty { kinds.append(claim) }
                        continue
                    }
                    if kinds.count == 1, kinds[0].size == nil { kinds = [] }
                    if !kinds.contains(where: { !$0.differs(from: claim) }) { kinds.append(claim) }
                }
                guard kinds.count > 1 else {
                    claims += kinds
                    continue
                }
                let shown = kinds.prefix(3).map { "\($0.text) um in \($0.source)" }
                disagreements.append(
                    "several logs beside the data tell different voxel sizes (z, y, x): "
                        + shown.joined(separator: ", ") + (kinds.count > 3 ? ", …" : ""))
            }
        }
    }
}
