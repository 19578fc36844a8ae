import Segmentation
import Stripping
import VoxelCore
import VoxelKernels

/// Everything that one scan's stripping has brought, ready to be written.
public struct ScanResult: Sendable {
    /// The curve: coverage against stripped thickness.
    public let curve: CoverageCurve
    /// The edges of a voxel; nil where lengths are counted in voxels.
    public let voxelSize: VoxelSize?
    /// The grey levels that were fitted; nil where plain thresholds were used.
    public let greyLevels: GreyLevels?
    /// By how much coverage was off on a scan simulated from this one; nil where that was not looked for.
    public let coverageBias: CoverageBias?
    /// What a reader of the result has to know.
    public let warnings: [Warning]
    /// Whether it can be used as it is.
    public let verdict: Verdict

    /// Columns that are bright from the SSE on, or stand out of the interface: Na on the SSE or SSE itself; nil where that was not
    /// looked for.
    package let ambiguous: Map<UInt8>?
    /// What the band was made of; nil where there is none.
    package let bandEvidence: BandEvidence?
    /// What was read.
    package let input: ResultDocument.Input
    /// Every option as it was asked for.
    package let request: [String: JSONValue]
    /// Every option as it was resolved.
    package let parameters: [String: JSONValue]
    /// The thresholds that were used; nil where the volume held labels.
    package let thresholds: PhaseThresholds?
    /// The peaks of Li and of the SSE beside the interface, where both are there.
    package let anchors: GreyAnchors?
    /// The interface, NaN in every column that is outside.
    package let interface: Interface
    /// The stripped slab.
    package let stripped: StrippedSlab
    /// The curve of every threshold, where it is asked for.
    package let sweep: ThresholdSweep?
    /// Pictures from the side.
    package let sections: CrossSections
    /// A part of the layers, for pictures in three dimensions.
    package let block: SlabBlock
    /// The Na domains of the layers; nil where there are too many to be told from noise.
    public let domains: SodiumDomains?
    /// Grey against depth; nil where the volume held labels.
    public let profile: DepthProfile?
    /// The labelled slab, where it is to be written.
    package let labels: LabelSlab?
    /// After how many layers maps are written.
    package let mapLayers: [Int]
    /// How many threads its files are written with; no byte depends on it.
    package let threads: Int

    /// A result of its parts.
    package init(
        input: ResultDocument.Input, request: [String: JSONValue], parameters: [String: JSONValue],
        thresholds: PhaseThresholds?, anchors: GreyAnchors? = nil, greyLevels: GreyLevels? = nil,
        coverageBias: CoverageBias? = nil, voxelSize: VoxelSize?,
        interface: Interface, stripped: StrippedSlab, curve: CoverageCurve, sweep: ThresholdSweep? = nil,
        sections: CrossSections, block: SlabBlock, domains: SodiumDomains? = nil, profile: DepthProfile? = nil,
        labels: LabelSlab?, mapLayers: [Int], warnings: [Warning],
        verdict: Verdict = Verdict([]), ambiguous: Map<UInt8>? = nil, bandEvidence: BandEvidence? = nil,
        threads: Int = 1
    ) {
        self.input = input
        self.request = request
        self.parameters = parameters
        self.thresholds = thresholds
        self.anchors = anchors
        self.greyLevels = greyLevels
        self.coverageBias = coverageBias
        self.voxelSize = voxelSize
        self.interface = interface
        self.stripped = stripped
        self.curve = curve
        self.sweep = sweep
        self.sections = sections
        self.block = block
        self.domains = domains
        self.profile = profile
        self.labels = labels
        self.mapLayers = mapLayers
        self.warnings = warnings
        self.verdict = verdict
        self.ambiguous = ambiguous
        self.bandEvidence = bandEvidence
        self.threads = threads
    }

    /// The result in numbers.
    ///
    /// - Complexity: O(columns).
    package var document: ResultDocument { ResultDocument(self) }

    /// Na in the slab; nil where it holds no electrode voxel.
    public var composition: Composition? { Composition(stripped.voxels) }
}

extension ScanResult {
    /// The axis along which the scan was stripped.
    public var axis: Axis { interface.geometry.axis }
    /// The edges of a layer's voxel along the stripping axis, rows and columns of its map, in µm; nil where lengths are in voxels.
    package var mapEdges: [Double]? { voxelSize?.ofMap(across: axis).micrometres }
    /// The electrode's side along it.
    public var electrode: ElectrodeSide { interface.geometry.electrode }
    /// h of every column: where the SSE's surface lies along the axis, in voxels of the volume's own index; NaN outside.
    public var interfaceHeights: Map<Float> { interface.heights }
    /// T_Na: the grey value from which on a voxel is Na; of fitted levels the one half-way between Li and Na; nil where the volume
    /// held labels.
    public var naThreshold: Double? { thresholds?.na }
    /// T_void; nil where no void was looked for, or the volume held labels.
    public var voidThreshold: Double? { thresholds?.void }
    /// The layer that first brings Na to every column: 0 where none does, 65535 outside.
    public var firstNaLayer: Map<UInt16> { stripped.firstNaLayer }

    /// The phase of every column after so many layers have been removed.
    ///
    /// - Parameter layers: 0 … N.
    /// - Precondition: no more than were stripped.
    public func coverageMap(afterRemoving layers: Int) -> Map<Phase> { stripped.coverageMap(afterRemoving: layers) }

    /// What was found, in at most ten lines for a terminal.
    public var summary: String { shortSummary.text() }

    /// The same, for whoever adds where the files are.
    package var shortSummary: ShortSummary {
        let last = curve.last
        let layers = counted(last.layersRemoved, "layer")
        var facts = [
            "Na covers \(last.naShare.percentWithInterval) of the interface after \(layers) (\(lengthText(last.strippedThickness)) \(curve.unit)).",
            "\(onset), \(half).",
        ]
        if let capacities = curve.capacities { facts.append("Stripped: \(capacities).") }
        facts.append("Verdict: \(verdict.status.rawValue).")
        var summary = ShortSummary(facts: facts)
        summary.reasons = verdict.reasons
        summary.warnings = warnings.count
        return summary
    }

    private var onset: String {
        let share = percent(CoverageCurve.onsetCoverage)
        guard let onset = curve.onsetThickness else { return "No onset: Na never covers \(share)" }
        return "Onset (Na covers \(share)) after \(CurveMeasure.onset.text(onset, of: curve))"
    }

    private var half: String {
        guard let half = curve.halfThickness else { return "and so no half of the final coverage" }
        return "half of the final coverage after \(CurveMeasure.half.text(half, of: curve))"
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
            interface: .init(
                interface, voxelSize: result.voxelSize, ambiguous: result.ambiguous?.values.count { $0 > 0 }),
            thresholds: .init(na: result.naThreshold, void: result.voidThreshold), anchors: result.anchors,
            levels: result.greyLevels.map {
                .init(
                    lithium: $0.lithium, sodium: $0.sodium, electrolyte: $0.electrolyte, noise: $0.noise,
                    contrastToNoise: $0.noise > 0 ? $0.contrastToNoise : nil, blur: $0.blur.depth,
                    blurAlongAxes: interface.geometry.axis.ordered(
                        along: $0.blur.depth, rows: $0.blur.rows, columns: $0.blur.columns),
                    coupling: $0.coupling.map { .init(inLayer: $0.lateral, acrossLayers: $0.axial, bias: $0.bias) },
                    noiseCorrelation: $0.covariance.map {
                        interface.geometry.axis.ordered(along: $0.depth, rows: $0.rows, columns: $0.columns)
                    }, fringe: $0.fringe,
                    errors: result.coverageBias.map { .init($0.fit, along: interface.geometry.axis) })
            },
            composition: .init(
                naVolumeFraction: composition?.naVolumeFraction, naAtomicFraction: composition?.naAtomicFraction),
            domains: result.domains.map { .init($0, of: result) },
            profile: result.profile.map { .init($0, edge: result.mapEdges?[0]) },
            labels: result.labels.map { labels in
                let region = labels.labels.region
                return .init(
                    origin: [region.slices, region.rows, region.columns].map(\.lowerBound),
                    shape: region.shape.extents)
            },
            coverageBias: result.coverageBias.map { [0] + $0.correction },
            curve: result.curve.points.map { .init($0, hasVoxelSize: result.curve.hasVoxelSize) },
            thresholdSensitivity: result.sweep.flatMap { sweep in
                result.naThreshold.map { .init(sweep, threshold: $0) }
            },
            warnings: result.warnings, verdict: result.verdict)
    }
}

extension ResultDocument.GreyLevelsSummary.Errors {
    fileprivate init(_ errors: FitErrors, along axis: Axis) {
        self.init(
            lithium: errors.lithium, sodium: errors.sodium, electrolyte: errors.electrolyte, noise: errors.noise,
            blurAlongAxes: axis.ordered(along: errors.blur.depth, rows: errors.blur.rows, columns: errors.blur.columns),
            couplingInLayer: errors.coupling.lateral, couplingAcrossLayers: errors.coupling.axial)
    }
}

extension ResultDocument.InterfaceSummary {
    fileprivate init(_ interface: Interface, voxelSize: VoxelSize?, ambiguous: Int?) {
        let shape = InterfaceShape(of: interface)
        let edge = voxelSize?[interface.geometry.axis].micrometres
        self.init(
            method: interface.method, tiltDegrees: shape?.tiltDegrees(voxelSize: voxelSize),
            roughnessMicrometres: edge.flatMap { edge in shape.map { $0.roughness * edge } },
            roughnessVoxels: shape?.roughness, heightError: interface.heightError, meanHeight: shape?.meanHeight,
            outsideColumns: interface.outsideColumns, ambiguousColumns: ambiguous, columns: interface.heights.count)
    }
}
