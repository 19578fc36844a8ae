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

    /// Tells that grey values are smoothed for a method that does not want it.
    init?(denoising parameters: ScanParameters) {
        guard parameters.segmentation == .markov, parameters.denoising != .none else { return nil }
        self.init(
            "denoised_for_markov",
            "--denoise \(DenoiseOption.spelling(of: parameters.denoising)) smooths the grey values that --segmentation markov"
                + " reads, which knows noise and blur itself and takes smoothed noise for blobs; leave --denoise out, or add"
                + " --segmentation threshold")
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
            "the grey range jumps by \(rounded(jump * 100, 1)) % from slice to slice, as if every slice had been"
                + " scaled by itself to \(volume.sampleType.rawValue); then no threshold holds for all slices: convert the"
                + " reconstruction again with one range for the whole stack")
    }

    /// Warns where what lies before a given interface is too dark for SSE.
    init?(darkBeforeGivenInterface segmented: SegmentedScan) {
        let na = segmented.slab.thresholds.na
        guard let anchors = segmented.anchors, anchors.electrolyte < na else { return nil }
        self.init(
            "dark_electrolyte",
            "what lies before the given interface (grey \(greyText(anchors.electrolyte))) is darker than Na (from"
                + " \(greyText(na)) on), where the SSE would be about as bright: the interface may lie in the electrode; leave"
                + " --interface out to have it found")
    }

    /// What the stripped slab itself tells.
    static func all(about stripped: StrippedSlab) -> [Warning] {
        var warnings: [Warning] = []
        let notFinite = stripped.voxels.reduce(0) { $0 + $1.notFinite }
        if notFinite > 0 {
            warnings.append(
                Warning(
                    "non_finite_samples",
                    "\(notFinite) voxels of the layers are NaN or infinite; NaN is neither Na nor void and counts as Li,"
                        + " +∞ as Na, −∞ as void where void is looked for"))
        }
        let first = stripped.voxels[0]
        let share = Double(first.sodium) / Double(max(first.count, 1))
        if share > 0.05 {
            warnings.append(
                Warning(
                    "bright_first_layer",
                    "\(rounded(share * 100, 1)) % of the first layer is as bright as Na: the interface may lie too"
                        + " deep in the SSE, or Na touches the SSE, where grey values cannot tell them apart"))
        }
        let bright = stripped.voxels.map { Double($0.sodium) / Double(max($0.count, 1)) }
        let last = bright.reversed().prefix { $0 >= 0.9 }.count
        if last >= 2, last < bright.count {
            warnings.append(
                Warning(
                    "bright_last_layers",
                    "from layer \(bright.count - last + 1) on, at least 90 % of every layer is as bright as Na: the layers"
                        + " may have left the electrode and reach into something bright behind it (collector, casing), which"
                        + " counts as Na; strip fewer layers with --layers, or cut the volume to the electrode with --roi"
                ))
        }
        return warnings
    }
}
