import VoxelCore
import VoxelKernels

/// Where the Na of a slab is, as far as grey values can tell: samples of the posterior of a Markov random field.
///
/// Model: a voxel's grey is the blur of the phases around it plus noise, `y = μ_Li + (μ_SSE − μ_Li) S + Δ B x + ε`, with
/// x = 1 in Na, B the system's blur, S the SSE's share by the known interface and Δ the contrast of Na. Na domains are
/// smooth within layers: an Ising field couples a voxel to its neighbours, mostly within the layer. Both parts are
/// quadratic in x, so the log-odds of a voxel are linear in its neighbours and Gibbs sampling is exact and cheap. The
/// most probable labelling would erase thin domains; samples do not. Levels and noise are fitted between the sweeps
/// (stochastic expectation-maximisation, Celeux & Diebolt 1985).
struct SodiumPosterior: Sendable {
    /// The fitted levels.
    var levels: GreyLevels
    /// The number of samples that were counted.
    let samples: Int
    /// How many samples have Na first in layer n, at `column · layers + n − 1`.
    let first: SharedBuffer<UInt8>
    /// How many samples have Na, voxel by voxel of the straightened slab.
    let sodium: SharedBuffer<UInt8>
}

/// The sampler's arrays.
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
    ) {
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
        for index in slab.layout.starts.indices where slab.layout.starts[index] != Slab.outside {
            for k in 0..<slab.layout.depth {
                share.elements[index * slab.layout.depth + k] = table((slab.heights[index] - Float(k) - 0.5) / width)
            }
        }
    }

    private func blur(_ values: SharedBuffer<Float>, into result: SharedBuffer<Float>) throws {
        try slab.layout.blur(values, taps: taps, threads: threads, scratch: spare, into: result)
    }

    private func forEachStrip(_ body: @Sendable (Range<Int>) -> Void) throws {
        let layout = slab.layout
        try concurrentForEach(taskCount: layout.strips, threads: threads) { body(layout.rows(ofStrip: $0)) }
    }

    /// Strips whose writing meets that of their neighbours: first the even ones, then the odd ones.
    private func forEachStripApart(_ body: @Sendable (Range<Int>) -> Void) throws {
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
            let sampler = SodiumSampler(
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

    /// The contrast of Na at which the random field explains the grey best, among some around a first idea.
    ///
    /// Thin Na of high contrast and thick Na of low contrast hold the same grey in all, so the fit that follows stays
    /// with the one it starts from; what tells them apart is how well they explain every voxel.
    private func searched(_ first: GreyLevels, _ reference: Float) throws -> GreyLevels {
        let part = slab.bands(columns: parameters.searchColumns) ?? slab
        let sampler = SodiumSampler(
            part, layers: layers, offsets: Array(repeating: 0, count: part.layout.starts.count), parameters: parameters,
            voidThreshold: voidThreshold.map { Double($0) }, firstMovable: movable.lowerBound - slab.below,
            threads: threads)
        try sampler.blurSeen(reference)
        // Sweeps at one contrast: what they leave unexplained, and how it goes together from voxel to voxel.
        let explain = { (factor: Double, covariance: NoiseCovariance?) -> (variance: Double, NoiseCovariance) in
            sampler.layerField.elements.update(repeating: 0)
            var levels = first
            levels.sodium = first.lithium + factor * (first.sodium - first.lithium)
            let contrast = levels.sodium - levels.lithium
            try sampler.start(levels, reference)
            var variance = 0.0
            for index in 0..<parameters.searchSweeps {
                try sampler.sweep(try sampler.makeField(levels), index)
                _ = try sampler.image()
                levels = try sampler.fitted(levels, contrast: contrast)
                sampler.weigh(covariance, in: &levels)
                if index >= parameters.searchSweeps - 2 { variance += levels.noise * levels.noise / 2 }
                try sampler.gatherEvidence(levels, reference)
            }
            return (variance, try sampler.noiseCovariance(levels))
        }
        let covariance = try explain(1.2, nil).1
        var tried: [(factor: Double, variance: Double)] = []
        for factor in stride(from: 0.8, through: 2.4, by: 0.1) {
            let variance = try explain(factor, covariance).variance
            tried.append((factor, variance))
            let least = tried.indices.min { tried[$0].variance < tried[$1].variance } ?? 0
            if least + Self.searchReach < tried.count { break }
        }
        var levels = first
        let contrast = Self.bottom(of: tried) * (first.sodium - first.lithium)
        // Labels follow the noise a little, the more the lower the contrast, which favours a low one.
        let noisiness = (tried.map(\.variance).min() ?? 0) / (contrast * contrast)
        levels.sodium = first.lithium + contrast * (1 + parameters.contrastBias * noisiness)
        return levels
    }

    private static let searchReach = 3

    /// Where the parabola through the least value and its neighbours is lowest.
    private static func bottom(of tried: [(factor: Double, variance: Double)]) -> Double {
        let least = tried.indices.min { tried[$0].variance < tried[$1].variance } ?? 0
        let points = tried[max(0, least - searchReach)..<min(tried.count, least + searchReach + 1)]
        let middle = tried[least].factor
        // Least squares of a + b x + c x² with x and x² made orthogonal to what comes before.
        let x = points.map { $0.factor - middle }
        let mean = { (values: [Double]) in values.reduce(0, +) / Double(values.count) }
        let (x1, x2) = (mean(x), mean(x.map { $0 * $0 }))
        let linear = x.map { $0 - x1 }
        let slope2 = zip(linear, x).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / linear.reduce(0) { $0 + $1 * $1 }
        let square = zip(linear, x).map { $1 * $1 - x2 - slope2 * $0 }
        let values = points.map(\.variance)
        let b1 = zip(linear, values).reduce(0) { $0 + $1.0 * $1.1 } / linear.reduce(0) { $0 + $1 * $1 }
        let c = zip(square, values).reduce(0) { $0 + $1.0 * $1.1 } / square.reduce(0) { $0 + $1 * $1 }
        let b = b1 - c * slope2
        guard c > 0 else { return middle }
        return min(middle + 0.1, max(middle - 0.1, middle - b / (2 * c)))
    }

    /// The first labels: where the evidence is more than half of what Na would give.
    private func start(_ levels: GreyLevels, _ reference: Float) throws {
        try gatherEvidence(levels, reference)
        let half = Float(levels.sodium - levels.lithium) / 2
        try forEachStrip { rows in
            forEachVoxel(rows, movable) { voxel in labels.elements[voxel] = evidence.elements[voxel] > half ? 1 : 0 }
        }
        _ = try image()
    }

    private func sweep(_ stencil: PairStencil, _ index: Int) throws {
        try forEachStripApart { rows in
            sweepField(
                labels: labels.elements, field: field.elements, layout: slab.layout, stencil: stencil, rows: rows,
                movable: movable, quantiles: quantiles, seed: UInt64(index) &* 0xD134_2543_DE82_EF95)
        }
    }

    /// Sweeps and fits in turn.
    private func fit(_ first: GreyLevels, _ reference: Float) throws -> GreyLevels {
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

    private func sampled(_ levels: GreyLevels, _ reference: Float) throws -> SodiumPosterior {
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

    private func fill(_ rows: Range<Int>, _ value: (Int) -> Float) {
        forEachVoxel(rows, 0..<slab.layout.depth) { scratch.elements[$0] = value($0) }
    }

    @inline(__always)
    private func forEachVoxel(_ rows: Range<Int>, _ range: Range<Int>, _ body: (Int) -> Void) {
        let layout = slab.layout
        for index in rows.lowerBound * layout.columns..<rows.upperBound * layout.columns
        where layout.starts[index] != Slab.outside {
            for k in range { body(index * layout.depth + k) }
        }
    }

    /// Whether a voxel's grey says something of Na: what is void must not count against its neighbours.
    @inline(__always)
    private func isUsed(_ grey: Float) -> Bool { grey.isFinite && grey > voidThreshold ?? -.infinity }

    /// Bᵀ of the grey values less a reference, of ones, and of the SSE's share.
    private func blurSeen(_ reference: Float) throws {
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
    private func gatherEvidence(_ levels: GreyLevels, _ reference: Float) throws {
        let lithium = Float(levels.lithium) - reference
        let step = Float(levels.electrolyte - levels.lithium)
        try forEachStrip { rows in
            forEachVoxel(rows, 0..<slab.layout.depth) {
                evidence.elements[$0] =
                    seen.elements[$0] - lithium * ones.elements[$0] - step * blurredShare.elements[$0]
            }
        }
    }

    /// Takes a covariance of the noise into account.
    private func weigh(_ covariance: NoiseCovariance?, in levels: inout GreyLevels) {
        let overlap = overlap
        levels.covariance = covariance
        levels.matchedNoise =
            levels.noise * (covariance?.inflation(overlap: overlap[6...8].map { $0 / overlap[6] }) ?? 1).squareRoot()
    }

    /// What two voxels share of their blurred images along an axis, at −6 … 6 voxels.
    private var overlap: [Double] {
        let b = taps.map { Double($0) }
        return (-6...6).map { (offset: Int) -> Double in
            b.indices.reduce(0) { sum, i in b.indices.contains(i + abs(offset)) ? sum + b[i] * b[i + abs(offset)] : sum
            }
        }
    }

    /// The log-odds of every voxel given the labels of all others, and what a change of label adds to its neighbours'.
    private func makeField(_ levels: GreyLevels) throws -> PairStencil {
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

    /// Least squares of the grey values on the blurred labels; moves the layers' fields on the way.
    private func fitted(_ levels: GreyLevels, contrast: Double) throws -> GreyLevels {
        let layout = slab.layout
        let electrolyte = levels.electrolyte
        let measured = slab.below + 1..<min(slab.below + layers, layout.depth - 2)
        let depth = layout.depth
        let sums = SharedBuffer<Sums>(count: layout.strips, repeating: Sums())
        // What is left of every layer's mean grey, in units of the contrast: sums and counts, strip by strip.
        let left = SharedBuffer<Double>(count: layout.strips * depth, repeating: 0)
        let counts = SharedBuffer<Double>(count: layout.strips * depth, repeating: 0)
        try concurrentForEach(taskCount: layout.strips, threads: threads) { strip in
            var total = Sums()
            forEachVoxel(layout.rows(ofStrip: strip), movable.lowerBound..<depth - 2) { voxel in
                let grey = slab.grey.elements[voxel]
                guard isUsed(grey), ones.elements[voxel] > 0.98 else { return }
                let k = voxel % depth
                let share = Double(self.share.elements[voxel])
                let value = Double(grey) - electrolyte * share
                let sodium = Double(blurred.elements[voxel])
                if measured.contains(k) { total.add(value: value, lithium: 1 - share, sodium: sodium) }
                left.elements[strip * depth + k] += (value - levels.lithium * (1 - share)) / contrast - sodium
                counts.elements[strip * depth + k] += 1
            }
            sums.elements[strip] = total
        }
        var total = Sums()
        for part in sums.elements { total.add(part) }
        if parameters.layerGain > 0 {
            let bound = Float(parameters.layerBound)
            for k in movable.lowerBound..<depth - 2 {
                var (sum, count) = (0.0, 0.0)
                for strip in 0..<layout.strips {
                    sum += left.elements[strip * depth + k]
                    count += counts.elements[strip * depth + k]
                }
                guard count > 0 else { continue }
                let change = min(0.5, max(-0.5, parameters.layerGain * sum / count))
                layerField.elements[k] = min(bound, max(-bound, layerField.elements[k] + Float(change)))
            }
        }
        guard let fit = total.solution(contrast: contrast) else { return levels }
        return GreyLevels(
            lithium: fit.lithium, sodium: fit.lithium + contrast, electrolyte: electrolyte, noise: fit.deviation)
    }

    /// How the grey of pure Li varies: its covariance at small distances.
    func noiseCovariance(_ levels: GreyLevels) throws -> NoiseCovariance {
        let layout = slab.layout
        let parts = SharedBuffer<NoiseCovariance.Sums>(count: layout.strips, repeating: .init())
        let lithium = Float(levels.lithium)
        @Sendable func residual(_ voxel: Int) -> Float? {
            guard isUsed(slab.grey.elements[voxel]), blurred.elements[voxel] < 0.02, share.elements[voxel] < 0.005
            else {
                return nil
            }
            return slab.grey.elements[voxel] - lithium
        }
        try concurrentForEach(taskCount: layout.strips, threads: threads) { strip in
            var sums = NoiseCovariance.Sums()
            for row in layout.rows(ofStrip: strip) {
                for column in 0..<layout.columns {
                    let index = row * layout.columns + column
                    guard layout.starts[index] != Slab.outside else { continue }
                    for k in slab.below + 1..<min(slab.below + layers, layout.depth) {
                        guard let here = residual(index * layout.depth + k) else { continue }
                        sums.add(here)
                        for distance in 1...2 {
                            if k + distance < layout.depth, let there = residual(index * layout.depth + k + distance) {
                                sums.add(here, there, distance)
                            }
                            for (isInside, other) in [
                                (row + distance < layout.rows, index + distance * layout.columns),
                                (column + distance < layout.columns, index + distance),
                            ] where isInside && layout.starts[other] != Slab.outside {
                                let there = k + Int(layout.starts[index] - layout.starts[other])
                                if there >= 0, there < layout.depth,
                                    let value = residual(other * layout.depth + there)
                                {
                                    sums.add(here, value, distance)
                                }
                            }
                        }
                    }
                }
            }
            parts.elements[strip] = sums
        }
        var total = NoiseCovariance.Sums()
        for part in parts.elements { total.add(part) }
        return NoiseCovariance(total)
    }

    private func count(_ rows: Range<Int>, first: SharedBuffer<UInt8>, sodium: SharedBuffer<UInt8>) {
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

/// Sums of a regression of grey values on the shares of Li and Na.
private struct Sums: BitwiseCopyable {
    var count = 0.0
    var (uu, ua, ub, aa, ab, bb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

    mutating func add(value u: Double, lithium a: Double, sodium b: Double) {
        count += 1
        uu += u * u
        ua += u * a
        ub += u * b
        aa += a * a
        ab += a * b
        bb += b * b
    }

    mutating func add(_ other: Sums) {
        count += other.count
        uu += other.uu
        ua += other.ua
        ub += other.ub
        aa += other.aa
        ab += other.ab
        bb += other.bb
    }

    /// The level of Li where the contrast of Na is given, and the standard deviation of what is left.
    func solution(contrast: Double) -> (lithium: Double, deviation: Double)? {
        guard count > 2, aa > 0 else { return nil }
        let lithium = (ua - contrast * ab) / aa
        let left =
            uu + lithium * lithium * aa + contrast * contrast * bb - 2 * lithium * ua - 2 * contrast * ub
            + 2 * lithium * contrast * ab
        return (lithium, (max(0, left) / count).squareRoot())
    }
}
