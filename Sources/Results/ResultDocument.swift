import FoundationEssentials
import Segmentation
import Stripping
import VoxelCore

/// result.json: every number of a result, and all that is needed to get it again.
package struct ResultDocument: Codable, Sendable {
    /// The schema beside it; nil in results that name none.
    package var schema: String? = ResultSchema.reference
    /// The version of simstrip, and so of its method.
    package var version: String
    /// What was read.
    package var input: Input
    /// Every option as it was asked for, by its name on the command line, before the volume was looked at.
    package var request: [String: JSONValue]
    /// Every option as it was resolved, by its name on the command line.
    package var parameters: [String: JSONValue]
    /// Along which axis and on which side.
    package var geometry: Geometry
    /// The interface in numbers.
    package var interface: InterfaceSummary
    /// The grey thresholds that were used.
    package var thresholds: Thresholds
    /// The peaks of Li and of the SSE beside the interface, by which scans are put on one grey scale; null where either
    /// is missing.
    @ExplicitNull package var anchors: GreyAnchors?
    /// The grey levels that were fitted; only where the segmentation fits any.
    package var levels: GreyLevelsSummary?
    /// What the slab is made of.
    package var composition: CompositionSummary
    /// The Na domains of the layers, as domains.csv has them one by one; absent where there are too many to be told from noise.
    package var domains: DomainsSummary?
    /// Grey against depth, as profile.csv has it; absent where the volume held labels.
    package var profile: ProfileSummary?
    /// Where labels.tif lies in the volume; only where it was asked for.
    package var labels: LabelsSummary?
    /// What was taken off na_coverage after 0, 1 … N layers, since so much is found too high on a scan simulated from this
    /// one; only where that was looked for.
    package var coverageBias: [Double]?
    /// The curve, a point for each n.
    package var curve: [CurvePointDocument]
    /// How the curve depends on the Na threshold; only where the thresholds were swept.
    package var thresholdSensitivity: ThresholdSensitivity?
    /// What a reader of the result has to know.
    package var warnings: [Warning]
    /// Whether the result can be used as it is; absent in results that do not know it.
    package var verdict: Verdict?

    /// What was read.
    package struct Input: Codable, Sendable {
        /// As it was named.
        package var path: String
        /// Extents along z, y, x.
        package var shape: [Int]
        /// NumPy's name of the sample type.
        package var dtype: String
        /// Edges along z, y, x in µm; null with `--voxel-size voxel`.
        @ExplicitNull package var voxelSizeMicrometres: [Double]?
        /// Where the voxel size came from.
        package var voxelSizeSource: String
        /// The files.
        package var files: [File]
        /// Files that had a say besides: the height map, and what beside the data may tell its voxel size.
        package var neighbours: [File]
        /// SHA-256 over all samples; only with `--digest`.
        package var samplesSHA256: String?

        /// What was read.
        package init(
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
    package struct File: Codable, Sendable, Hashable {
        /// Its path.
        package var path: String
        /// Its size.
        package var bytes: Int
        /// When it was last modified, ISO 8601 in UTC.
        package var modified: String
        /// When its inode was last changed (ctime), in the same form; nil in results that do not know it.
        package var changed: String?

        /// A file's identity.
        package init(path: String, bytes: Int, modified: String, changed: String? = nil) {
            self.path = path
            self.bytes = bytes
            self.modified = modified
            self.changed = changed
        }

        /// Whether this is what was recorded, as far as that goes.
        package func isSame(as recorded: Self) -> Bool {
            path == recorded.path && bytes == recorded.bytes && modified == recorded.modified
                && (recorded.changed == nil || changed == recorded.changed)
        }
    }

    /// Along which axis and on which side.
    package struct Geometry: Codable, Sendable {
        /// The stripping axis.
        package var axis: Axis
        /// The electrode's side.
        package var electrode: ElectrodeSide
    }

    /// The interface in numbers.
    package struct InterfaceSummary: Codable, Sendable {
        /// How it was found.
        package var method: String
        /// Angle to the slices across the axis.
        @ExplicitNull package var tiltDegrees: Double?
        /// Root mean square distance from the fitted plane.
        @ExplicitNull package var roughnessMicrometres: Double?
        /// The same in voxels.
        @ExplicitNull package var roughnessVoxels: Double?
        /// The root mean square error of h that was found beside it, in voxels; absent where h was given or is coarse.
        package var heightError: Double?
        /// The mean of h in voxels.
        @ExplicitNull package var meanHeight: Double?
        /// Columns outside: in no numerator and no denominator.
        package var outsideColumns: Int
        /// Columns that may be Na on the SSE or SSE itself; absent where that was not looked for.
        package var ambiguousColumns: Int?
        /// All columns of the map.
        package var columns: Int

        enum CodingKeys: String, CodingKey {
            case method, columns
            case tiltDegrees = "tilt_degrees"
            case roughnessMicrometres = "roughness_um"
            case roughnessVoxels = "roughness_voxel"
            case heightError = "height_error_voxel"
            case meanHeight = "mean_height_voxel"
            case outsideColumns = "outside_columns"
            case ambiguousColumns = "ambiguous_columns"
        }
    }

    /// The grey thresholds that were used.
    package struct Thresholds: Codable, Sendable {
        /// T_Na; null where the volume held labels.
        @ExplicitNull package var na: Double?
        /// T_void; null where no void was looked for.
        @ExplicitNull package var void: Double?
    }

    /// The grey levels that were fitted.
    package struct GreyLevelsSummary: Codable, Sendable {
        /// Mean grey of Li.
        package var lithium: Double
        /// Mean grey of Na.
        package var sodium: Double
        /// Mean grey of the SSE.
        package var electrolyte: Double
        /// Standard deviation of a voxel about what phases and blur explain.
        package var noise: Double
        /// (Na − Li) / noise; null where there is none.
        @ExplicitNull package var contrastToNoise: Double?
        /// Standard deviation of the system's blur along the stripping axis, in voxels.
        package var blur: Double
        /// The same along z, y and x.
        package var blurAlongAxes: [Double]?
        /// How strongly voxels were found to follow their neighbours.
        package var coupling: Coupling?
        /// The correlation of the noise one and two voxels apart, along z, y and x; null where there was too little Li.
        package var noiseCorrelation: [[Double]]?
        /// Strength of phase-contrast fringes that were undone, 0 for none.
        package var fringe: Double
        /// How uncertain these are; absent where that was not looked for.
        package var errors: Errors?

        enum CodingKeys: String, CodingKey {
            case lithium = "li"
            case sodium = "na"
            case electrolyte = "sse"
            case noise
            case contrastToNoise = "contrast_to_noise"
            case blur = "blur_voxels"
            case blurAlongAxes = "blur_voxels_zyx"
            case coupling
            case noiseCorrelation = "noise_correlation_zyx"
            case fringe, errors
        }

        /// By how much the same fit is off on scans that were simulated from it: root mean squares.
        package struct Errors: Codable, Sendable {
            /// Of the mean greys of Li, Na and the SSE, and of the noise.
            package var lithium, sodium, electrolyte, noise: Double
            /// Of the blur along z, y and x, in voxels.
            package var blurAlongAxes: [Double]
            /// Of the coupling to a nearest neighbour in the layer and across layers.
            package var couplingInLayer, couplingAcrossLayers: Double

            enum CodingKeys: String, CodingKey {
                case lithium = "li"
                case sodium = "na"
                case electrolyte = "sse"
                case noise
                case blurAlongAxes = "blur_voxels_zyx"
                case couplingInLayer = "coupling_in_layer"
                case couplingAcrossLayers = "coupling_across_layers"
            }
        }

        /// What a neighbour that is Na adds to the log-odds of a voxel.
        package struct Coupling: Codable, Sendable {
            /// Of a nearest neighbour in the layer.
            package var inLayer: Double
            /// Of a nearest neighbour across layers.
            package var acrossLayers: Double
            /// The log-odds of a voxel half of whose neighbours are Na.
            package var bias: Double

            enum CodingKeys: String, CodingKey {
                case inLayer = "in_layer"
                case acrossLayers = "across_layers"
                case bias
            }
        }
    }

    /// What the slab is made of.
    package struct CompositionSummary: Codable, Sendable {
        /// Na over the electrode's voxels.
        @ExplicitNull package var naVolumeFraction: Double?
        /// Na over Na and Li atoms.
        @ExplicitNull package var naAtomicFraction: Double?

        enum CodingKeys: String, CodingKey {
            case naVolumeFraction = "na_volume_fraction"
            case naAtomicFraction = "na_atomic_fraction"
        }
    }

    /// Where labels.tif lies in the volume.
    package struct LabelsSummary: Codable, Sendable {
        /// The index of its first voxel along z, y, x.
        package var origin: [Int]
        /// Its extents along z, y, x.
        package var shape: [Int]
    }

    enum CodingKeys: String, CodingKey {
        case version, input, request, parameters, geometry, interface, thresholds, anchors, levels, composition, labels
        case domains, profile
        case curve, warnings, verdict
        case schema = "$schema"
        case coverageBias = "coverage_bias"
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
        let json = String(decoding: try encoder.encode(document), as: UTF8.self)
        return Array(escapingControls(inJSON: json).utf8) + [UInt8(ascii: "\n")]
    } catch {
        throw SimstripError(.failed, "\(name) could not be encoded: \(error)")
    }
}

extension ResultDocument.Input {
    /// The last two parts of the path: folders of slices are often named alike.
    package var title: String { FilePath.components(of: path).suffix(2).joined(separator: "/") }
}
