import Reporting
import Segmentation
import Stripping
import VolumeIO
import VoxelCore
import VoxelKernels

/// One scan, from its files to its result: source → interface → slab → phases → first contact → curve.
public struct Scan: Sendable {
    private let path: String
    private(set) var parameters: ScanParameters
    let volume: TIFFVolume
    let voxelSize: VoxelSize?
    private let voxelSizeSource: String
    let region: VoxelRegion
    /// The grey values while a row of them is held for the picture of the section.
    private var held: HeldRow?

    /// Opens a volume and checks what can be checked without reading its samples.
    ///
    /// - Parameters:
    ///   - path: a folder of slices, a pattern, or a multi-page file.
    ///   - parameters: what is to be done.
    /// - Throws: `SimstripError`.
    public init(_ path: String, parameters: ScanParameters) throws {
        self.path = path
        self.parameters = parameters
        volume = try TIFFVolume.open(path, options: parameters.reading, threads: parameters.threads)
        switch parameters.voxelSize {
        case .voxels: (voxelSize, voxelSizeSource) = (nil, "option: voxel")
        case .size(let size): (voxelSize, voxelSizeSource) = (size, "option")
        // A simstrip.yaml beside the data may ask for voxels, too: a source, but no size.
        case .fromData where volume.voxelSize == nil && volume.voxelSizeSource != nil:
            (voxelSize, voxelSizeSource) = (nil, volume.voxelSizeSource ?? "data")
        case .fromData:
            guard let size = volume.voxelSize else {
                throw SimstripError.usage(
                    "'\(path)' says nothing of its voxel size; give it, for example --voxel-size 1.4um, or work without"
                        + " lengths: --voxel-size voxel")
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
        let threads = parameters.threads
        var warnings = volume.warnings
        if let conflict = Warning(voxelSize: voxelSize, differsFrom: volume) { warnings.append(conflict) }
        let fieldOfView = try FieldOfView.detect(in: volume, slices: region.slices)
        if parameters.contrast == .inverted {
            warnings.append(
                Warning(
                    "inverted_contrast",
                    "grey values were inverted as they were read, as --contrast inverted asks; every grey value given or"
                        + " reported is an inverted one"))
        }
        let geometry = try StrippingGeometry.resolve(
            axis: parameters.axis, electrode: parameters.electrode, in: grey, region: region,
            fieldOfView: fieldOfView, trustsContrast: parameters.contrast == .normal, threads: threads,
            progress: progress, warn: { warnings.append($0) })
        let (surface, response) = try interface(geometry, fieldOfView, progress)
        var interface = surface
        let layers = try layerCount(along: geometry.axis, &warnings)
        let slab = try interface.slab(layers: layers, following: parameters.course, fieldOfView: fieldOfView)
        for column in 0..<slab.layerStart.count where slab.layerStart.values[column] == Slab.outside {
            interface.heights.values[column] = .nan
        }

        let seen = readsLayersOnly ? slab.box : region
        if let jumps = try Warning(sliceScalingOf: volume, region: seen, threads: threads) { warnings.append(jumps) }
        let anchors = try GreyAnchors(of: grey, interface: interface, threads: threads)
        var scan = try withThresholds(on: anchors)
        scan.holdSection(of: slab)
        let segmented = try scan.segment(slab, interface, response, fieldOfView, progress)
        warnings += segmented.warnings
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
        let thresholds = segmented.thresholds
        let stripped = try StrippedSlab(
            stripping: phases, slab: slab, findingVoid: thresholds.void != nil, threads: threads, progress: progress)
        warnings += Warning.all(about: stripped)

        let sweep =
            parameters.sweepsThresholds
            ? try ThresholdSweep(
                of: denoised, slab: slab, around: thresholds.na, threads: threads, progress: progress) : nil
        let digest = parameters.computesDigest ? try samplesSHA256(of: volume, progress: progress) : nil
        return ScanResult(
            input: input(digest: digest), request: parameters.request,
            parameters: scan.resolved(geometry: geometry, layers: layers),
            thresholds: thresholds, anchors: anchors, greyLevels: segmented.levels, voxelSize: voxelSize,
            interface: interface, stripped: stripped,
            curve: CoverageCurve(stripped, voxelSize: voxelSize), sweep: sweep,
            section: try CrossSection(grey: scan.grey, phases: phases, slab: slab),
            labels: parameters.writesLabels ? labels : nil, mapLayers: try mapLayers(layers), warnings: warnings)
    }

    /// The same scan, its given thresholds put on its own grey scale.
    private func withThresholds(on anchors: GreyAnchors?) throws -> Scan {
        var scan = self
        scan.parameters = try parameters.withThresholds(on: anchors, of: path)
        return scan
    }

    /// Whether so much is given that no voxel but those of the layers is needed.
    private var readsLayersOnly: Bool {
        guard parameters.segmentation == .threshold, case .value = parameters.naThreshold,
            parameters.voidThreshold != .automatic, parameters.axis != nil, parameters.electrode != nil
        else { return false }
        return parameters.interface != .automatic
    }

    /// The phases of the slab, by the method that is asked for.
    private func segment(
        _ slab: Slab, _ interface: Interface, _ response: EdgeResponse?, _ fieldOfView: FieldOfView,
        _ progress: ProgressHandler?
    ) throws -> SegmentedSlab {
        switch parameters.segmentation {
        case .threshold:
            try .byThresholds(
                of: denoised, slab: slab, fieldOfView: fieldOfView, na: parameters.naThreshold,
                void: parameters.voidThreshold, threads: parameters.threads, progress: progress)
        case .markov:
            try .byRandomField(
                of: denoised, slab: slab, interface: interface, response: response, fieldOfView: fieldOfView,
                na: parameters.naThreshold, void: parameters.voidThreshold, threads: parameters.threads,
                progress: progress)
        }
    }

    /// The volume with Li as the dark phase.
    private var grey: any VolumeSource {
        if let held { return held }
        return parameters.contrast == .inverted ? InvertedVolume(volume) : volume
    }

    /// Lets the passes over the layers leave behind the row that the picture of the section shows. Along y and x that
    /// is a single slice, which is read again.
    private mutating func holdSection(of slab: Slab) {
        guard slab.geometry.axis == .z else { return }
        held = HeldRow(
            of: grey, slices: slab.positions, row: slab.region.rows.lowerBound + slab.layerStart.rows / 2,
            columns: slab.region.columns)
    }

    private var denoised: any VolumeSource {
        switch parameters.denoising {
        case .none: grey
        case .median: MedianFiltered(grey)
        case .gaussian(let sigma): GaussianFiltered(grey, sigma: sigma)
        }
    }

    private func interface(
        _ geometry: StrippingGeometry, _ fieldOfView: FieldOfView, _ progress: ProgressHandler?
    ) throws -> (Interface, EdgeResponse?) {
        switch parameters.interface {
        case .index(let index):
            return (try Interface(firstElectrodeVoxel: index, geometry: geometry, region: region), nil)
        case .heightMap(let path):
            let interface = try Interface(
                heightMap: TIFFImage.readFloatMap(path, options: parameters.reading), name: path, geometry: geometry,
                region: region, shape: volume.shape)
            return (interface, nil)
        case .automatic:
            let coarse = try Interface.detect(
                in: grey, geometry: geometry, region: region, fieldOfView: fieldOfView, threads: parameters.threads,
                progress: progress)
            // Plain thresholds stay within little memory, whatever the area; the refinement holds a slab.
            guard parameters.segmentation == .markov else { return (coarse, nil) }
            let refined = try coarse.refined(in: grey, threads: parameters.threads, progress: progress)
            return (refined.interface, refined.response)
        }
    }

    /// The number of layers that is asked for.
    private func layerCount(along axis: Axis, _ warnings: inout [Warning]) throws -> Int {
        let layers: Int
        switch parameters.amount {
        case .layers(let count): layers = count
        case .thickness(let thickness):
            guard let edge = voxelSize?[axis] else {
                throw SimstripError.usage(
                    "--thickness is a length, but with --voxel-size voxel there is none; use --layers")
            }
            let exact = thickness.micrometres / edge.micrometres
            layers = exact < 1e9 ? max(1, Int(exact.rounded())) : Int(Int32.max)
            if abs(exact - Double(layers)) > 1e-6 * exact {
                warnings.append(
                    Warning(
                        "thickness_rounded",
                        "\(thickness.micrometres) µm are \((exact * 1000).rounded() / 1000) layers of"
                            + " \(edge.micrometres) µm; \(layers) whole layers are stripped"))
            }
        }
        guard layers <= FirstContact.maximalLayers else {
            throw SimstripError.usage(
                "\(layers) layers are asked for; a map can tell at most \(FirstContact.maximalLayers) apart")
        }
        return layers
    }

    private func mapLayers(_ layers: Int) throws -> [Int] {
        switch parameters.maps {
        case .all: return Array(0...layers)
        case .none: return []
        case .some(let chosen):
            if let beyond = chosen.first(where: { $0 > layers }) {
                throw SimstripError.usage("--maps names \(beyond), but only \(layers) layers are stripped")
            }
            return chosen
        }
    }

    private func input(digest: String?) -> ResultDocument.Input {
        .init(
            path: path, shape: volume.shape, dtype: volume.sampleType, voxelSize: voxelSize,
            voxelSizeSource: voxelSizeSource,
            files: volume.files.map { .init($0) },
            neighbours: ResultDocument.File.neighbours(
                of: volume.files.first?.path ?? path, interface: parameters.interface),
            samplesSHA256: digest)
    }

    /// Every option as it was resolved, by name, so that the same words give the same result.
    private func resolved(geometry: StrippingGeometry, layers: Int) -> [String: JSONValue] {
        var values = parameters.request
        func resolve(_ option: ScanOption, _ value: JSONValue) { values[option.rawValue] = value }
        resolve(
            .voxelSize,
            voxelSize.map { .text($0.micrometres.map { "\($0)um" }.joined(separator: ",")) } ?? .text("voxel"))
        resolve(.axis, .text(geometry.axis.rawValue))
        resolve(.electrode, .text(geometry.electrode.rawValue))
        resolve(
            .roi,
            .text(Axis.allCases.map { "\(region[$0].lowerBound):\(region[$0].upperBound)" }.joined(separator: ",")))
        resolve(.layers, .integer(layers))
        return values
    }
}
