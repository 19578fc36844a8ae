import FoundationEssentials
import Segmentation
import Stripping
import VoxelCore

/// result.json: every number of a result, and all that is needed to get it again.
public struct ResultDocument: Codable, Sendable {
    /// The version of simstrip, and so of its method.
    public var version: String
    /// What was read.
    public var input: Input
    /// Every option as it was asked for, by its name on the command line, before the volume was looked at.
    public var request: [String: JSONValue]
    /// Every option as it was resolved, by its name on the command line.
    public var parameters: [String: JSONValue]
    /// Along which axis and on which side.
    public var geometry: Geometry
    /// The interface in numbers.
    public var interface: InterfaceSummary
    /// The grey thresholds that were used.
    public var thresholds: Thresholds
    /// The peaks of Li and of the SSE beside the interface, by which scans are put on one grey scale; null where either
    /// is missing.
    @ExplicitNull public var anchors: GreyAnchors?
    /// The grey levels that were fitted; only where the segmentation fits any.
    public var levels: GreyLevelsSummary?
    /// What the slab is made of.
    public var composition: CompositionSummary
    /// Where labels.tif lies in the volume; only where it was asked for.
    public var labels: LabelsSummary?
    /// The curve, a point for each n.
    public var curve: [CurvePointDocument]
    /// How the curve depends on the Na threshold; only where the thresholds were swept.
    public var thresholdSensitivity: ThresholdSensitivity?
    /// What a reader of the result has to know.
    public var warnings: [Warning]

    /// What was read.
    public struct Input: Codable, Sendable {
        /// As it was named.
        public var path: String
        /// Extents along z, y, x.
        public var shape: [Int]
        /// NumPy's name of the sample type.
        public var dtype: String
        /// Edges along z, y, x in µm; null with `--voxel-size voxel`.
        @ExplicitNull public var voxelSizeMicrometres: [Double]?
        /// Where the voxel size came from.
        public var voxelSizeSource: String
        /// The files.
        public var files: [File]
        /// Files that had a say besides: the height map, and what beside the data may tell its voxel size.
        public var neighbours: [File]
        /// SHA-256 over all samples; only with `--digest`.
        public var samplesSHA256: String?

        /// What was read.
        public init(
            path: String, shape: VolumeShape, dtype: SampleType, voxelSize: VoxelSize?, voxelSizeSource: String,
            files: [File], neighbours: [File] = [], samplesSHA256: String?
        ) {
            self.path = path
            self.shape = shape.extents
            self.dtype = dtype.rawValue
            self.voxelSizeMicrometres = voxelSize?.micrometres
            self.voxelSizeSource = voxelSizeSource
            self.files = files
            self.neighbours = neighbours
            self.samplesSHA256 = samplesSHA256
        }

        enum CodingKeys: String, CodingKey {
            case path, shape, dtype, files, neighbours
            case voxelSizeMicrometres = "voxel_size_um"
            case voxelSizeSource = "voxel_size_source"
            case samplesSHA256 = "samples_sha256"
        }
    }

    /// A file that was read.
    public struct File: Codable, Sendable, Hashable {
        /// Its path.
        public var path: String
        /// Its size.
        public var bytes: Int
        /// When it was last modified, ISO 8601 in UTC.
        public var modified: String

        /// A file's identity.
        public init(path: String, bytes: Int, modified: String) {
            self.path = path
            self.bytes = bytes
            self.modified = modified
        }
    }

    /// Along which axis and on which side.
    public struct Geometry: Codable, Sendable {
        /// The stripping axis.
        public var axis: Axis
        /// The electrode's side.
        public var electrode: ElectrodeSide
    }

    /// The interface in numbers.
    public struct InterfaceSummary: Codable, Sendable {
        /// How it was found.
        public var method: String
        /// Angle to the slices across the axis.
        @ExplicitNull public var tiltDegrees: Double?
        /// Root mean square distance from the fitted plane.
        @ExplicitNull public var roughnessMicrometres: Double?
        /// The same in voxels.
        @ExplicitNull public var roughnessVoxels: Double?
        /// The mean of h in voxels.
        @ExplicitNull public var meanHeight: Double?
        /// Columns outside: in no numerator and no denominator.
        public var outsideColumns: Int
        /// All columns of the map.
        public var columns: Int

        enum CodingKeys: String, CodingKey {
            case method, columns
            case tiltDegrees = "tilt_degrees"
            case roughnessMicrometres = "roughness_um"
            case roughnessVoxels = "roughness_voxel"
            case meanHeight = "mean_height_voxel"
            case outsideColumns = "outside_columns"
        }
    }

    /// The grey thresholds that were used.
    public struct Thresholds: Codable, Sendable {
        /// T_Na.
        public var na: Double
        /// T_void; null where no void was looked for.
        @ExplicitNull public var void: Double?
    }

    /// The grey levels that were fitted.
    public struct GreyLevelsSummary: Codable, Sendable {
        /// Mean grey of Li.
        public var lithium: Double
        /// Mean grey of Na.
        public var sodium: Double
        /// Mean grey of the SSE.
        public var electrolyte: Double
        /// Standard deviation of a voxel about what phases and blur explain.
        public var noise: Double
        /// (Na − Li) / noise.
        public var contrastToNoise: Double
        /// Standard deviation of the system's blur, in voxels.
        public var blur: Double
        /// Strength of phase-contrast fringes that were undone, 0 for none.
        public var fringe: Double

        enum CodingKeys: String, CodingKey {
            case lithium = "li"
            case sodium = "na"
            case electrolyte = "sse"
            case noise
            case contrastToNoise = "contrast_to_noise"
            case blur = "blur_voxels"
            case fringe
        }
    }

    /// What the slab is made of.
    public struct CompositionSummary: Codable, Sendable {
        /// Na over the electrode's voxels.
        @ExplicitNull public var naVolumeFraction: Double?
        /// Na over Na and Li atoms.
        @ExplicitNull public var naAtomicFraction: Double?

        enum CodingKeys: String, CodingKey {
            case naVolumeFraction = "na_volume_fraction"
            case naAtomicFraction = "na_atomic_fraction"
        }
    }

    /// Where labels.tif lies in the volume.
    public struct LabelsSummary: Codable, Sendable {
        /// The index of its first voxel along z, y, x.
        public var origin: [Int]
        /// Its extents along z, y, x.
        public var shape: [Int]
    }

    enum CodingKeys: String, CodingKey {
        case version, input, request, parameters, geometry, interface, thresholds, anchors, levels, composition, labels
        case curve, warnings
        case thresholdSensitivity = "threshold_sensitivity"
    }

    /// The document as JSON, keys sorted so that equal results are equal bytes.
    ///
    /// - Throws: `SimstripError` of kind `failed`.
    package func json() throws(SimstripError) -> [UInt8] { try encodedJSON(self, named: ScanFolder.seal) }
}

/// A document as JSON, keys sorted so that equal documents are equal bytes.
///
/// - Parameter name: of the file, for messages.
/// - Throws: `SimstripError` of kind `failed`.
package func encodedJSON(_ document: some Encodable, named name: String) throws(SimstripError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
        return Array(try encoder.encode(document)) + [UInt8(ascii: "\n")]
    } catch {
        throw SimstripError(.failed, "\(name) could not be encoded: \(error)")
    }
}

extension ResultDocument.Input {
    /// The last two parts of the path: folders of slices are often named alike.
    package var title: String { path.split(separator: "/").suffix(2).joined(separator: "/") }
}
