import VoxelCore
import VoxelKernels

extension Interface {
    /// The same interface, fitted anew column by column with its neighbours' help.
    ///
    /// Across the interface the grey falls from the SSE's level to that of Li like the blurred step
    /// `μ_Li + (μ_SSE − μ_Li) Φ(−δ / σ)`, δ the depth of a voxel's centre above h. h is moved by Gauss–Newton steps to
    /// where the step fits the voxels within 1.75 of it. The image of Na further up is taken away before. Numerator and denominator of the step are averaged over a Gaussian neighbourhood, as wide
    /// as the noise asks for: a local likelihood (Tibshirani & Hastie 1987). Residuals are capped.
    ///
    /// - Parameters:
    ///   - source: grey values.
    ///   - blur: standard deviation of the system's blur in voxels.
    ///   - threads: at most this many.
    ///   - progress: told after every slice.
    /// - Returns: the interface itself where the levels around it cannot be told apart.
    /// - Throws: `SimstripError` from reading.
    public func refined(
        in source: any VolumeSource, blur: Double = 0.7, threads: Int, progress: ProgressHandler? = nil
    ) throws -> Interface {
        var slab = try StraightSlab(
            of: source, interface: self, starts: firstElectrodeVoxels, below: 8, above: 8, threads: threads,
            stage: "refining the interface", progress: progress)
        let layout = slab.layout
        var quick = FieldParameters()
        quick.blur = blur
        quick.fittingSweeps = 8
        quick.settlingSweeps = 2
        quick.countedSweeps = 0
        quick.fittingColumns = 15_000
        // Na in the first two layers would take the place of the step that is being sought.
        let sampler = SodiumSampler(
            slab, layers: 6, offsets: Array(repeating: 0, count: layout.starts.count), parameters: quick,
            firstMovable: 2, threads: threads)
        guard let levels = try sampler.run()?.levels, levels.electrolyte > levels.lithium else { return self }
        let sodium = try sampler.image()
        let contrast = Float(levels.sodium - levels.lithium)
        for voxel in 0..<layout.count { slab.grey.elements[voxel] -= contrast * sodium.elements[voxel] }
        let fit = StepFit(levels: levels, width: Float((blur * blur + 1.0 / 12).squareRoot()))
        let old = slab.heights
        // Heights are smoothed as departures from the plane: a neighbourhood cut off by the map's edge is lopsided.
        guard let plane else { return self }
        let step = Float(geometry.electrode.step)
        var departures = heights
        for row in 0..<layout.rows {
            for column in 0..<layout.columns {
                departures[row, column] = step * (heights[row, column] - Float(plane.height(row: row, column: column)))
            }
        }
        let coarse = departures
        for _ in 0..<4 {
            var numerators = Map(rows: layout.rows, columns: layout.columns, repeating: Float(0))
            var denominators = numerators
            for index in layout.starts.indices where layout.starts[index] != Slab.outside {
                let grey = slab.grey.elements[index * layout.depth..<(index + 1) * layout.depth]
                let (numerator, denominator) = fit.step(
                    UnsafeMutableBufferPointer(rebasing: grey), height: slab.heights[index])
                numerators.values[index] = numerator + denominator * departures.values[index]
                denominators.values[index] = denominator
            }
            numerators = numerators.smoothed(sigma: fit.neighbourhood)
            denominators = denominators.smoothed(sigma: fit.neighbourhood)
            for index in layout.starts.indices where layout.starts[index] != Slab.outside {
                guard denominators.values[index] > 0 else { continue }
                let departure = numerators.values[index] / denominators.values[index]
                departures.values[index] = min(coarse.values[index] + 3, max(coarse.values[index] - 3, departure))
                slab.heights[index] = old[index] + departures.values[index] - coarse.values[index]
            }
        }
        var result = Interface(method: "blurred step", geometry: geometry, region: region, heights: heights)
        let range = region[geometry.axis]
        for index in layout.starts.indices where layout.starts[index] != Slab.outside {
            let height = heights.values[index] + step * (slab.heights[index] - old[index])
            if range.contains(geometry.firstElectrodeVoxel(height: Double(height))) {
                result.heights.values[index] = height
            }
        }
        return result
    }
}

/// The fit of a blurred step to one column.
private struct StepFit {
    let table = Distribution.NormalTable()
    let lithium: Float
    let fall: Float
    let cap: Float
    let width: Float
    /// Standard deviation of the neighbourhood, in columns, that leaves 0.08 voxels of the noise.
    let neighbourhood: Double

    init(levels: GreyLevels, width: Float) {
        lithium = Float(levels.lithium)
        fall = Float(levels.electrolyte - levels.lithium)
        cap = max(2.5 * Float(levels.noise), fall / 2)
        self.width = width
        // A column's own error: noise over the root of the summed squared slopes.
        let slopes = Double(fall * fall) / (3.545 * Double(width)) * 0.8
        let variance = levels.noise * levels.noise / slopes
        neighbourhood = min(5, max(4, (variance / (4 * 3.1416 * 0.08 * 0.08)).squareRoot()))
    }

    func step(_ grey: UnsafeMutableBufferPointer<Float>, height: Float) -> (numerator: Float, denominator: Float) {
        var (numerator, denominator): (Float, Float) = (0, 0)
        for k in 0..<grey.count {
            let depth = Float(k) + 0.5 - height
            guard abs(depth) <= 1.75, grey[k].isFinite else { continue }
            let residual = grey[k] - lithium - fall * table(-depth / width)
            let slope = fall / width * table.density(depth / width)
            numerator += slope * min(cap, max(-cap, residual))
            denominator += slope * slope
        }
        return (numerator, denominator)
    }
}
