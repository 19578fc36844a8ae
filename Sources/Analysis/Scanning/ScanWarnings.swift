import Options
import Segmentation
import Stripping
import VolumeIO
import VoxelCore
import VoxelKernels

extension Warning {
    /// Tells that grey values are not those of the files.
    static let invertedContrast = Warning(
        "inverted_contrast",
        "grey values were inverted as they were read, as --contrast inverted asks; every grey value given or"
            + " reported is an inverted one")

    /// Tells that a filter that was asked for is not used.
    static let denoisingUnused = Warning(
        "denoise_unused",
        "--denoise does nothing with --segmentation markov: the random field knows the noise as the scanner left it;"
            + " leave it out, or add --segmentation threshold")

    /// Tells that domains are not listed.
    static let tooManyDomains = Warning(
        "too_many_domains",
        "the layers hold more than \(SodiumDomains.most) Na domains, most of them noise, so domains.csv is not written; use"
            + " --segmentation markov, or --denoise median or --min-domain 8 with plain thresholds")

    /// Tells of columns that hold no data where the layers are.
    static func columnsWithoutData(_ count: Int, of all: Int) -> Warning {
        Warning(
            "empty_columns",
            "\(count) of \(all) columns hold nothing finite in the last layers or a single value in all of them: the layers reach"
                + " into a frame or padding, which is no data; these columns are outside and in no coverage")
    }

    /// Warns where the voxel size that was given is not the one that the data names, by more than 1 %.
    init?(voxelSize: VoxelSize?, differsFrom volume: Volume) {
        guard let given = voxelSize, let found = volume.voxelSize else { return nil }
        let differs = zip(given.micrometres, found.micrometres).contains { abs($0 / $1 - 1) > 0.01 }
        guard differs else { return nil }
        let text = { (size: VoxelSize) in size.micrometres.map { "\($0)" }.joined(separator: " × ") + " µm" }
        self.init(
            "voxel_size_conflict",
            "the voxel size given is \(text(given)), but \(volume.voxelSizeSource ?? "the data") says \(text(found)); the"
                + " given one is used")
    }

    /// Warns where the slices have no common grey scale.
    init?(sliceScalingOf volume: Volume, region: VoxelRegion, threads: Int) throws {
        let scaling = try SliceScaling(of: volume, region: region, threads: threads)
        guard let jump = scaling.jump, scaling.isSliceBySlice else { return nil }
        self.init(
            "slice_scaling",
            "the grey of one and the same material jumps by \(rounded(jump * 100, 1)) % of the grey range from slice to slice,"
                + " as if every slice had been scaled by itself to \(volume.sampleType.rawValue); then no threshold holds for all slices: convert the"
                + " reconstruction again with one range for the whole stack")
    }

    /// Warns where what lies before a given interface is too dark for SSE.
    init?(darkBeforeGivenInterface segmented: SegmentedScan) {
        guard let na = segmented.slab.thresholds?.na, let anchors = segmented.anchors, anchors.electrolyte < na
        else { return nil }
        self.init(
            "dark_electrolyte",
            "what lies before the given interface (grey \(greyText(anchors.electrolyte))) is darker than Na (from"
                + " \(greyText(na)) on), where the SSE would be about as bright: the interface may lie in the electrode; leave"
                + " --interface out to have it found")
    }

    /// Warns where the void threshold lies in the peak of Li: then thresholds stand on both sides of it, and its noise
    /// becomes void.
    init?(void: Double?, within levels: GreyLevels?, _ anchors: GreyAnchors?) {
        guard let void, let lithium = levels?.lithium ?? anchors?.lithium else { return nil }
        let width = levels.map { 2 * $0.noise } ?? anchors.map { 0.1 * ($0.electrolyte - $0.lithium) } ?? 0
        guard void > lithium - max(0, width) else { return nil }
        self.init(
            "void_in_lithium",
            "the void threshold \(greyText(void)) lies within the peak of Li (grey \(greyText(lithium))), so noise of Li counts"
                + " as void and the coverages of Na and Li are off; give a lower --void-threshold, or leave it out if there"
                + " are no pores")
    }
}
