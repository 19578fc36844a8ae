import Results
import VolumeIO
import VoxelCore
import VoxelKernels

/// What a volume is: what `simstrip info` prints.
package struct VolumeSummary: Codable, Sendable {
    /// Extents along z, y, x.
    package var shape: [Int]
    /// NumPy's name of the sample type.
    package var dtype: String
    /// What the files are: `TIFF`, `NRRD`, `raw`.
    package var format: String
    /// The number of pages that were read as slices.
    package var pages: Int
    /// The compression of the files.
    package var compression: String
    /// `little` or `big`.
    package var byteOrder: String
    /// What else is known of how the files hold the samples: of HDF5 the dataset, its chunks and filters.
    package var details: [String]
    /// Edges along z, y, x in µm; null where the data does not say.
    @ExplicitNull package var voxelSizeMicrometres: [Double]?
    /// Where the voxel size was found.
    @ExplicitNull package var voxelSizeSource: String?
    /// The least finite sample; null where there is none.
    @ExplicitNull package var min: Double?
    /// The greatest finite sample.
    @ExplicitNull package var max: Double?
    /// The mean of the finite samples.
    @ExplicitNull package var mean: Double?
    /// The number of NaN samples.
    package var nanCount: Int
    /// The number of infinite samples.
    package var infiniteCount: Int
    /// SHA-256 over all samples in (z, y, x) order, little endian, in their own type.
    package var samplesSHA256: String
    /// What a reader of these numbers has to know.
    package var warnings: [Warning]

    enum CodingKeys: String, CodingKey {
        case shape, dtype, format, pages, compression, details, min, max, mean, warnings
        case byteOrder = "byte_order"
        case voxelSizeMicrometres = "voxel_size_um"
        case voxelSizeSource = "voxel_size_source"
        case nanCount = "nan_count"
        case infiniteCount = "infinite_count"
        case samplesSHA256 = "samples_sha256"
    }

    /// Reads every sample of a volume once.
    ///
    /// - Throws: `SimstripError` from reading, and what `progress` throws.
    package init(of volume: Volume, progress: ProgressHandler? = nil) throws {
        shape = volume.shape.extents
        dtype = volume.sampleType.rawValue
        format = volume.storage.format
        pages = volume.storage.pages
        compression = volume.storage.compression
        byteOrder = volume.storage.byteOrder
        details = volume.storage.details
        voxelSizeMicrometres = volume.voxelSize?.micrometres
        voxelSizeSource = volume.voxelSizeSource
        warnings = volume.warnings
        if let jumps = try Warning(sliceScalingOf: volume, region: VoxelRegion(volume.shape), threads: 1) {
            warnings.append(jumps)
        }
        var statistics = GreyStatistics()
        var hash = SHA256()
        let plan = WorkPlan([.init("reading", cost: 1)])
        try forEachBand(of: volume, stage: "reading", progress: plan.telling(progress)) { samples in
            statistics.add(samples)
            hash.update(samples.bytes)
        }
        (min, max) = statistics.finiteCount > 0 ? (statistics.min, statistics.max) : (nil, nil)
        mean = statistics.mean
        nanCount = statistics.nanCount
        infiniteCount = statistics.infiniteCount
        samplesSHA256 = hash.hexadecimal()
    }

    /// The summary as JSON.
    ///
    /// - Throws: `SimstripError` of kind `failed`.
    package func json() throws(SimstripError) -> String {
        String(decoding: try encodedJSON(self, named: "the summary").dropLast(), as: UTF8.self)
    }

    /// The summary for people, a line a fact.
    package var text: String {
        let voxel = voxelSizeMicrometres.map { $0.map { "\($0)" }.joined(separator: " × ") + " µm" } ?? "not known"
        let source = voxelSizeSource.map { " (from \($0))" } ?? "; give it with --voxel-size 1.4um"
        // All digits are in the JSON.
        let number = { (value: Double?) in value.map(greyText) ?? "none" }
        let lines: [(String, String)] =
            [
                ("shape", shape.map(String.init).joined(separator: " × ") + "  (z × y × x)"),
                ("type", dtype),
                ("format", format),
                ("pages", "\(pages), compression \(compression), \(byteOrder) endian"),
            ] + details.map { ("", $0) } + [
                ("voxel size", voxel + source),
                ("grey values", "\(number(min)) to \(number(max)), mean \(number(mean))"),
                ("not finite", "\(nanCount) NaN, \(infiniteCount) infinite"),
                ("SHA-256", samplesSHA256),
            ]
        return lines.map { name, value in name + String(repeating: " ", count: 13 - name.count) + value.withoutControls
        }
        .joined(separator: "\n")
    }
}

/// SHA-256 over all samples in (z, y, x) order, little endian, in their own type, in hexadecimal.
///
/// - Throws: `SimstripError` from reading, and what `progress` throws.
func samplesSHA256(of volume: any VolumeSource, progress: ProgressHandler?) throws -> String {
    var hash = SHA256()
    try forEachBand(of: volume, stage: "digesting", progress: progress) { hash.update($0.bytes) }
    return hash.hexadecimal()
}

/// Reads all samples in their order, as many rows of a slice at once as fit into 64 MiB.
private func forEachBand(
    of volume: any VolumeSource, stage: String, progress: ProgressHandler?, _ body: (RawSamples) -> Void
) throws {
    let shape = volume.shape
    let reader = try volume.makeReader()
    let rowBytes = shape.columns * volume.sampleType.byteCount
    let rowsAtOnce = min(shape.rows, max(1, (64 << 20) / rowBytes))
    let window = AlignedBytes(count: rowsAtOnce * rowBytes)
    for slice in 0..<shape.slices {
        for first in stride(from: 0, to: shape.rows, by: rowsAtOnce) {
            let rows = first..<min(first + rowsAtOnce, shape.rows)
            let band = UnsafeMutableRawBufferPointer(rebasing: window.buffer[..<(rows.count * rowBytes)])
            try reader.read(slice: slice, rows: rows, columns: 0..<shape.columns, into: band)
            body(RawSamples(volume.sampleType, UnsafeRawBufferPointer(band)))
        }
        try progress?(ProgressEvent(stage: stage, done: slice + 1, total: shape.slices))
    }
}
