import Segmentation
import VoxelCore
import VolumeIO

/// What the options of a scan mean, before anything is known of the volume.
public struct ScanParameters: Sendable {
    /// Where the voxel size comes from.
    public enum VoxelSizeRequest: Sendable, Hashable {
        /// The data, or it is an error.
        case fromData
        /// Lengths are counted in voxels.
        case voxels
        /// Given.
        case size(VoxelSize)
    }

    /// How much is stripped.
    public enum Amount: Sendable, Hashable {
        /// So many layers.
        case layers(Int)
        /// The number of layers nearest to a thickness.
        case thickness(Length)
    }

    /// Where the interface is.
    public enum InterfaceOption: Sendable, Hashable {
        /// To be found.
        case automatic
        /// Flat, with this first electrode voxel.
        case index(Int)
        /// In a float TIFF.
        case heightMap(path: String)
    }

    /// How phases are told apart.
    public enum SegmentationMethod: String, CaseIterable, Sendable {
        /// A Markov random field that knows the blur; see `SegmentedSlab`.
        case markov
        /// Grey thresholds, voxel by voxel.
        case threshold
    }

    /// Which of Li and SSE is the brighter one.
    public enum Contrast: String, CaseIterable, Sendable {
        /// The SSE; taken for certain.
        case normal
        /// Li: grey values are inverted as they are read, and every grey value given or found is an inverted one.
        case inverted
    }

    /// What is done to grey values before thresholds.
    public enum Denoising: Sendable, Hashable {
        /// Nothing.
        case none
        /// Median of 3 × 3 × 3 voxels.
        case median
        /// Gaussian of so many voxels.
        case gaussian(sigma: Double)
    }

    /// After how many layers maps are written.
    public enum MapSelection: Sendable, Hashable {
        /// After every number of layers, 0 among them.
        case all
        /// None.
        case none
        /// After these.
        case some([Int])
    }

    /// Where lengths come from.
    public var voxelSize: VoxelSizeRequest
    /// The stripping axis; nil to find it.
    public var axis: Axis?
    /// The electrode's side; nil to find it.
    public var electrode: ElectrodeSide?
    /// The part that is looked at; nil for the whole volume.
    public var roi: RegionRequest?
    /// How much is stripped.
    public var amount: Amount
    /// Where the interface is.
    public var interface: InterfaceOption
    /// What layers run along.
    public var course: LayerCourse
    /// Which of Li and SSE is brighter; nil for the SSE unless the data speak against it.
    public var contrast: Contrast?
    /// How phases are told apart.
    public var segmentation: SegmentationMethod
    /// T_Na.
    public var naThreshold: ThresholdRequest
    /// T_void; nil where no void is looked for.
    public var voidThreshold: ThresholdRequest?
    /// The anchors of the scan on whose grey scale given thresholds are; nil where they are on the scan's own.
    public var thresholdScale: GreyAnchors?
    /// What is done to grey values before thresholds.
    public var denoising: Denoising
    /// Na domains of fewer voxels become Li; 1 keeps all.
    public var minimalDomain: Int
    /// After how many layers maps are written.
    public var maps: MapSelection
    /// Whether labels.tif is written.
    public var writesLabels: Bool
    /// Whether every sample is read for its SHA-256.
    public var computesDigest: Bool
    /// Whether the curve is found for every threshold at once; only with plain thresholds and without a least domain.
    public var sweepsThresholds: Bool
    /// At most this many threads; no number depends on it.
    public var threads: Int
    /// What is read of TIFF files that are not plain.
    public var reading: ReadingOptions

    /// Understands what was typed.
    ///
    /// - Parameters:
    ///   - settings: the texts.
    ///   - availableThreads: what `threads` means where it is not given.
    /// - Throws: `SimstripError` of kind `usage` naming the option.
    public init(_ settings: ScanSettings, availableThreads: Int) throws {
        let text = OptionText(settings)
        voxelSize =
            switch settings[.voxelSize] {
            case nil: .fromData
            case "voxel": .voxels
            case let size?: .size(try VoxelSize(parsing: size))
            }
        axis = try text.choice(.axis, automatic: true)
        electrode = try text.choice(.electrode, automatic: true)
        roi = try settings[.roi].map { try RegionRequest(parsing: $0) }
        switch (settings[.layers], settings[.thickness]) {
        case (_?, _?): throw SimstripError.usage("--layers and --thickness say the same thing; give one of them")
        case (nil, let thickness?): amount = .thickness(try Length(parsing: thickness))
        default: amount = .layers(try text.integer(.layers, atLeast: 1) ?? 10)
        }
        interface = try text.interface()
        course = try text.choice(.layersFollow) ?? .surface
        contrast = try text.choice(.contrast, automatic: true)
        segmentation = try text.choice(.segmentation) ?? .markov
        naThreshold = try text.threshold(.naThreshold) ?? .automatic
        voidThreshold = settings[.voidThreshold] == "none" ? nil : try text.threshold(.voidThreshold)
        denoising = try text.denoising()
        minimalDomain = try text.integer(.minDomain, atLeast: 1) ?? 1
        maps = try text.maps()
        writesLabels = text.flag(.labels)
        computesDigest = text.flag(.digest)
        sweepsThresholds = text.flag(.thresholdSweep)
        threads = try text.integer(.threads, atLeast: 1) ?? availableThreads
        reading = ReadingOptions()
        reading.allowGaps = text.flag(.allowGaps)
        reading.allowGreyRGB = text.flag(.allowGreyRGB)
        reading.channel = try text.integer(.channel, atLeast: 0)
        reading.frame = try text.integer(.frame, atLeast: 0)
        reading.memoryLimit = try text.bytes(.memoryLimit) ?? reading.memoryLimit
        guard !sweepsThresholds || segmentation == .threshold else {
            throw SimstripError.usage(
                "--threshold-sweep asks for the curve at every grey threshold, but --segmentation is"
                    + " \(segmentation.rawValue), which has none; add --segmentation threshold")
        }
        guard !sweepsThresholds || minimalDomain == 1 else {
            throw SimstripError.usage(
                "--threshold-sweep does not go with --min-domain \(minimalDomain): which domains are small is another"
                    + " question at every threshold; use --min-domain 1, with --denoise median against noise")
        }
    }
}

/// Turns the texts of options into values, with errors that name the option.
private struct OptionText {
    let settings: ScanSettings

    init(_ settings: ScanSettings) { self.settings = settings }

    func flag(_ option: ScanOption) -> Bool {
        settings[option].map { ["true", "yes", "on"].contains($0.lowercased()) } ?? false
    }

    func choice<T: RawRepresentable & CaseIterable>(
        _ option: ScanOption, automatic: Bool = false
    ) throws -> T? where T.RawValue == String {
        guard let text = settings[option], !(automatic && text == "auto") else { return nil }
        if let value = T(rawValue: text) { return value }
        let names = (automatic ? ["auto"] : []) + T.allCases.map(\.rawValue)
        throw SimstripError.usage("--\(option.rawValue) is '\(text)'; it can be \(names.joined(separator: ", "))")
    }

    func integer(_ option: ScanOption, atLeast least: Int) throws -> Int? {
        guard let text = settings[option] else { return nil }
        guard let value = Int(text), value >= least else {
            throw SimstripError.usage("--\(option.rawValue) is '\(text)'; it has to be a whole number from \(least) on")
        }
        return value
    }

    func threshold(_ option: ScanOption) throws -> ThresholdRequest? {
        guard let text = settings[option] else { return nil }
        if text == "auto" { return .automatic }
        guard let value = Double(text), value.isFinite else {
            throw SimstripError.usage("--\(option.rawValue) is '\(text)'; it has to be auto or a grey value")
        }
        return .value(value)
    }

    func interface() throws -> ScanParameters.InterfaceOption {
        guard let value = settings[.interface], value != "auto" else { return .automatic }
        if let index = Int(value) { return .index(index) }
        guard Double(value) == nil else {
            throw SimstripError.usage(
                "--interface is '\(value)'; it can be auto, the whole index of the first electrode voxel, or a height map"
            )
        }
        return .heightMap(path: value)
    }

    func denoising() throws -> ScanParameters.Denoising {
        guard let text = settings[.denoise] else { return .none }
        switch text {
        case "none": return .none
        case "median": return .median
        default:
            let prefix = "gaussian:"
            guard text.hasPrefix(prefix), let sigma = Double(text.dropFirst(prefix.count)), sigma > 0, sigma <= 50
            else {
                throw SimstripError.usage(
                    "--denoise is '\(text)'; it can be none, median, or gaussian:SIGMA with SIGMA in voxels, above 0"
                        + " and at most 50, such as gaussian:1")
            }
            return .gaussian(sigma: sigma)
        }
    }

    func maps() throws -> ScanParameters.MapSelection {
        switch settings[.maps] {
        case nil, "all": return .all
        case "none": return .none
        case let text?:
            let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0.trimmed) }
            guard !numbers.contains(nil), !numbers.contains(where: { $0.map { $0 < 0 } ?? true }) else {
                throw SimstripError.usage(
                    "--maps is '\(text)'; it can be all, none, or numbers of layers such as 3,6,10")
            }
            return .some(numbers.compactMap { $0 })
        }
    }

    func bytes(_ option: ScanOption) throws -> Int? {
        try settings[option].map { try byteCount(parsing: $0, option: option.rawValue) }
    }
}

/// Reads a number of bytes with or without a binary unit: `512M`, `2G`.
///
/// - Parameters:
///   - text: the number.
///   - option: the option's name, for messages.
/// - Throws: `SimstripError` of kind `usage`.
public func byteCount(parsing text: String, option: String) throws(SimstripError) -> Int {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
    let unit = text.last.flatMap { units[Character($0.uppercased())] }
    let digits = unit == nil ? text[...] : text.dropLast()
    guard let count = Int(digits), count > 0 else {
        throw .usage("--\(option) is '\(text)'; write bytes, such as 512M or 2G")
    }
    let (total, overflow) = count.multipliedReportingOverflow(by: unit ?? 1)
    guard !overflow else { throw .usage("--\(option) '\(text)' is too large") }
    return total
}

extension StringProtocol {
    /// Without blanks and line ends at either end.
    package var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
