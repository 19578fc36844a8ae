import VoxelCore

/// Collects slices in their order and sees to it that they fit together.
struct VolumeAssembly {
    private let options: ReadingOptions
    private var files: [SourceFile] = []
    private var slices: [SliceRecord] = []
    private var forms: [StoredForm] = []
    private var indexOfForm: [StoredForm: Int] = [:]
    private var first: ExaminedPage?
    private var decodedBytes = 0
    private(set) var warnings: [Warning] = []

    /// No measured grey values compress that much; even an empty float32 slice in Deflate hardly does.
    private static let plausibleExpansion = 500

    init(options: ReadingOptions) { self.options = options }

    /// Adds a file and returns its index.
    mutating func add(file: SourceFile) -> Int {
        files.append(file)
        return files.count - 1
    }

    /// Adds a warning to the result.
    mutating func add(warning: Warning) { warnings.append(warning) }

    /// Adds the next slice.
    ///
    /// - Throws: `SimstripError` of kind `data` where its size or type is not that of the first.
    mutating func add(slice page: ExaminedPage, contiguousOffset: Int? = nil, file: Int, page number: Int?)
        throws(SimstripError)
    {
        let layout = page.form.layout
        if let expected = first?.form.layout {
            let place = Place(slice: slices.count, path: files[file].path, page: number)
            guard layout.rows == expected.rows, layout.columns == expected.columns else {
                throw .data(
                    "\(place) is \(layout.rows) × \(layout.columns), the stack is \(expected.rows) ×"
                        + " \(expected.columns) (rows × columns)")
            }
            guard layout.sampleType == expected.sampleType else {
                throw .data(
                    "\(place) is \(layout.sampleType.rawValue), the stack is \(expected.sampleType.rawValue)")
            }
        } else {
            first = page
        }
        let form = indexOfForm[page.form] ?? forms.count
        if form == forms.count {
            forms.append(page.form)
            indexOfForm[page.form] = form
        }
        let (sum, overflow) = decodedBytes.addingReportingOverflow(page.decodedBytes)
        decodedBytes = overflow ? .max : sum
        slices.append(
            SliceRecord(
                file: file, page: number, directory: page.directory,
                contiguousOffset: contiguousOffset ?? page.contiguousOffset, form: form))
    }

    /// The volume of all slices added.
    ///
    /// - Throws: `SimstripError` of kind `data` where there is none, or they claim far more than their files hold.
    func volume(voxelSize: DiscoveredVoxelSize) throws(SimstripError) -> TIFFVolume {
        guard let first, let firstFile = files.first else { throw .data("there is no slice to read") }
        let layout = first.form.layout
        let stored = files.reduce(0) { $0 + $1.bytes }
        let (plausible, overflow) = stored.multipliedReportingOverflow(by: VolumeAssembly.plausibleExpansion)
        guard overflow || decodedBytes <= max(plausible, options.memoryLimit) else {
            throw .data(
                "\(firstFile.name) would grow from \(stored) to \(decodedBytes) bytes when decoded, which no measured"
                    + " volume does; if it is real, raise --memory-limit above that, or save it without compression")
        }
        var warnings = warnings + voxelSize.warnings
        if first.compression.isLossy {
            warnings.append(
                Warning(
                    "lossy_compression",
                    "the slices are \(first.compression.name) compressed: grey values differ from the measured ones"))
        }
        return TIFFVolume(
            shape: VolumeShape(slices: slices.count, rows: layout.rows, columns: layout.columns),
            sampleType: layout.sampleType, files: files, compression: first.compression.name,
            byteOrder: first.form.isLittleEndian ? "little" : "big", voxelSize: voxelSize.size,
            voxelSizeSource: voxelSize.source, warnings: warnings, slices: slices, forms: forms, options: options)
    }
}
