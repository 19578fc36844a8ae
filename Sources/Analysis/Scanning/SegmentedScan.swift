import Options
import Segmentation
import VoxelCore
import VoxelKernels

/// What the voxels of a scan's layers are.
package struct SegmentedScan: Sendable {
    /// The scan's grey values, of which the row that the picture from the side shows is held.
    let grey: any VolumeSource
    /// The peaks of Li and of the SSE beside the interface, where both are there.
    package let anchors: GreyAnchors?
    /// Codes of `Phase` over the slab's box.
    package let phases: any VolumeSource
    /// The grey thresholds that were used.
    package let thresholds: PhaseThresholds
    /// The grey levels that were fitted, where the segmentation fits any.
    package let levels: GreyLevels?
    /// The labelled slab, where it was needed.
    let labels: LabelSlab?
    /// The options, given thresholds put on the scan's own grey scale.
    let parameters: ScanParameters
    /// What a reader of the result has to know.
    package let warnings: [Warning]
}

extension Scan {
    /// The second step: tells the phases of the layers apart.
    ///
    /// - Throws: `SimstripError`, and what `progress` throws.
    package func segment(_ located: LocatedSlab, progress: ProgressHandler? = nil) throws -> SegmentedScan {
        let (slab, threads) = (located.slab, parameters.threads)
        let anchors = try GreyAnchors(of: grey, interface: located.interface, threads: threads)
        let parameters = try self.parameters.withThresholds(from: thresholdScale, on: anchors, of: volume.name)
        let grey = holdingSection(of: slab)
        let segmented = try segment(denoised(grey), located, parameters, progress)
        var phases = segmented.phases
        var labels: LabelSlab?
        if parameters.writesLabels || parameters.minimalDomain > 1 {
            var labelled = try LabelSlab(phases: phases, slab: slab, threads: threads, progress: progress)
            if parameters.minimalDomain > 1 {
                try labelled.removeSodiumDomains(smallerThan: parameters.minimalDomain, threads: threads)
            }
            phases = labelled.labels
            labels = labelled
        }
        return SegmentedScan(
            grey: grey, anchors: anchors, phases: phases, thresholds: segmented.thresholds, levels: segmented.levels,
            labels: labels, parameters: parameters, warnings: segmented.warnings)
    }

    /// Lets the passes over the layers leave behind the row that the picture of the section shows. Along y and x that
    /// is a single slice, which is read again.
    private func holdingSection(of slab: Slab) -> any VolumeSource {
        guard slab.geometry.axis == .z else { return grey }
        return HeldRow(
            of: grey, slices: slab.positions, row: slab.region.rows.lowerBound + slab.layerStart.rows / 2,
            columns: slab.region.columns)
    }

    /// The phases of the slab, by the method that is asked for.
    private func segment(
        _ grey: any VolumeSource, _ located: LocatedSlab, _ parameters: ScanParameters, _ progress: ProgressHandler?
    ) throws -> (
        phases: any VolumeSource, thresholds: PhaseThresholds, levels: GreyLevels?, warnings: [Warning]
    ) {
        let slab = located.slab
        var histogram: GreyHistogram?
        let counted = {
            let counted = try ElectrodePart(slab, fieldOfView: located.fieldOfView)
                .histogram(of: grey, threads: parameters.threads, progress: progress)
            histogram = counted
            return counted
        }
        switch parameters.segmentation {
        case .threshold:
            let thresholds = try PhaseThresholds(
                na: parameters.naThreshold, void: parameters.voidThreshold, histogram: counted)
            let warning = histogram.flatMap { Warning(noiseIn: $0, thresholds: thresholds, layers: slab.layers) }
            return (PhaseVolume(grey, thresholds: thresholds), thresholds, nil, warning.map { [$0] } ?? [])
        case .markov:
            var void: Double?
            switch parameters.voidThreshold {
            case nil: break
            case .value(let grey): void = grey
            case .automatic:
                void = try PhaseThresholds(
                    na: parameters.naThreshold, void: .automatic, histogram: counted
                ).void
            }
            let result = try MarkovSegmentation(
                of: grey, slab: slab, interface: located.interface, naThreshold: parameters.naThreshold,
                voidThreshold: void, threads: parameters.threads, progress: progress)
            return (
                result.labels, PhaseThresholds(na: result.levels.threshold, void: void), result.levels, result.warnings
            )
        }
    }
}
