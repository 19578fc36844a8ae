import Segmentation
import Stripping
import VoxelCore
import VoxelKernels

/// Everything that one scan's stripping has brought, ready to be written.
public struct ScanResult: Sendable {
    /// What was read.
    public let input: ResultDocument.Input
    /// Every option as it was asked for.
    public let request: [String: JSONValue]
    /// Every option as it was resolved.
    public let parameters: [String: JSONValue]
    /// The thresholds that were used.
    public let thresholds: PhaseThresholds
    /// The peaks of Li and of the SSE beside the interface, where both are there.
    public let anchors: GreyAnchors?
    /// The grey levels that were fitted, where the segmentation fits any.
    public let greyLevels: GreyLevels?
    /// The edges of a voxel; nil to work without a length.
    public let voxelSize: VoxelSize?
    /// The interface, NaN in every column that is outside.
    public let interface: Interface
    /// The stripped slab.
    public let stripped: StrippedSlab
    /// Its curve.
    public let curve: CoverageCurve
    /// The curve of every threshold, where it is asked for.
    public let sweep: ThresholdSweep?
    /// A picture from the side.
    public let section: CrossSection
    /// The labelled slab, where it is to be written.
    public let labels: LabelSlab?
    /// After how many layers maps are written.
    public let mapLayers: [Int]
    /// What a reader of the result has to know.
    public let warnings: [Warning]
    /// How many threads its files are written with; no byte depends on it.
    public let threads: Int

    /// A result of its parts.
    package init(
        input: ResultDocument.Input, request: [String: JSONValue], parameters: [String: JSONValue],
        thresholds: PhaseThresholds, anchors: GreyAnchors? = nil, greyLevels: GreyLevels? = nil, voxelSize: VoxelSize?,
        interface: Interface, stripped: StrippedSlab, curve: CoverageCurve, sweep: ThresholdSweep? = nil,
        section: CrossSection, labels: LabelSlab?, mapLayers: [Int], warnings: [Warning],
        threads: Int = 1
    ) {
        self.input = input
        self.request = request
        self.parameters = parameters
        self.thresholds = thresholds
        self.anchors = anchors
        self.greyLevels = greyLevels
        self.voxelSize = voxelSize
        self.interface = interface
        self.stripped = stripped
        self.curve = curve
        self.sweep = sweep
        self.section = section
        self.labels = labels
        self.mapLayers = mapLayers
        self.warnings = warnings
        self.threads = threads
    }

    /// The result in numbers.
    ///
    /// - Complexity: O(columns).
    public var document: ResultDocument { ResultDocument(self) }

    /// Na in the slab; nil where it holds no electrode voxel.
    public var composition: Composition? { Composition(stripped.voxels) }
}

extension ScanResult {
    /// What was found, in one line for a terminal.
    public var summary: String {
        let last = curve.last
        let thickness = "\(short(last.strippedThickness)) \(curve.hasVoxelSize ? "µm" : "voxels")"
        let charge = last.capacity.map { ", \(fixed($0, 2)) mAh cm⁻²" } ?? ""
        let layers = "\(last.layersRemoved) \(last.layersRemoved == 1 ? "layer" : "layers")"
        return "Na covers \(percentage(last.naCoverage)) of the interface after \(layers) (\(thickness)\(charge))."
    }
}

extension ResultDocument {
    /// The numbers of a result.
    fileprivate init(_ result: ScanResult) {
        let interface = result.interface
        let composition = result.composition
        self.init(
            version: Simstrip.version, input: result.input, request: result.request, parameters: result.parameters,
            geometry: .init(axis: interface.geometry.axis, electrode: interface.geometry.electrode),
            interface: .init(interface, voxelSize: result.voxelSize),
            thresholds: .init(na: result.thresholds.na, void: result.thresholds.void), anchors: result.anchors,
            levels: result.greyLevels.map {
                .init(
                    lithium: $0.lithium, sodium: $0.sodium, electrolyte: $0.electrolyte, noise: $0.noise,
                    contrastToNoise: $0.contrastToNoise, blur: $0.blur, fringe: $0.fringe)
            },
            composition: .init(
                naVolumeFraction: composition?.naVolumeFraction, naAtomicFraction: composition?.naAtomicFraction),
            labels: result.labels.map { labels in
                let region = labels.labels.region
                return .init(
                    origin: [region.slices, region.rows, region.columns].map(\.lowerBound),
                    shape: region.shape.extents)
            },
            curve: result.curve.points.map { .init($0, hasVoxelSize: result.curve.hasVoxelSize) },
            thresholdSensitivity: result.sweep.map { .init($0, threshold: result.thresholds.na) },
            warnings: result.warnings)
    }
}

extension ResultDocument.InterfaceSummary {
    fileprivate init(_ interface: Interface, voxelSize: VoxelSize?) {
        let shape = InterfaceShape(of: interface)
        let edge = voxelSize?[interface.geometry.axis].micrometres
        self.init(
            method: interface.method, tiltDegrees: shape?.tiltDegrees(voxelSize: voxelSize),
            roughnessMicrometres: edge.flatMap { edge in shape.map { $0.roughness * edge } },
            roughnessVoxels: shape?.roughness, meanHeight: shape?.meanHeight,
            outsideColumns: interface.outsideColumns, columns: interface.heights.count)
    }
}
