import Segmentation
import VolumeIO
import VoxelCore

/// What is to be done with a scan: every option with its value, typed, before anything is known of the volume.
///
/// What is not given is at its standard, which result.json records. The properties are declared beside their options.
///
/// ```swift
/// var parameters = ScanParameters(voxelSize: .um(1.4), amount: .thickness(.um(14)))
/// parameters.naThreshold = .value(118)
/// ```
public struct ScanParameters: Sendable {
    /// The values that were given, by the names of their options.
    private var values: [String: any Sendable] = [:]

    /// Parameters; every one may also be set by its property.
    ///
    /// - Parameters:
    ///   - voxelSize: the edges of a voxel; from the data, or it is an error.
    ///   - axis: the stripping axis; nil to find it.
    ///   - electrode: the electrode's side along it; nil to find it.
    ///   - amount: how much is stripped.
    ///   - interface: where the interface is.
    ///   - segmentation: how phases are told apart.
    public init(
        voxelSize: VoxelSizeRequest = .fromData, axis: Axis? = nil, electrode: ElectrodeSide? = nil,
        amount: StrippedAmount = .layers(10), interface: InterfaceRequest = .automatic,
        segmentation: SegmentationMethod = .markov
    ) {
        self.voxelSize = voxelSize
        self.axis = axis
        self.electrode = electrode
        self.amount = amount
        self.interface = interface
        self.segmentation = segmentation
    }

    /// Understands what was typed.
    ///
    /// - Throws: `SimstripError` of kind `usage` naming the option, or the options that contradict each other.
    package init(_ settings: ScanSettings) throws(SimstripError) {
        for option in ScanOptions.all {
            if let text = settings[option] { try option.set(text, in: &self) }
        }
        try check()
    }

    /// The value of an option.
    package subscript<Option: ScanOption>(option: Option.Type) -> Option.Value {
        get {
            guard let value = values[option.name] else { return option.standard }
            return value as? Option.Value ?? option.standard
        }
        set { values[option.name] = newValue }
    }

    /// Whether an option was given, be it at its standard.
    func gives(_ option: any ScanOption.Type) -> Bool { values[option.name] != nil }

    /// Puts an option back to its standard.
    mutating func forget(_ option: any ScanOption.Type) { values[option.name] = nil }

    /// Every option as it was asked for, by name, before anything was known of the volume.
    ///
    /// What cannot change a result (threads, the memory limit, progress) is left out, so that equal results are equal
    /// bytes. Two scans with equal requests and equal files have equal results.
    package var request: [String: JSONValue] {
        var spellings: [String: JSONValue] = [:]
        for option in ScanOptions.all where option.bearing != .work {
            spellings[option.name] = option.spelling(in: self)
        }
        return spellings
    }

    /// What is read of files that are not plain.
    package var reading: ReadingOptions {
        ReadingOptions(
            allowGaps: allowsGaps, allowGreyRGB: allowsGreyRGB, channel: channel, frame: frame, raw: raw,
            memoryLimit: memoryLimit ?? ReadingOptions.defaultMemoryLimit)
    }
}
