import VoxelCore

/// The passes of a scan, each over all slices or all angles, on several threads.
struct ScanPasses: Sendable {
    /// Slices drawn at a time by a thread.
    private static let run = 8

    private let geometry: ScanGeometry
    private let sample: AttenuationSlices
    private let projector: Projector
    private let detector: Detector
    private let reconstruction: Reconstruction
    private let phases: PhaseField
    private let threads: Int
    private let progress: ProgressHandler?

    init(
        _ recipe: PhantomRecipe, _ scanner: PhantomRecipe.Scanner, geometry: ScanGeometry, phases: PhaseField,
        threads: Int, progress: ProgressHandler?
    ) {
        self.geometry = geometry
        self.phases = phases
        self.threads = threads
        self.progress = progress
        sample = AttenuationSlices(
            recipe, phases: phases, geometry: geometry, response: DetectorResponse(blur: scanner.blur))
        projector = Projector(geometry, blur: scanner.blur)
        detector = Detector(scanner, geometry: geometry, seed: recipe.seed)
        reconstruction = Reconstruction(geometry, window: scanner.window)
    }

    /// What reaches the detector, angle by angle: `slices × pixels`, the extra slices included.
    func intensities() throws -> [[Double]] {
        let all = (0..<geometry.slices).grown(by: geometry.extraSlices)
        let runs = stride(from: all.lowerBound, to: all.upperBound, by: Self.run).map {
            $0..<min($0 + Self.run, all.upperBound)
        }
        let projections = try concurrentMap(count: runs.count, threads: threads) { index in
            try progress?(ProgressEvent(stage: "projecting slices", done: index, total: runs.count))
            return sample.images(of: runs[index]).map(projector.projections)
        }
        let slices = Array(projections.joined())
        return try concurrentMap(count: geometry.angles.count, threads: threads) {
            detector.intensity(slices, angle: $0)
        }
    }

    /// The line integrals that are told from intensities, angle by angle.
    func projections(of intensities: [[Double]], photons: Double?, gainSpread: Double) throws -> [[Float]] {
        try concurrentMap(count: intensities.count, threads: threads) { angle in
            detector.projection(of: intensities[angle], angle: angle, photons: photons, gainSpread: gainSpread)
        }
    }

    /// The reconstructions of some slices, `rows × columns` each.
    func slices(
        of projections: [[Float]], _ slices: [Int], stage: String = "reconstructing slices"
    ) throws -> [[Float]] {
        let pixels = geometry.pixels
        return try concurrentMap(count: slices.count, threads: threads) { index in
            try progress?(ProgressEvent(stage: stage, done: index, total: slices.count))
            let start = (slices[index] + geometry.extraSlices) * pixels
            return reconstruction.slice(of: projections.flatMap { $0[start..<start + pixels] })
        }
    }

    /// The root mean square, over the voxels of a mask, of what photon noise or gains change in some slices.
    ///
    /// - Parameters:
    ///   - clean: the projections with neither.
    func rootMeanSquare(
        of intensities: [[Double]], from clean: [[Float]], slices: [Int], mask: [[Bool]], photons: Double? = nil,
        gainSpread: Double = 0
    ) throws -> Double {
        let spoilt = try projections(of: intensities, photons: photons, gainSpread: gainSpread)
        let differences = try self.slices(
            of: zip(spoilt, clean).map { zip($0, $1).map { $0 - $1 } }, slices, stage: "measuring the noise")
        var sum = 0.0
        var count = 0
        for (difference, chosen) in zip(differences, mask) {
            for (value, isChosen) in zip(difference, chosen) where isChosen {
                sum += Double(value) * Double(value)
                count += 1
            }
        }
        return count > 0 ? (sum / Double(count)).squareRoot() : 0
    }

    /// Which voxels of a slice are Li.
    func lithium(slice: Int) -> [Bool] {
        let box = geometry.box(slice: slice)
        var labels: [UInt8] = []
        phases.fill(&labels, box: box)
        return labels.prefix(box.count).map { $0 == Phase.lithium.truthCode }
    }
}
