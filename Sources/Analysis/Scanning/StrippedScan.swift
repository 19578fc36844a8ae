import Options
import Results
import Segmentation
import Stripping
import VolumeIO
import VoxelCore

extension Scan {
    /// The third step: removes the layers, and puts together what is known of the scan.
    ///
    /// - Throws: `SimstripError`, and what `progress` throws.
    package func strip(
        _ segmented: SegmentedScan, of located: LocatedSlab, progress: ProgressHandler? = nil
    ) throws -> ScanResult {
        let (slab, threads) = (located.slab, parameters.threads)
        let model: any StrippingModel = RigidSodium()
        let stripped = try model.strip(
            segmented.slab.phases, slab: slab, findingVoid: segmented.slab.findsVoid, threads: threads,
            progress: progress)
        try checkThresholds(segmented.parameters, located, segmented.anchors, found: stripped)
        let dark = parameters.interface == .automatic ? nil : Warning(darkBeforeGivenInterface: segmented)
        let threshold = parameters.sweepsThresholds ? segmented.slab.thresholds?.na : nil
        let sweep = try threshold.map {
            try ThresholdSweep(
                of: denoised(segmented.shown), slab: slab, around: $0, within: located.fieldOfView.greys,
                threads: threads, progress: progress)
        }
        let uncertainty = try uncertainty(of: stripped, segmented, located)
        try progress?(ProgressEvent(stage: "measuring the curve", done: 1, total: 1))
        let curve = CoverageCurve(stripped, voxelSize: voxelSize, within: uncertainty?.bounds)
        let domains =
            measuresDomains
            ? try SodiumDomains(
                in: segmented.slab.phases, slab: slab, heights: located.interface.heights,
                edges: voxelSize?.micrometres ?? [1, 1, 1], progress: progress) : nil
        let profile = try profile(of: segmented, located, progress: progress)
        let warnings =
            located.warnings + segmented.slab.warnings
            + [dark, measuresDomains && domains == nil ? .tooManyDomains : nil].compactMap { $0 }
            + warnings(about: segmented, stripped)
        let digest = parameters.computesDigest ? try samplesSHA256(of: volume, progress: progress) : nil
        return ScanResult(
            input: input(digest: digest), request: parameters.request,
            parameters: resolved(segmented.parameters, in: slab), thresholds: segmented.slab.thresholds,
            anchors: segmented.anchors, greyLevels: segmented.slab.levels,
            coverageBias: segmented.slab.posterior?.bias, voxelSize: voxelSize,
            interface: located.interface, stripped: stripped,
            curve: curve, sweep: sweep,
            sections: try CrossSections(
                grey: segmented.shown, of: segmented.content, phases: segmented.slab.phases, slab: slab,
                readsLayersOnly ? .rows : .rowsAndColumns,
                threads: threads),
            block: try SlabBlock(phases: segmented.slab.phases, slab: slab, threads: threads), domains: domains,
            profile: profile,
            labels: parameters.writesLabels ? segmented.labels : nil, mapLayers: try mapLayers(of: slab.layers),
            warnings: warnings,
            verdict: Verdict(
                on: curve, warnings: warnings, doubts: uncertainty?.doubts ?? [], pieces: uncertainty?.pieces,
                asks: segmented.parameters),
            ambiguous: uncertainty?.ambiguous, bandEvidence: uncertainty?.evidence, threads: threads)
    }

    /// Whether Na domains and grey against depth are measured: plain thresholds without maps are done before that would be.
    var measuresDomains: Bool {
        if parameters.segmentation == .threshold, case .none = parameters.maps { false } else { true }
    }

    /// Grey against depth, of what was read; nil of labels.
    private func profile(
        of segmented: SegmentedScan, _ located: LocatedSlab, progress: ProgressHandler?
    ) throws -> DepthProfile? {
        guard segmented.content == .grey, measuresDomains || parameters.profileBox != nil else { return nil }
        let starts = located.slab.layerStart
        let whole = (rows: 0..<starts.rows, columns: 0..<starts.columns)
        let box = try parameters.profileBox?.box(ofRows: starts.rows, columns: starts.columns) ?? whole
        return try DepthProfile(
            of: segmented.shown, slab: located.slab, heights: located.interface.heights, rows: box.rows,
            columns: box.columns, takesAll: parameters.profileBox != nil, within: located.fieldOfView.greys,
            threads: parameters.threads, progress: progress)
    }

    private func warnings(about segmented: SegmentedScan, _ stripped: StrippedSlab) -> [Warning] {
        // What a class of its own shows lies below Li by its making, and is told by neighbourhoods, which have less noise.
        let given = segmented.parameters.voidThreshold == .automatic ? nil : segmented.slab.thresholds?.void
        let inLithium = Warning(void: given, within: segmented.slab.levels, segmented.anchors)
        return (inLithium.map { [$0] } ?? []) + Warning.all(about: stripped, told: parameters.segmentation)
    }

    /// After how many layers maps are written, each number once.
    ///
    /// - Throws: `SimstripError` of kind `usage` where there are not so many layers.
    func mapLayers(of layers: Int) throws(SimstripError) -> [Int] {
        switch parameters.maps {
        case .all: return Array(0...layers)
        case .none: return []
        case .some(let chosen):
            if let beyond = chosen.first(where: { $0 > layers }) {
                throw SimstripError.usage("--maps names \(beyond), but only \(layers) layers are stripped")
            }
            var seen = Set<Int>()
            return chosen.filter { seen.insert($0).inserted }
        }
    }

    private func input(digest: String?) -> ResultDocument.Input {
        .init(
            path: volume.name, shape: volume.shape, dtype: volume.sampleType, voxelSize: voxelSize,
            voxelSizeSource: voxelSizeSource, files: volume.files.map { .init($0) },
            neighbours: ResultDocument.File.neighbours(
                of: volume.files.first?.path, interface: parameters.interface),
            samplesSHA256: digest)
    }

    /// Every option as it was resolved, by name; a thickness beside the number of layers that it came to.
    private func resolved(_ parameters: ScanParameters, in slab: Slab) -> [String: JSONValue] {
        var resolved = parameters
        resolved.voxelSize = voxelSize.map { .size($0) } ?? .voxels
        resolved.axis = slab.geometry.axis
        resolved.electrode = slab.geometry.electrode
        resolved.roi = RegionRequest(z: region.slices, y: region.rows, x: region.columns)
        var values = resolved.request
        values[LayersOption.name] = LayersOption.spelling(of: slab.layers)
        return values
    }
}
