import Segmentation
import Stripping
import VolumeIO
import VoxelCore
import VoxelKernels

/// Everything that one scan's stripping has brought, ready to be written.
public struct ScanResult: Sendable {
    /// What was read.
    public var input: ResultDocument.Input
    /// Every option as it was asked for.
    public var request: [String: JSONValue]
    /// Every option as it was resolved.
    public var parameters: [String: JSONValue]
    /// The thresholds that were used.
    public var thresholds: PhaseThresholds
    /// The peaks of Li and of the SSE beside the interface, where both are there.
    public var anchors: GreyAnchors?
    /// The grey levels that were fitted, where the segmentation fits any.
    public var greyLevels: GreyLevels?
    /// The edges of a voxel; nil to work without a length.
    public var voxelSize: VoxelSize?
    /// The interface, NaN in every column that is outside.
    public var interface: Interface
    /// The stripped slab.
    public var stripped: StrippedSlab
    /// Its curve.
    public var curve: CoverageCurve
    /// The curve of every threshold, where it is asked for.
    public var sweep: ThresholdSweep?
    /// A picture from the side.
    public var section: CrossSection
    /// The labelled slab, where it is to be written.
    public var labels: LabelSlab?
    /// After how many layers maps are written.
    public var mapLayers: [Int]
    /// What a reader of the result has to know.
    public var warnings: [Warning]

    /// A result of its parts.
    public init(
        input: ResultDocument.Input, request: [String: JSONValue], parameters: [String: JSONValue],
        thresholds: PhaseThresholds, anchors: GreyAnchors? = nil, greyLevels: GreyLevels? = nil, voxelSize: VoxelSize?,
        interface: Interface, stripped: StrippedSlab, curve: CoverageCurve, sweep: ThresholdSweep? = nil,
        section: CrossSection, labels: LabelSlab?, mapLayers: [Int], warnings: [Warning]
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
    }

    /// Na in the slab; nil where it holds no electrode voxel.
    public var composition: Composition? { Composition(stripped.voxels) }

    /// The result in numbers.
    public var document: ResultDocument {
        ResultDocument(
            version: Simstrip.version, input: input, request: request, parameters: parameters,
            geometry: .init(axis: interface.geometry.axis, electrode: interface.geometry.electrode),
            interface: interfaceSummary, thresholds: .init(na: thresholds.na, void: thresholds.void),
            anchors: anchors,
            levels: greyLevels.map {
                .init(
                    lithium: $0.lithium, sodium: $0.sodium, electrolyte: $0.electrolyte, noise: $0.noise,
                    contrastToNoise: $0.contrastToNoise, blur: $0.blur, fringe: $0.fringe)
            },
            composition: .init(
                naVolumeFraction: composition?.naVolumeFraction, naAtomicFraction: composition?.naAtomicFraction),
            labels: labels.map { labels in
                let region = labels.labels.region
                return .init(
                    origin: [region.slices, region.rows, region.columns].map(\.lowerBound),
                    shape: region.shape.extents)
            },
            curve: curve.points.map { .init($0, hasVoxelSize: curve.hasVoxelSize) },
            thresholdSensitivity: sweep.map { .init($0, threshold: thresholds.na) }, warnings: warnings)
    }

    private var interfaceSummary: ResultDocument.InterfaceSummary {
        let shape = InterfaceShape(of: interface)
        let edge = voxelSize?[interface.geometry.axis].micrometres
        return .init(
            method: interface.method, tiltDegrees: shape?.tiltDegrees(voxelSize: voxelSize),
            roughnessMicrometres: edge.flatMap { edge in shape.map { $0.roughness * edge } },
            roughnessVoxels: shape?.roughness, meanHeight: shape?.meanHeight,
            outsideColumns: interface.outsideColumns, columns: interface.heights.count)
    }

    /// Writes every file of the result.
    ///
    /// - Parameters:
    ///   - folder: where to.
    ///   - threads: how many files are made at a time; the bytes do not depend on it.
    /// - Throws: `SimstripError` of kind `output`.
    public func write(into folder: OutputFolder, threads: Int = 1) throws {
        if let sweep {
            try folder.write(to: "threshold_sweep.csv", parts: { write in try sweep.csv(threads: threads, write) })
        }
        let document = document
        let mapAxes = interface.geometry.axis.ofMap
        // A map's pixels are seen along the stripping axis; its "slice distance" is the layer thickness.
        let pixel = voxelSize.map {
            VoxelSize(z: $0[interface.geometry.axis], y: $0[mapAxes.rows], x: $0[mapAxes.columns])
        }
        let firstNa = { @Sendable path in try TIFFImage.write(stripped.firstNaLayer, to: path, voxelSize: pixel) }
        let heights = { @Sendable path in try TIFFImage.write(interface.heights, to: path, voxelSize: pixel) }
        var files: [@Sendable () throws -> Void] = [
            { try folder.write(document.json(), to: OutputFolder.seal) },
            { try folder.write(to: "first_na_layer.tif", by: firstNa) },
            { try folder.write(to: "interface.tif", by: heights) },
            { try folder.write(curve.csv, to: "curve.csv") },
        ]
        if let labels { files.append { try folder.write(to: "labels.tif") { try write(labels, to: $0) } } }
        // The folder of the maps is there before several threads write into it.
        if let first = mapLayers.first { _ = try folder.place(of: coverageMapName(first)) }
        for layers in mapLayers {
            files.append {
                let map = stripped.coverageMap(afterRemoving: layers)
                let name = coverageMapName(layers)
                try folder.write(map.pgm, to: name + ".pgm")
                try folder.write(map.csv, to: name + ".csv")
            }
        }
        // The report's pictures take longest.
        let report = ReportPage(self, document)
        let made = try concurrentMap(count: report.pictureCount + files.count, threads: threads) { [files] task in
            guard task >= report.pictureCount else { return try report.picture(task) }
            try files[task - report.pictureCount]()
            return []
        }
        try folder.write(report.html(made), to: "report.html")
    }

    private func write(_ labels: LabelSlab, to path: String) throws {
        let region = labels.labels.region
        var writer = try TIFFStackWriter(
            path: path, shape: region.shape, sampleType: .uint8, voxelSize: voxelSize)
        let sliceCount = region.rows.count * region.columns.count
        try labels.labels.bytes.withUnsafeBytes { bytes in
            for slice in 0..<region.slices.count {
                try writer.append(
                    slice: UnsafeRawBufferPointer(rebasing: bytes[slice * sliceCount..<(slice + 1) * sliceCount]))
            }
        }
        try writer.finish()
    }
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
