import VoxelCore
import VoxelKernels

/// Gibbs sampling of a slab's Na: the arrays, the field and the sweeps of ``SodiumPosterior``.
struct SodiumSampler: Sendable {
    let slab: StraightSlab
    let layers: Int
    let offsets: [Int32]
    let parameters: FieldParameters
    let naThreshold: ThresholdRequest
    let voidThreshold: Float?
    let threads: Int
    let taps: [Float]
    let labels: SharedBuffer<UInt8>
    /// The SSE's share of every voxel.
    let share: SharedBuffer<Float>
    /// Bᵀ of what neither Li nor SSE explains.
    let evidence: SharedBuffer<Float>
    let field: SharedBuffer<Float>
    let blurred: SharedBuffer<Float>
    let scratch: SharedBuffer<Float>
    let spare: SharedBuffer<Float>
    /// Bᵀ of the grey values, of ones and of the SSE's share: evidence is linear in the levels.
    let seen: SharedBuffer<Float>
    let ones: SharedBuffer<Float>
    let blurredShare: SharedBuffer<Float>
    let movable: Range<Int>
    let quantiles = Distribution.logisticQuantiles(4096)
    /// What is added to the log-odds of every voxel of a layer.
    let layerField: SharedBuffer<Float>

    init(
        _ slab: StraightSlab, layers: Int, offsets: [Int32], parameters: FieldParameters,
        naThreshold: ThresholdRequest = .automatic, voidThreshold: Double? = nil, firstMovable: Int = 0,
        threads: Int
    ) throws {
        self.naThreshold = naThreshold
        self.voidThreshold = voidThreshold.map { Float($0) }
        self.slab = slab
        self.layers = layers
        self.offsets = offsets
        self.parameters = parameters
        self.threads = threads
        taps = Distribution.gaussianTaps(sigma: parameters.blur, radius: max(2, Int(3 * parameters.blur + 0.5)))
        let count = slab.layout.count
        labels = SharedBuffer(count: count, repeating: 0)
        share = SharedBuffer(count: count, repeating: 0)
        evidence = SharedBuffer(count: count, repeating: 0)
        field = SharedBuffer(count: count, repeating: 0)
        blurred = SharedBuffer(count: count, repeating: 0)
        scratch = SharedBuffer(count: count, repeating: 0)
        spare = SharedBuffer(count: count, repeating: 0)
        seen = SharedBuffer(count: count, repeating: 0)
        ones = SharedBuffer(count: count, repeating: 0)
        blurredShare = SharedBuffer(count: count, repeating: 0)
        movable = slab.below + firstMovable..<slab.layout.depth
        layerField = SharedBuffer(count: slab.layout.depth, repeating: 0)
        let table = Distribution.NormalTable()
        // A face inside a voxel is spread over it: the variance of a uniform position.
        let width = Float((parameters.blur * parameters.blur + 1.0 / 12).squareRoot())
        let (layout, share) = (slab.layout, share)
        try concurrentForEach(taskCount: layout.strips, threads: threads) { strip in
            let rows = layout.rows(ofStrip: strip)
            for index in rows.lowerBound * layout.columns..<rows.upperBound * layout.columns
            where layout.starts[index] != Slab.outside {
                for k in 0..<layout.depth {
                    share.elements[index * layout.depth + k] = table((slab.heights[index] - Float(k) - 0.5) / width)
                }
            }
        }
    }

    func blur(_ values: SharedBuffer<Float>, into result: SharedBuffer<Float>) throws {
        try slab.layout.blur(values, taps: taps, threads: threads, scratch: spare, into: result)
    }

    func forEachStrip(_ body: @Sendable (Range<Int>) -> Void) throws {
        let layout = slab.layout
        try concurrentForEach(taskCount: layout.strips, threads: threads) { body(layout.rows(ofStrip: $0)) }
    }

    /// Strips whose writing meets that of their neighbours: first the even ones, then the odd ones.
    func forEachStripApart(_ body: @Sendable (Range<Int>) -> Void) throws {
        let layout = slab.layout
        for parity in 0..<2 {
            try concurrentForEach(taskCount: (layout.strips + 1 - parity) / 2, threads: threads) {
                body(layout.rows(ofStrip: 2 * $0 + parity))
            }
        }
    }

    /// Fits the levels and the layers' fields, and samples.
    ///
    /// Of a map of many columns, evenly spread bands of rows are enough to fit on.
    ///
    /// - Returns: nil where the slab has a single grey.
    func run() throws -> SodiumPosterior? {
        let reference = slab.meanGrey
        try blurSeen(reference)
        guard var levels = GreyLevels(slab, blurred: seen, reference: reference) else { return nil }
        if case .value(let threshold) = naThreshold {
            levels.putThreshold(at: threshold)
        } else if levels.showsSodium {
            levels = try searched(levels, reference)
        }
        if let bands = slab.bands(columns: parameters.fittingColumns) {
            let sampler = try SodiumSampler(
                bands, layers: layers, offsets: Array(repeating: 0, count: bands.layout.starts.count),
                parameters: parameters, naThreshold: naThreshold, voidThreshold: voidThreshold.map { Double($0) },
                firstMovable: movable.lowerBound - slab.below, threads: threads)
            try sampler.blurSeen(reference)
            levels = try sampler.fit(levels, reference)
            for k in 0..<slab.layout.depth { layerField.elements[k] = sampler.layerField.elements[k] }
            try start(levels, reference)
            let stencil = try makeField(levels)
            for index in 0..<parameters.settlingSweeps { try sweep(stencil, index) }
        } else {
            levels = try fit(levels, reference)
        }
        return try sampled(levels, reference)
    }

    /// The first labels: where the evidence is more than half of what Na would give.
    func start(_ levels: GreyLevels, _ reference: Float) throws {
        try gatherEvidence(levels, reference)
        let half = Float(levels.sodium - levels.lithium) / 2
        try forEachStrip { rows in
            forEachVoxel(rows, movable) { voxel in labels.elements[voxel] = evidence.elements[voxel] > half ? 1 : 0 }
        }
        _ = try image()
    }

    func sweep(_ stencil: PairStencil, _ index: Int) throws {
        try forEachStripApart { rows in
            sweepField(
                labels: labels.elements, field: field.elements, layout: slab.layout, stencil: stencil, rows: rows,
                movable: movable, quantiles: quantiles, seed: UInt64(index) &* 0xD134_2543_DE82_EF95)
        }
    }

    /// Sweeps and fits in turn.
    func fit(_ first: GreyLevels, _ reference: Float) throws -> GreyLevels {
        var levels = first
        try start(levels, reference)
        for index in 0..<parameters.fittingSweeps {
            let stencil = try makeField(levels)
            try sweep(stencil, index)
            _ = try image()
            let covariance = levels.covariance
            levels = try fitted(levels, contrast: levels.sodium - levels.lithium)
            if case .value(let threshold) = naThreshold { levels.putThreshold(at: threshold) }
            weigh(index % 5 == 2 ? try noiseCovariance(levels) : covariance, in: &levels)
            try gatherEvidence(levels, reference)
        }
        return levels
    }

    func sampled(_ levels: GreyLevels, _ reference: Float) throws -> SodiumPosterior {
        let sodium = SharedBuffer<UInt8>(count: slab.layout.count, repeating: 0)
        let first = SharedBuffer<UInt8>(count: slab.layout.starts.count * layers, repeating: 0)
        _ = try image()
        let stencil = try makeField(levels)
        for index in 0..<parameters.countedSweeps {
            try sweep(stencil, parameters.fittingSweeps + index)
            try forEachStrip { rows in count(rows, first: first, sodium: sodium) }
        }
        return SodiumPosterior(levels: levels, samples: parameters.countedSweeps, first: first, sodium: sodium)
    }

    func fill(_ rows: Range<Int>, _ value: (Int) -> Float) {
        forEachVoxel(rows, 0..<slab.layout.depth) { scratch.elements[$0] = value($0) }
    }

    @inline(__always)
    func forEachVoxel(_ rows: Range<Int>, _ range: Range<Int>, _ body: (Int) -> Void) {
        let layout = slab.layout
        for index in rows.lowerBound * layout.columns..<rows.upperBound * layout.columns
        where layout.starts[index] != Slab.outside {
            for k in range { body(index * layout.depth + k) }
        }
    }

    /// Whether a voxel's grey says something of Na: what is void must not count against its neighbours.
    @inline(__always)
    func isUsed(_ grey: Float) -> Bool { grey.isFinite && grey > voidThreshold ?? -.infinity }

    /// Bᵀ of the grey values less a reference, of ones, and of the SSE's share.
    func blurSeen(_ reference: Float) throws {
        try forEachStrip { rows in
            fill(rows) { isUsed(slab.grey.elements[$0]) ? slab.grey.elements[$0] - reference : 0 }
        }
        try blur(scratch, into: seen)
        try forEachStrip { rows in fill(rows) { isUsed(slab.grey.elements[$0]) ? 1 : 0 } }
        try blur(scratch, into: ones)
        try forEachStrip { rows in fill(rows) { isUsed(slab.grey.elements[$0]) ? share.elements[$0] : 0 } }
        try blur(scratch, into: blurredShare)
    }

    /// Bᵀ of the grey that neither Li nor SSE explains.
    func gatherEvidence(_ levels: GreyLevels, _ reference: Float) throws {
        let lithium = Float(levels.lithium) - reference
        let step = Float(levels.electrolyte - levels.lithium)
        try forEachStrip { rows in
            forEachVoxel(rows, 0..<slab.layout.depth) {
                evidence.elements[$0] =
                    seen.elements[$0] - lithium * ones.elements[$0] - step * blurredShare.elements[$0]
            }
        }
    }

    /// What two voxels share of their blurred images along an axis, at −6 … 6 voxels.
    var overlap: [Double] {
        let b = taps.map { Double($0) }
        return (-6...6).map { (offset: Int) -> Double in
            b.indices.reduce(0) { sum, i in b.indices.contains(i + abs(offset)) ? sum + b[i] * b[i + abs(offset)] : sum
            }
        }
    }

    /// The log-odds of every voxel given the labels of all others, and what a change of label adds to its neighbours'.
    func makeField(_ levels: GreyLevels) throws -> PairStencil {
        let contrast = levels.sodium - levels.lithium
        let overlap = overlap
        let texture = parameters.ordinaryTexture * contrast
        let white = levels.noise * levels.noise
        let variance =
            levels.covariance == nil ? white + texture * texture : levels.matchedNoise * levels.matchedNoise
        let precision = contrast * contrast / variance
        let own = overlap[6] * overlap[6] * overlap[6]
        let noisiness = max(white, variance - texture * texture).squareRoot() / contrast
        let lateralCoupling = max(8, parameters.lateralCoupling - parameters.lateralLoss * noisiness)
        let axialCoupling = max(0.5, parameters.axialCoupling - parameters.axialLoss * noisiness)
        let lateral = lateralCoupling / (4 + 4 * 0.5.squareRoot())
        let axial = axialCoupling / 2
        let attraction = { @Sendable (row: Int, column: Int, depth: Int) -> Double in
            switch (abs(row), abs(column), abs(depth)) {
            case (1, 0, 0), (0, 1, 0): lateral
            case (1, 1, 0): lateral * 0.5.squareRoot()
            case (0, 0, 1): axial
            default: 0
            }
        }
        let stencil = PairStencil(negligible: 4e-3) { row, column, depth in
            if row == 0, column == 0, depth == 0 { return 0 }
            let image = -precision * overlap[6 + row] * overlap[6 + column] * overlap[6 + depth]
            return image + attraction(row, column, depth)
        }
        let balance = parameters.balance * (lateralCoupling + axialCoupling)
        let scale = Float(precision / contrast)
        let constant = Float(-precision * own / 2 - balance)
        // The images of the Na voxels, seen through Bᵀ once more, less each voxel's own.
        try blur(blurred, into: scratch)
        try forEachStrip { rows in
            forEachVoxel(rows, 0..<slab.layout.depth) {
                let others = scratch.elements[$0] - (labels.elements[$0] == 1 ? Float(own) : 0)
                field.elements[$0] =
                    scale * evidence.elements[$0] + constant + layerField.elements[$0 % slab.layout.depth]
                    - Float(precision) * others
            }
        }
        let neighbours = PairStencil(negligible: 1e-6, weight: attraction)
        try forEachStripApart { rows in
            addStencils(
                labels: labels.elements, to: field.elements, layout: slab.layout, stencil: neighbours, rows: rows)
        }
        return stencil
    }

    /// The blurred image of the latest sample, at contrast 1.
    func image() throws -> SharedBuffer<Float> {
        try forEachStrip { rows in fill(rows) { Float(labels.elements[$0]) } }
        try blur(scratch, into: blurred)
        return blurred
    }

    func count(_ rows: Range<Int>, first: SharedBuffer<UInt8>, sodium: SharedBuffer<UInt8>) {
        let layout = slab.layout
        for index in rows.lowerBound * layout.columns..<rows.upperBound * layout.columns
        where layout.starts[index] != Slab.outside {
            let start = slab.below + Int(offsets[index])
            var found = false
            for k in movable where labels.elements[index * layout.depth + k] == 1 {
                sodium.elements[index * layout.depth + k] += 1
                let layer = k - start
                if !found, layer >= 0, layer < layers {
                    first.elements[index * layers + layer] += 1
                    found = true
                }
            }
        }
    }
}
