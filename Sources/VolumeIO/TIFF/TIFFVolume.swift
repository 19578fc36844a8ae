import VoxelCore

/// A volume in TIFF files: a folder of slices, the files of a pattern, or one file of several pages.
///
/// Opening reads the header of every slice and checks that it fits; samples are read when a reader asks for them.
package struct TIFFVolume: VolumeSource {
    /// The number of slices, rows and columns.
    package let shape: VolumeShape
    /// The type of the samples as readers deliver them; packed and MinIsWhite samples are decoded.
    package let sampleType: SampleType
    /// The files that hold the slices, in the order of the slices, then a companion that describes them.
    package let files: [SourceFile]
    /// The compression of the first slice: `none`, `lzw`, `deflate`, `packbits`, `zstd`, `lzma`, `jpeg`, `ccitt-…`.
    package let compression: String
    /// The byte order of the first file: `little` or `big`.
    package let byteOrder: String
    /// The voxel size, if the files or what lies beside them tell it.
    package let voxelSize: VoxelSize?
    /// Where the voxel size was found: `simstrip.yaml`, `OME`, `ImageJ`, `TIFF resolution`, `rec_line.txt`.
    package let voxelSizeSource: String?
    /// What the result's reader has to know of how the volume was read.
    package fileprivate(set) var warnings: [Warning]

    /// Where every slice is.
    let slices: [SliceRecord]
    /// The distinct ways in which slices are stored.
    let forms: [StoredForm]
    let options: ReadingOptions
    /// Whether stored samples are int16 with 32768 added, as ImageJ stores them.
    let isOffset: Bool

    /// The number of pages that make up the volume, one per slice.
    package var pages: Int { slices.count }

    /// A reader that keeps the last file open and the last strips or tiles decoded.
    package func makeReader() throws -> any VolumeReader { TIFFVolumeReader(of: self) }

    /// The words with which messages name a slice.
    func place(ofSlice index: Int) -> Place {
        let record = slices[index]
        return Place(slice: index, path: files[record.file].path, page: record.page)
    }
}

/// Where a slice is.
struct SliceRecord: Sendable {
    /// Index into the volume's files.
    let file: Int
    /// The page within the file, if it has several.
    let page: Int?
    /// The offset of its directory.
    let directory: UInt64
    /// Where its samples begin if they can be read without libtiff.
    let contiguousOffset: Int?
    /// Index into the volume's stored forms.
    let form: Int
}

/// A layout together with the byte order of the file.
struct StoredForm: Hashable, Sendable {
    let layout: PixelLayout
    let isLittleEndian: Bool

    /// Whether samples as they lie in the file are not in the machine's byte order.
    var bytesAreSwapped: Bool { isLittleEndian != (1.littleEndian == 1) }
}

extension TIFFVolume {
    /// Opens a folder of slices, the files of a pattern, or one file.
    ///
    /// What exists under the path is taken as it is; only otherwise `*`, `?` and `[` make it a pattern.
    ///
    /// - Parameters:
    ///   - path: `scan_rec`, `scan_rec/recon_*.tiff` or `scan.tif`.
    ///   - options: what the user insists on.
    ///   - threads: how many files are opened at a time; the result does not depend on it.
    /// - Throws: `SimstripError`: `missingInput` where nothing is there, `data` for what is not one readable grey
    ///   volume, `usage` for a channel or frame it does not have.
    package static func open(_ path: String, options: ReadingOptions = .init(), threads: Int = 1) throws -> TIFFVolume {
        switch PathKind(of: path) {
        case .folder:
            return try SliceFolder.open(
                SliceListing(folder: path, options: options), options: options, threads: threads)
        case .file:
            var volume = try StackFile.open(path, options: options)
            if volume.slices.count == 1, let warning = Warning(singleSlice: path) { volume.warnings.append(warning) }
            return volume
        case .missing where FilePath.isPattern(path):
            return try SliceFolder.open(
                SliceListing(pattern: path, options: options), options: options, threads: threads)
        case .missing:
            if let target = try? FolderEntries.target(of: path) {
                throw SimstripError.missingInput(
                    "'\(path)' is a link to '\(target)', which is not there; put the file there (of git-annex or datalad:"
                        + " 'git annex get'), or give another path")
            }
            throw SimstripError.missingInput("there is no file or folder '\(path)'")
        }
    }
}
