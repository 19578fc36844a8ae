import Exports
import Options
import Results
import Segmentation
import Stripping
import VolumeIO
import VoxelCore

/// One scan, from its volume to its result.
///
/// ```swift
/// let result = try Scan("rec", .init(voxelSize: .um(1.4))).strip()
/// try result.write(to: "out")
/// ```
///
/// The way is locate → segment → strip: where the layers are, what their voxels are, what covers the interface as they go.
public struct Scan: Sendable {
    /// The volume.
    let volume: Volume
    /// What is to be done with it.
    let parameters: ScanParameters
    /// The edges of a voxel; nil to work in voxels.
    let voxelSize: VoxelSize?
    /// What told the voxel size.
    let voxelSizeSource: String
    /// The part that is looked at.
    let region: VoxelRegion
    /// The anchors of the scan on whose grey scale given thresholds are; nil where they are on this one's own.
    let thresholdScale: GreyAnchors?

    /// Opens a volume and checks what can be checked without reading its samples.
    ///
    /// - Parameters:
    ///   - path: a folder of slices, a pattern, or a multi-page file.
    ///   - parameters: what is to be done.
    /// - Throws: `SimstripError`.
    public init(_ path: String, _ parameters: ScanParameters = .init()) throws {
        try self.init(path, parameters, thresholdsOnScaleOf: nil)
    }

    /// The same with thresholds that are on another scan's grey scale.
    package init(_ path: String, _ parameters: ScanParameters, thresholdsOnScaleOf scale: GreyAnchors?) throws {
        try parameters.check()
        let volume = try Volume.open(scan: path, with: parameters)
        if let single = volume.warnings.first(where: { $0.code == Warning.singleSlice }) {
            throw SimstripError.data(single.message)
        }
        try self.init(of: volume, parameters, thresholdsOnScaleOf: scale)
    }

    /// A scan of a volume from anywhere.
    ///
    /// - Parameters:
    ///   - volume: opened, or made of samples.
    ///   - parameters: what is to be done.
    /// - Throws: `SimstripError` of kind `usage` where the parameters contradict each other or do not fit the volume.
    public init(of volume: Volume, _ parameters: ScanParameters = .init()) throws {
        try parameters.check()
        try self.init(of: volume, parameters, thresholdsOnScaleOf: nil)
    }

    private init(of volume: Volume, _ parameters: ScanParameters, thresholdsOnScaleOf scale: GreyAnchors?) throws {
        self.volume = volume
        self.parameters = parameters
        thresholdScale = scale
        switch parameters.voxelSize {
        case .voxels: (voxelSize, voxelSizeSource) = (nil, "option: voxel")
        case .size(let size): (voxelSize, voxelSizeSource) = (size, "option")
        // A simstrip.yaml beside the data may ask for voxels, too: a source, but no size.
        case .fromData where volume.voxelSize == nil && volume.voxelSizeSource != nil:
            (voxelSize, voxelSizeSource) = (nil, volume.voxelSizeSource ?? "data")
        case .fromData:
            guard let size = volume.voxelSize else {
                // What was found, but not taken.
                let found = volume.warnings.filter { $0.code.hasPrefix("voxel_size") || $0.code == "settings_ignored" }
                    .map { $0.message + ". " }
                let nothing = found.isEmpty ? "says nothing of its voxel size" : "tells no voxel size that counts"
                throw SimstripError.usage(
                    found.joined()
                        + "'\(volume.name)' \(nothing); give it, for example --voxel-size 1.4um, or work"
                        + " without lengths: --voxel-size voxel")
            }
            (voxelSize, voxelSizeSource) = (size, volume.voxelSizeSource ?? "data")
        }
        region = try parameters.roi?.region(in: volume.shape) ?? VoxelRegion(volume.shape)
    }

    /// Strips the scan.
    ///
    /// - Parameter progress: told of every slice; by throwing it cancels the work.
    /// - Throws: `SimstripError`, and what `progress` throws.
    public func strip(progress: ProgressHandler? = nil) throws -> ScanResult {
        let progress = plan.telling(progress)
        let located = try locate(progress: progress)
        let segmented = try segment(located, progress: progress)
        return try strip(segmented, of: located, progress: progress)
    }

    /// The volume with Li as the dark phase.
    var grey: any VolumeSource { parameters.contrast == .inverted ? InvertedVolume(volume) : volume }

    /// A volume's grey values as phases are told apart by them.
    ///
    /// The random field knows the noise as the scanner left it; what smooths it beforehand does nothing there.
    func denoised(_ grey: any VolumeSource) -> any VolumeSource {
        guard parameters.segmentation == .threshold else { return grey }
        return switch parameters.denoising {
        case .none: grey
        case .median: MedianFiltered(grey)
        case .gaussian(let sigma): GaussianFiltered(grey, sigma: sigma)
        }
    }
}
