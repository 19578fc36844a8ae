import Segmentation
import Stripping
import VolumeIO
import VoxelCore
import VoxelKernels

import Glibc

extension Warning {
    /// Warns where the spread of the Li grey values alone makes Na of Li.
    ///
    /// The grey values below T_Na are taken for a normal distribution about their mean; its part beyond T_Na is false
    /// Na. Coverage is a union over layers, so a column of N Li voxels is false with 1 − (1 − p)^N. Nil where that is
    /// less than one percentage point.
    init?(noiseIn histogram: GreyHistogram, thresholds: PhaseThresholds, layers: Int) {
        var (count, sum, squares) = (0.0, 0.0, 0.0)
        for (bin, samples) in histogram.counts.enumerated() where samples > 0 {
            let grey = histogram.lowerEdge(ofBin: bin) + (histogram.isExact ? 0 : histogram.binWidth / 2)
            guard grey < thresholds.na, grey > thresholds.void ?? -.infinity else { continue }
            count += Double(samples)
            sum += Double(samples) * grey
            squares += Double(samples) * grey * grey
        }
        guard count > 1 else { return nil }
        let mean = sum / count
        let deviation = max(0, squares / count - mean * mean).squareRoot()
        guard deviation > 0 else { return nil }
        let perVoxel = 0.5 * erfc((thresholds.na - mean) / deviation / 2.0.squareRoot())
        let perColumn = 1 - pow(1 - perVoxel, Double(layers))
        guard perColumn >= 0.01 else { return nil }
        let points = Int((perColumn * 100).rounded())
        self.init(
            "threshold_noise",
            "plain thresholds take noise for Na: with a spread of \((deviation * 10).rounded() / 10) grey values in Li,"
                + " about \((perVoxel * 1000).rounded() / 10) % of the Li voxels lie beyond the Na threshold, and after"
                + " \(layers) layers up to \(points) percentage points of the coverage may be false; consider --denoise"
                + " median and --min-domain")
    }

    /// Tells that grey values are not those of the files.
    static let invertedContrast = Warning(
        "inverted_contrast",
        "grey values were inverted as they were read, as --contrast inverted asks; every grey value given or"
            + " reported is an inverted one")

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
            "the grey range jumps by \((jump * 1000).rounded() / 10) % from slice to slice, as if every slice had been"
                + " scaled by itself to \(volume.sampleType.rawValue); then no threshold holds for all slices: convert the"
                + " reconstruction again with one range for the whole stack")
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
                    "\((share * 1000).rounded() / 10) % of the first layer is as bright as Na: the interface may lie too"
                        + " deep in the SSE, or Na touches the SSE, where grey values cannot tell them apart"))
        }
        return warnings
    }
}
