import Glibc
import VoxelCore
import VoxelKernels

extension SegmentedSlab {
    /// Segments a slab by plain thresholds, voxel by voxel as it is read: nothing of it is held.
    ///
    /// - Parameters:
    ///   - source: grey values.
    ///   - slab: the layers.
    ///   - fieldOfView: what was measured of every slice; automatic thresholds are Otsu's over the electrode's part in it.
    ///   - na: how T_Na is asked for.
    ///   - void: how T_void is asked for; nil where no void is looked for.
    ///   - threads: at most this many.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` of kind `data` where the electrode has too few grey values to tell phases apart, of kind
    ///   `usage` where T_void is not below T_Na; and from reading.
    /// - Complexity: O(voxels of the electrode) where a threshold is automatic, else nothing is read yet.
    package static func byThresholds(
        of source: any VolumeSource, slab: Slab, fieldOfView: FieldOfView, na: ThresholdRequest,
        void: ThresholdRequest?,
        threads: Int, progress: ProgressHandler? = nil
    ) throws -> SegmentedSlab {
        var counted: GreyHistogram?
        var warnings: [Warning] = []
        var void = void
        let count = {
            try ElectrodePart(slab, fieldOfView: fieldOfView)
                .histogram(of: source, threads: threads, progress: progress)
        }
        if void == .automatic {
            let histogram = try count()
            counted = histogram
            var given: Double?
            if case .value(let grey) = na { given = grey }
            if histogram.total > 0, !histogram.hasDarkClass(belowNa: given) {
                warnings.append(.noVoid)
                void = nil
            }
        }
        let thresholds = try PhaseThresholds(na: na, void: void) {
            let histogram = try counted ?? count()
            counted = histogram
            return histogram
        }
        if let greys = fieldOfView.greys, let seen = fieldOfView.outliersSeen {
            let found = counted.map {
                OutlierCount(count: Int($0.outlierCount), total: Int($0.outlierCount + $0.total))
            }
            let consequence =
                "thresholds hold voxel by voxel, so a bright one counts as Na and a column with it is Na for good; consider"
                + " --denoise median, or mend them in the scan"
            if let outliers = Warning(
                outliers: found ?? seen, in: found == nil ? "samples looked at" : "voxels of the electrode",
                beyond: greys,
                consequence)
            {
                warnings.append(outliers)
            }
        }
        let noise = counted.flatMap { Warning(noiseIn: $0, thresholds: thresholds, layers: slab.layers) }
        return SegmentedSlab(
            phases: PhaseVolume(source, thresholds: thresholds), thresholds: thresholds,
            findsVoid: thresholds.void != nil, levels: nil, posterior: nil,
            warnings: warnings + (noise.map { [$0] } ?? []))
    }
}

extension Warning {
    /// Warns where the spread of the Li grey values alone makes Na of Li.
    ///
    /// The grey values below T_Na are taken for a normal distribution about their mean; its part beyond T_Na is false
    /// Na. Coverage is a union over layers, so a column of N Li voxels is false with 1 − (1 − p)^N. Nil where that is
    /// less than one percentage point.
    fileprivate init?(noiseIn histogram: GreyHistogram, thresholds: PhaseThresholds, layers: Int) {
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
            "plain thresholds take noise for Na: with a spread of \(rounded(deviation, 1)) grey values in Li,"
                + " about \(rounded(perVoxel * 100, 1)) % of the Li voxels lie beyond the Na threshold, and after"
                + " \(layers) layers up to \(points) percentage points of the coverage may be false; consider --denoise"
                + " median and --min-domain")
    }
}
