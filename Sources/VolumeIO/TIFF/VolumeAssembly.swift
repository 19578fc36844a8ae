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
    private var calibrations: [(calibration: ImageJMetadata.Calibration, name: String, count: Int)] = []
    private(set) var warnings: [Warning] = []
    /// The distinct resolutions of the pages of a file, each with the number of its pages.
    private(set) var resolutions: [(tags: ResolutionTags, pages: Int)] = []

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

    /// Adds what the next slice, or the whole file, says its grey values mean.
    mutating func add(calibration: ImageJMetadata.Calibration, of name: String) {
        if let index = calibrations.firstIndex(where: { $0.calibration == calibration }) {
            calibrations[index].count += 1
        } else {
            calibrations.append((calibration, name, 1))
        }
    }

    /// Whether samples are stored with 32768 added; whatever else ImageJ says of them makes a warning.
    private func isOffset(_ type: SampleType) throws(SimstripError) -> Bool {
        guard calibrations.count < 2 else {
            let list = calibrations.prefix(3).map { "\($0.calibration.text) (\($0.count), \($0.name))" }
            throw .data(
                "the slices' grey values mean different things by ImageJ's calibration: \(list.joined(separator: "; "));"
                    + " save them alike, or choose those of one scan with a pattern")
        }
        return calibrations.first?.calibration == .signed16 && type == .uint16
    }

    private func calibrationWarning(_ type: SampleType) -> Warning? {
        guard let calibration = calibrations.first?.calibration, calibration != .none,
            !(calibration == .signed16 && type == .uint16)
        else { return nil }
        return Warning(
            "calibration_ignored",
            "ImageJ gives the grey values another meaning (\(calibration.text)); samples are taken as they are stored,"
                + " and thresholds count on that scale")
    }

    /// Counts the resolution of a page.
    mutating func add(resolution: ResolutionTags) {
        if let index = resolutions.firstIndex(where: { !$0.tags.differs(from: resolution) }) {
            resolutions[index].pages += 1
        } else if resolutions.count < VolumeAssembly.mostResolutions {
            resolutions.append((resolution, 1))
        }
    }

    /// So many resolutions are told apart; two are a contradiction already.
    private static let mostResolutions = 16

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
        let isOffset = try isOffset(layout.sampleType)
        let stored = files.reduce(0) { $0 + $1.bytes }
        let (plausible, overflow) = stored.multipliedReportingOverflow(by: VolumeAssembly.plausibleExpansion)
        guard overflow || decodedBytes <= max(plausible, options.memoryLimit) else {
            throw .data(
                "\(firstFile.name) would grow from \(stored) to \(decodedBytes) bytes when decoded, which no measured"
                    + " volume does; if it is real, raise --memory-limit above that, or save it without compression")
        }
        var warnings = warnings + voxelSize.warnings
        if let warning = calibrationWarning(layout.sampleType) { warnings.append(warning) }
        if first.compression.isLossy {
            warnings.append(
                Warning(
                    "lossy_compression",
                    "the slices are \(first.compression.name) compressed: grey values differ from the measured ones"))
        }
        return TIFFVolume(
            shape: VolumeShape(slices: slices.count, rows: layout.rows, columns: layout.columns),
            sampleType: isOffset ? .int16 : layout.sampleType, files: files, compression: first.compression.name,
            byteOrder: first.form.isLittleEndian ? "little" : "big", voxelSize: voxelSize.size,
            voxelSizeSource: voxelSize.source, warnings: warnings, slices: slices, forms: forms, options: options,
            isOffset: isOffset)
    }
}
