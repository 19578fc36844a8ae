import Options
import Segmentation
import Stripping
import VoxelCore
import VoxelKernels

extension Scan {
    /// Refuses thresholds that no sample of the volume's type can be beyond.
    func checkThresholdsAgainstType(_ parameters: ScanParameters) throws(SimstripError) {
        guard let range = volume.sampleType.range else { return }
        for (name, value) in parameters.valuesOfThresholds where !range.contains(value) {
            throw .usage(
                "\(name) is \(short(value)), but the samples are \(volume.sampleType.rawValue): their grey values are"
                    + " \(short(range.lowerBound)) to \(short(range.upperBound)); give one of those, or auto")
        }
    }

    /// Refuses thresholds outside the finite grey values that the layers and the phases beside the interface have.
    ///
    /// T_Na may be above all of an electrode without Na, but not above the SSE, too.
    ///
    /// - Throws: `SimstripError` of kind `usage`; and from reading.
    /// - Complexity: O(voxels of the layers).
    func checkThresholdsAgainstLayers(
        _ parameters: ScanParameters, _ located: LocatedSlab, _ anchors: GreyAnchors?
    ) throws {
        // Between Li and the SSE every threshold is within the data, and nothing need be read.
        if let anchors, anchors.lithium < anchors.electrolyte {
            let isBetween = { (value: Double) in value > anchors.lithium && value < anchors.electrolyte }
            if parameters.valuesOfThresholds.map(\.value).allSatisfy(isBetween) { return }
        }
        let slab = located.slab
        let layers = Slab(
            geometry: slab.geometry, region: slab.box, layers: slab.layers, layerStart: slab.layerStart,
            surfaceStart: slab.surfaceStart)
        let histogram = try ElectrodePart(layers, fieldOfView: located.fieldOfView)
            .histogram(of: grey, threads: parameters.threads)
        guard let first = histogram.counts.firstIndex(where: { $0 > 0 }),
            let last = histogram.counts.lastIndex(where: { $0 > 0 })
        else { return }
        let least = histogram.lowerEdge(ofBin: first)
        let greatest = histogram.lowerEdge(ofBin: last) + (histogram.isExact ? 0 : histogram.binWidth)
        let limit = [greatest, anchors?.lithium, anchors?.electrolyte].compactMap { $0 }.max() ?? greatest
        if parameters.segmentation == .markov, case .value(let na) = parameters.naThreshold, let anchors,
            na <= anchors.lithium
        {
            throw SimstripError.usage(
                "--\(NaThresholdOption.name) is \(greyText(na)), but Li is \(greyText(anchors.lithium)): Na is brighter than"
                    + " Li; give a grey value between Li and \(greyText(limit)), or auto")
        }
        for (name, value) in parameters.valuesOfThresholds {
            // Whole numbers below all that is there find no void, as may be meant; T_Na there makes all of it Na.
            let isLow = value < least && (name == "--\(NaThresholdOption.name)" || volume.sampleType.isFloatingPoint)
            guard isLow || value > limit else { continue }
            let phases =
                anchors.map { "; Li is \(greyText($0.lithium)), the SSE \(greyText($0.electrolyte))" } ?? ""
            throw SimstripError.usage(
                "\(name) is \(greyText(value)), but the finite grey values of the layers are \(greyText(least)) to"
                    + " \(greyText(greatest))\(phases); give a grey value within \(greyText(least)) to \(greyText(limit)),"
                    + " or auto")
        }
    }

    /// The same where only voxels of one phase were found, so that whole volumes of which layers alone are read are read
    /// no second time.
    func checkThresholds(
        _ parameters: ScanParameters, _ located: LocatedSlab, _ anchors: GreyAnchors?, found stripped: StrippedSlab
    ) throws {
        guard parameters.segmentation == .threshold, parameters.givesThresholds else { return }
        let sodium = stripped.voxels.reduce(0) { $0 + $1.sodium }
        let count = stripped.voxels.reduce(0) { $0 + $1.count }
        let void = stripped.voxels.reduce(0) { $0 + $1.void }
        let looksForVoid = parameters.voidThreshold.map { $0 != .automatic } ?? false
        guard sodium == 0 || sodium == count || (looksForVoid && void == 0) else { return }
        try checkThresholdsAgainstLayers(parameters, located, anchors)
    }
}

extension ScanParameters {
    /// The thresholds that are given as grey values, by the names of their options.
    fileprivate var valuesOfThresholds: [(name: String, value: Double)] {
        [("--\(NaThresholdOption.name)", naThreshold), ("--\(VoidThresholdOption.name)", voidThreshold ?? .automatic)]
            .compactMap { name, request in
                if case .value(let value) = request { (name, value) } else { nil }
            }
    }
}

extension SampleType {
    /// The values that samples of whole numbers can have; nil of floating-point numbers.
    fileprivate var range: ClosedRange<Double>? {
        guard !isFloatingPoint else { return nil }
        let isSigned = [.int8, .int16, .int32].contains(self)
        var states = 1.0
        for _ in 0..<8 * byteCount { states *= 2 }
        return isSigned ? -states / 2...states / 2 - 1 : 0...states - 1
    }
}
