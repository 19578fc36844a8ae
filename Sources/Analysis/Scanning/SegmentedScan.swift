import Options
import Segmentation
import Stripping
import VoxelCore

/// What the voxels of a scan's layers are.
package struct SegmentedScan: Sendable {
    /// What pictures show: the scan's grey values, of which that is held, or the codes of its phases.
    let shown: any VolumeSource
    /// Which of both.
    let content: CrossSections.Content
    /// The peaks of Li and of the SSE beside the interface, where both are there.
    package let anchors: GreyAnchors?
    /// The segmented layers, small domains removed where that is asked for.
    package let slab: SegmentedSlab
    /// The labelled slab, where it was needed.
    let labels: LabelSlab?
    /// The options, given thresholds put on the scan's own grey scale.
    let parameters: ScanParameters
}

extension Scan {
    /// The second step: tells the phases of the layers apart.
    ///
    /// - Throws: `SimstripError`, and what `progress` throws.
    package func segment(_ located: LocatedSlab, progress: ProgressHandler? = nil) throws -> SegmentedScan {
        switch parameters.segmentation {
        case .markov, .threshold: try segmentGrey(located, progress)
        case .labels: try takeLabels(located, progress)
        }
    }

    private func segmentGrey(_ located: LocatedSlab, _ progress: ProgressHandler?) throws -> SegmentedScan {
        let (slab, threads) = (located.slab, parameters.threads)
        let anchors = try GreyAnchors(of: grey, interface: located.interface, threads: threads)
        let parameters = try self.parameters.withThresholds(from: thresholdScale, on: anchors, of: volume.name)
        try checkThresholdsAgainstType(parameters)
        if parameters.segmentation == .markov, parameters.givesThresholds {
            try checkThresholdsAgainstLayers(parameters, located, anchors)
        }
        let grey = holdingPictures(of: slab)
        var segmented: SegmentedSlab
        do {
            segmented = try segment(denoised(grey), located, parameters, progress)
        } catch let error as SimstripError where error.kind == .data && parameters.interface != .automatic {
            throw SimstripError.data(error.message + "; " + located.interface.surroundings(anchors))
        }
        let labels = try labelled(&segmented, slab, progress)
        return SegmentedScan(
            shown: grey, content: .grey, anchors: anchors, slab: segmented, labels: labels, parameters: parameters)
    }

    /// The labelled slab, small domains removed where that is asked for; nil where nobody needs it.
    func labelled(
        _ segmented: inout SegmentedSlab, _ slab: Slab, _ progress: ProgressHandler?
    ) throws -> LabelSlab? {
        guard parameters.writesLabels || parameters.minimalDomain > 1 else { return nil }
        let threads = parameters.threads
        var labelled = try LabelSlab(phases: segmented.phases, slab: slab, threads: threads, progress: progress)
        if parameters.minimalDomain > 1 {
            try labelled.removeSodiumDomains(smallerThan: parameters.minimalDomain, threads: threads)
        }
        segmented.phases = labelled.labels
        return labelled
    }

    /// Lets the passes over the layers leave behind what pictures show: the middle row of the sections, and the block. Along y
    /// and x the section is a single slice, which is read again.
    private func holdingPictures(of slab: Slab) -> any VolumeSource {
        guard slab.geometry.axis == .z else { return grey }
        let middle = slab.region.rows.lowerBound + slab.layerStart.rows / 2
        let row = HeldWindow(
            of: grey, slices: slab.positions, rows: middle..<middle + 1, columns: slab.region.columns)
        let block = SlabBlock.box(of: slab)
        return HeldWindow(of: row, slices: slab.positions, rows: block.rows, columns: block.columns)
    }

    /// The phases of the slab by its grey values.
    private func segment(
        _ grey: any VolumeSource, _ located: LocatedSlab, _ parameters: ScanParameters, _ progress: ProgressHandler?
    ) throws -> SegmentedSlab {
        if parameters.segmentation == .threshold {
            try .byThresholds(
                of: grey, slab: located.slab, fieldOfView: located.fieldOfView, na: parameters.naThreshold,
                void: parameters.voidThreshold, threads: parameters.threads, progress: progress)
        } else {
            try .byRandomField(
                of: grey, slab: located.slab, interface: located.interface, response: located.response,
                fieldOfView: located.fieldOfView, na: parameters.naThreshold, void: parameters.voidThreshold,
                memory: workingMemory(along: located.slab.geometry.axis, layers: located.slab.layers),
                threads: parameters.threads, progress: progress)
        }
    }
}

extension Interface {
    /// What lies on either side of a given interface, in words.
    fileprivate func surroundings(_ anchors: GreyAnchors?) -> String {
        let (range, mean) = (region[geometry.axis], InterfaceShape(of: self)?.meanHeight ?? .nan)
        let before = geometry.electrode == .high ? mean - Double(range.lowerBound) : Double(range.upperBound) - mean
        let greys =
            anchors.map { " (grey \(greyText($0.electrolyte)) before it, \(greyText($0.lithium)) behind it)" } ?? ""
        return
            "the given interface, \(rounded(mean, 1)) along \(geometry.axis.rawValue) on average, has \(rounded(before, 1))"
            + " voxels on the SSE's side and \(rounded(Double(range.count) - before, 1)) on the electrode's\(greys); leave"
            + " --interface out to have it found"
    }
}
