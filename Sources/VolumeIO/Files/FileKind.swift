/// What a file is that is not TIFF, as far as its first bytes or its name tell.
struct FileKind {
    /// With its article: `an HDF5 file`.
    let words: String
    /// What to do with it.
    let advice: String

    private static let export = "export its volume as TIFF slices or one multi-page TIFF"
    private static let save = "save the slices as TIFF without loss"

    private static let bare = "give its header (.mhd, .nhdr, .vgi), or say with --raw z,y,x,TYPE what it holds"

    private static func alone(_ ending: String) -> String {
        "it is a volume of its own: give it alone, with a name that ends in \(ending)"
    }

    private init(_ words: String, _ advice: String) {
        self.words = words
        self.advice = advice
    }

    /// By the first bytes of a file; nil where they are not known.
    init?(ofBytes bytes: [UInt8]) {
        func begins(_ text: String) -> Bool { bytes.starts(with: Array(text.utf8)) }
        func has(_ wanted: [UInt8], at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: wanted) }
        if has([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self.init("an HDF5 file", "give it by itself, not as a slice among others")
        } else if begins("/annex/objects/") || begins("../.git/annex/") || begins(".git/annex/") {
            self.init(
                "a pointer of git-annex to content that is not here", "fetch it with 'git annex get' or 'datalad get'")
        } else if begins("version https://git-lfs") {
            self.init("a pointer of Git LFS to content that is not here", "fetch it with 'git lfs pull'")
        } else if has([0x93] + Array("NUMPY".utf8)) {
            self.init("a NumPy file", FileKind.alone(".npy"))
        } else if begins("NRRD") {
            self.init("an NRRD file", FileKind.alone(".nrrd"))
        } else if begins("ObjectType") || begins("NDims") {
            self.init("a MetaImage", FileKind.alone(".mhd or .mha"))
        } else if has([0x89, 0x50, 0x4E, 0x47]) {
            self.init("a PNG image, which is not read", FileKind.save)
        } else if has([0xFF, 0xD8, 0xFF]) {
            self.init("a JPEG image, which is not read", FileKind.save)
        } else if begins("BM") {
            self.init("a BMP image, which is not read", FileKind.save)
        } else if begins("GIF8") {
            self.init("a GIF image, which is not read", FileKind.save)
        } else if has([0x1F, 0x8B]) || has([0xFD, 0x37, 0x7A, 0x58]) || begins("BZh") || begins("PK\u{3}\u{4}")
            || has([0x28, 0xB5, 0x2F, 0xFD])
        {
            self.init("a packed file", "unpack it")
        } else if has(Array("DICM".utf8), at: 128) {
            self.init("a DICOM file, which is not read", FileKind.export)
        } else if begins("MATLAB") {
            self.init("a MATLAB file, which is not read", FileKind.export)
        } else if begins("<!DOCTYPE") || begins("<html") {
            self.init("a web page, perhaps instead of a download", "fetch the file again")
        } else if !bytes.isEmpty, bytes.allSatisfy({ $0 == 0 }) {
            self.init("nothing but zeros, as an interrupted copy leaves it", "copy it again")
        } else {
            return nil
        }
    }

    /// By the first bytes of a file that can be read; nil where they are not known.
    init?(ofFile path: String) {
        guard let file = try? InputFile(opening: path),
            let bytes = file.bytes(at: 0, count: min(512, file.identity.bytes))
        else { return nil }
        self.init(ofBytes: bytes)
    }

    /// By the ending of a name; nil where it is not known.
    init?(ofName name: String) {
        let lower = name.lowercased()
        func ends(_ endings: String...) -> Bool { endings.contains { lower.hasSuffix($0) } }
        if ends(".h5", ".hdf5", ".hdf", ".nxs", ".nx5") {
            self.init("HDF5 by its name", "give it by itself, not as a slice among others")
        } else if ends(".txm", ".txrm") {
            self.init("a container of another kind, which is not read", FileKind.export)
        } else if ends(".png", ".jpg", ".jpeg", ".bmp", ".gif", ".jp2") {
            self.init("an image of another kind, which is not read", FileKind.save)
        } else if ends(".npy", ".nrrd", ".nhdr", ".mhd", ".mha", ".vgi") {
            self.init("a volume of its own, which is read where it is given itself", "give it instead of the folder")
        } else if ends(".raw", ".vol") {
            self.init("a file of bare samples", FileKind.bare)
        } else if ends(".nii", ".dcm", ".am") {
            self.init("a volume of another kind, which is not read", FileKind.export)
        } else if ends(".zip", ".gz", ".7z", ".rar", ".tar", ".xz", ".bz2", ".zst") {
            self.init("packed", "unpack it")
        } else {
            return nil
        }
    }
}
