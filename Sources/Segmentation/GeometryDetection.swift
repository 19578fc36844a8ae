import VoxelCore

extension StrippingGeometry {
    /// Finds the stripping axis and the electrode's side where they are not given.
    ///
    /// A coarse picture of the region (blocks of some voxels) is averaged across each axis; the axis whose mean
    /// profile has the step that explains most of the picture's variance is the stripping axis, and its dark side the
    /// electrode: Li is darker than the SSE.
    ///
    /// - Parameters:
    ///   - axis: the axis if it is given, else nil.
    ///   - electrode: the side if it is given, else nil.
    ///   - source: the volume.
    ///   - region: the part that is looked at.
    ///   - fieldOfView: what was measured of every slice.
    ///   - threads: at most this many.
    ///   - progress: told after every slice.
    /// - Throws: `SimstripError` of kind `data` where no axis shows a clear step, or two show one alike; and from
    ///   reading.
    public static func resolve(
        axis: Axis?, electrode: ElectrodeSide?, in source: any VolumeSource, region: VoxelRegion,
        fieldOfView: FieldOfView, threads: Int, progress: ProgressHandler? = nil
    ) throws -> StrippingGeometry {
        if let axis, let electrode { return StrippingGeometry(axis: axis, electrode: electrode) }
        let edge = { (extent: Int) in max(1, (extent + 63) / 64) }
        let block = VolumeShape(
            slices: edge(region.slices.count), rows: edge(region.rows.count), columns: edge(region.columns.count))
        let picture = try BlockMeans(
            of: source, region: region, block: block, fieldOfView: fieldOfView, threads: threads,
            samplingSlices: block.slices, stage: "finding the stripping axis", progress: progress)
        var candidates: [(geometry: StrippingGeometry, explained: Double)] = []
        for candidate in axis.map({ [$0] }) ?? Axis.allCases {
            for side in electrode.map({ [$0] }) ?? ElectrodeSide.allCases {
                let geometry = StrippingGeometry(axis: candidate, electrode: side)
                candidates.append((geometry, picture.varianceExplained(by: geometry)))
            }
        }
        candidates.sort { $0.explained > $1.explained }
        let seen = Axis.allCases.compactMap { axis -> String? in
            guard let best = candidates.first(where: { $0.geometry.axis == axis }) else { return nil }
            return "\(axis.rawValue) \(percent(best.explained))"
        }
        .joined(separator: ", ")
        guard let best = candidates.first, best.explained >= 0.15 else {
            throw SimstripError.data(
                "no step from bright SSE to dark electrode was found along any axis (share of the grey variance that the"
                    + " best step explains: \(seen); at least 15 % is needed); name --axis and --electrode, or cut the"
                    + " volume to the interface with --roi")
        }
        if let rival = candidates.first(where: { $0.geometry != best.geometry }), rival.explained > 0.7 * best.explained
        {
            throw SimstripError.data(
                "two stripping geometries are equally likely: axis \(best.geometry.axis.rawValue) with the electrode"
                    + " \(best.geometry.electrode.rawValue) (explains \(percent(best.explained)) of the grey variance)"
                    + " and axis \(rival.geometry.axis.rawValue) with the electrode"
                    + " \(rival.geometry.electrode.rawValue) (\(percent(rival.explained))); name --axis and --electrode"
            )
        }
        return best.geometry
    }
}

extension BlockMeans {
    /// The share of the variance of all blocks that one step across the stripping axis explains.
    fileprivate func varianceExplained(by geometry: StrippingGeometry) -> Double {
        let mapAxes = geometry.axis.ofMap
        let count = shape[geometry.axis]
        var sums = Array(repeating: 0.0, count: count)
        var counts = Array(repeating: 0.0, count: count)
        var (total, squares, n) = (0.0, 0.0, 0.0)
        for row in 0..<shape[mapAxes.rows] {
            for column in 0..<shape[mapAxes.columns] {
                for (index, value) in profile(geometry, row: row, column: column).enumerated() where value.isFinite {
                    sums[index] += value
                    counts[index] += 1
                    total += value
                    squares += value * value
                    n += 1
                }
            }
        }
        guard n > 0, let step = Step(fitting: zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }) else { return 0 }
        let variance = squares - total * total / n
        let below = counts[..<step.index].reduce(0, +)
        let drop = step.before - step.after
        return variance > 0 ? drop * drop * below * (n - below) / n / variance : 0
    }
}

/// A share as people read it: "12 %".
func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
