import VoxelCore

extension StrippingGeometry {
    /// Finds the stripping axis and the electrode's side where they are not given.
    ///
    /// A coarse picture of the region (blocks of some voxels) is averaged across each axis; the axis whose mean
    /// profile has the step that explains most of the picture's variance is the stripping axis, and its dark side the
    /// electrode: Li is darker than the SSE.
    ///
    /// Where there are more parts than two along an axis (collector, casing, air), the electrode is the dark part that holds
    /// bright domains, and the SSE the bright part beside it that is about as bright as they are.
    ///
    /// Where the SSE is dark on both sides, the electrode is the brighter of them: the one that holds Na. Where the
    /// bright part holds dark domains and the dark part no bright ones, the contrast looks inverted.
    ///
    /// - Parameters:
    ///   - axis: the axis if it is given, else nil.
    ///   - electrode: the side if it is given, else nil.
    ///   - source: the volume.
    ///   - region: the part that is looked at.
    ///   - fieldOfView: what was measured of every slice.
    ///   - threads: at most this many.
    ///   - trustsContrast: whether bright SSE and dark Li are certain.
    ///   - progress: told after every slice.
    ///   - warn: told of what was decided and may be wrong.
    /// - Throws: `SimstripError` of kind `data` where no axis shows a clear step, two show one alike or the contrast
    ///   looks inverted; and from reading.
    package static func resolve(
        axis: Axis?, electrode: ElectrodeSide?, in source: any VolumeSource, region: VoxelRegion,
        fieldOfView: FieldOfView, trustsContrast: Bool = false, threads: Int, progress: ProgressHandler? = nil,
        warn: (Warning) -> Void = { _ in }
    ) throws -> StrippingGeometry {
        if let axis, let electrode { return StrippingGeometry(axis: axis, electrode: electrode) }
        let edge = { (extent: Int) in max(1, (extent + 63) / 64) }
        let block = VolumeShape(
            slices: edge(region.slices.count), rows: edge(region.rows.count), columns: edge(region.columns.count))
        let picture = try BlockMeans(
            of: source, region: region, block: block, fieldOfView: fieldOfView, threads: threads,
            samplingSlices: block.slices, stage: "finding the stripping axis", progress: progress)
        if let geometry = try picture.amongSeveralParts(
            axis: axis, electrode: electrode, source: source, region: region, fieldOfView: fieldOfView,
            threads: threads,
            warn: warn)
        {
            return geometry
        }
        if electrode == nil, let geometry = try picture.betweenTwoInterfaces(axis: axis, warn: warn) { return geometry }
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
                    + " best step explains: \(seen); at least 15 % is needed); name --axis and --electrode, or "
                    + (region == VoxelRegion(source.shape)
                        ? "cut the volume to the interface with --roi"
                        : "widen --roi so that it holds both SSE and electrode"))
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
        if !trustsContrast { try picture.refuseInvertedContrast(best.geometry) }
        return best.geometry
    }
}

extension BlockMeans {
    /// The mean of every layer of blocks along an axis, in the order of the index.
    private func profile(along axis: Axis) -> [Double] {
        let map = axis.ofMap
        let geometry = StrippingGeometry(axis: axis, electrode: .high)
        var sums = Array(repeating: 0.0, count: shape[axis])
        var counts = sums
        for row in 0..<shape[map.rows] {
            for column in 0..<shape[map.columns] {
                for (index, value) in profile(geometry, row: row, column: column).enumerated() where value.isFinite {
                    sums[index] += value
                    counts[index] += 1
                }
            }
        }
        return zip(sums, counts).map { $1 > 0 ? $0 / $1 : .nan }
    }

    /// The middle of a region in small blocks: domains of Na show in no others.
    ///
    /// - Parameter edge: the voxels of a block along the axis.
    static func close(
        along axis: Axis, edge: Int, of source: any VolumeSource, region: VoxelRegion, fieldOfView: FieldOfView,
        threads: Int
    ) throws -> BlockMeans {
        var middle = region
        for other in Axis.allCases where other != axis {
            let length = min(192, region[other].count)
            let start = region[other].lowerBound + (region[other].count - length) / 2
            middle[other] = start..<start + length
        }
        var block = VolumeShape(slices: 3, rows: 3, columns: 3)
        block[axis] = edge
        return try BlockMeans(
            of: source, region: middle, block: block, fieldOfView: fieldOfView, threads: threads,
            stage: "finding the stripping axis", progress: nil)
    }

    /// The finite values of every layer of blocks along an axis, from its low end.
    func layers(along axis: Axis) -> [[Double]] {
        let blocks = BoxAlongAxis(shape, along: axis)
        return (0..<blocks.positions).map { position in
            (0..<blocks.rows).flatMap { row in
                (0..<blocks.columns).map { means[blocks.index(position: position, row: row, column: $0)] }
            }.filter(\.isFinite)
        }
    }

    /// The geometry where a volume holds more than SSE and electrode along an axis, or a dark part on either side of the
    /// SSE; nil where it does not.
    ///
    /// - Throws: `SimstripError` of kind `data` where several readings are equally likely; and from reading.
    fileprivate func amongSeveralParts(
        axis: Axis?, electrode: ElectrodeSide?, source: any VolumeSource, region: VoxelRegion, fieldOfView: FieldOfView,
        threads: Int, warn: (Warning) -> Void
    ) throws -> StrippingGeometry? {
        let axes = axis.map { [$0] } ?? Axis.allCases
        let leastBins = { (axis: Axis, picture: BlockMeans) in
            max(2, (3 + picture.block[axis] - 1) / picture.block[axis])
        }
        let leastSteps = axes.map { PartsAlongAxis.leastSteps(of: layers(along: $0), leastBins: leastBins($0, self)) }
        // What is a part along one axis is one along the others, too; how much greys scatter is a matter of each.
        let leastStep = leastSteps.map(\.ofRange).max() ?? 0
        guard leastStep > 0 else { return nil }
        var candidates: [InterfaceCandidate] = []
        var isPlain = true
        for (axis, steps) in zip(axes, leastSteps) {
            let parts = PartsAlongAxis(
                of: layers(along: axis), leastStep: max(leastStep, steps.ofScatter), leastBins: leastBins(axis, self)
            ).parts
            guard parts.count > 1 else { continue }
            // Dark, bright and dark again is decided elsewhere.
            let isSandwich = parts.count == 3 && parts[1].grey > max(parts[0].grey, parts[2].grey)
            isPlain = isPlain && (parts.count == 2 || isSandwich) && candidates.isEmpty
            let edge = block[axis]
            let picture =
                isPlain
                ? self
                : try BlockMeans.close(
                    along: axis, edge: edge, of: source, region: region, fieldOfView: fieldOfView, threads: threads)
            let start = region[axis].lowerBound
            candidates += InterfaceCandidate.all(in: parts, of: picture.layers(along: axis), along: axis) { bins in
                start + bins.lowerBound * edge..<min(start + bins.upperBound * edge, region[axis].upperBound)
            }
        }
        guard !isPlain else { return nil }
        candidates = candidates.filter { electrode == nil || $0.geometry.electrode == electrode }
        guard let first = candidates.first, candidates.count > 1 else { return candidates.first?.geometry }
        let best = InterfaceCandidate.best(of: candidates)
        guard best.allSatisfy({ $0.geometry == best[0].geometry }) else { throw InterfaceCandidate.undecided(best) }
        let others = candidates.filter { $0.geometry != best.first?.geometry }
        if let best = best.first, !others.isEmpty { warn(best.warning(insteadOf: others)) }
        return best.first?.geometry ?? first.geometry
    }

    /// The geometry where the SSE is dark on both sides along an axis; nil where it is not.
    ///
    /// - Throws: `SimstripError` of kind `data` where neither side is the brighter one.
    fileprivate func betweenTwoInterfaces(axis: Axis?, warn: (Warning) -> Void) throws -> StrippingGeometry? {
        let geometries = { (axis: Axis) in ElectrodeSide.allCases.map { StrippingGeometry(axis: axis, electrode: $0) } }
        let single =
            (axis.map { [$0] } ?? Axis.allCases).flatMap(geometries).map { varianceExplained(by: $0) }.max() ?? 0
        var best: (axis: Axis, profile: SandwichedProfile, explained: Double)?
        for axis in axis.map({ [$0] }) ?? Axis.allCases {
            let profile = profile(along: axis)
            guard let sandwich = SandwichedProfile(fitting: profile),
                sandwich.surpasses(Step(fitting: profile)), sandwich.surpasses(Step(fitting: profile.reversed()))
            else { continue }
            let explained = sandwich.explained * varianceShare(along: axis)
            if explained > max(0.15, single, best?.explained ?? 0) { best = (axis, sandwich, explained) }
        }
        guard let best else { return nil }
        let (means, edge) = (best.profile.means, block[best.axis])
        let sides: [(side: ElectrodeSide, grey: Double, at: Int)] = [
            (.low, means.before, best.profile.bright.lowerBound * edge),
            (.high, means.behind, best.profile.bright.upperBound * edge),
        ]
        let seen = sides.map { "\($0.side.rawValue) (from about \($0.at) on, mean grey \(greyText($0.grey)))" }
            .joined(separator: " and ")
        let lead = abs(means.before - means.behind) / (means.bright - min(means.before, means.behind))
        guard lead >= 0.05, let brighter = sides.max(by: { $0.grey < $1.grey }) else {
            throw SimstripError.data(
                "two interfaces are equally likely along \(best.axis.rawValue): it is dark on both sides of the SSE,"
                    + " \(seen); name the electrode's side with --axis and --electrode")
        }
        warn(
            Warning(
                "second_interface",
                "along \(best.axis.rawValue) it is dark on both sides of the SSE: \(seen); the electrode is taken to be on"
                    + " the brighter side, which holds Na: \(brighter.side.rawValue). Name --electrode if it is the other"
            ))
        return StrippingGeometry(axis: best.axis, electrode: brighter.side)
    }

    /// The share of the variance of all blocks that lies between the layers along an axis.
    private func varianceShare(along axis: Axis) -> Double {
        let finite = means.filter(\.isFinite)
        let layers = profile(along: axis).filter(\.isFinite)
        let variance = { (values: [Double]) -> Double in
            let mean = values.reduce(0, +) / Double(max(1, values.count))
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))
        }
        let whole = variance(finite)
        return whole > 0 ? variance(layers) / whole : 0
    }

    /// Refuses a bright part with dark domains beside a dark part without bright ones.
    fileprivate func refuseInvertedContrast(_ geometry: StrippingGeometry) throws {
        let along = profile(along: geometry.axis)
        let oriented = geometry.electrode == .high ? along : along.reversed()
        // Domains of Na are some ten voxels large; larger blocks do not show them.
        guard block.count <= 8 * 8 * 8, let step = Step(fitting: oriented) else { return }
        let middle = (step.before + step.after) / 2
        var (darkInBright, bright, brightInDark, dark) = (0, 0, 0, 0)
        let map = geometry.axis.ofMap
        for row in 0..<shape[map.rows] {
            for column in 0..<shape[map.columns] {
                for (index, value) in profile(geometry, row: row, column: column).enumerated() where value.isFinite {
                    if index < step.index - 2 {
                        bright += 1
                        if value < middle { darkInBright += 1 }
                    } else if index > step.index + 1 {
                        dark += 1
                        if value > middle { brightInDark += 1 }
                    }
                }
            }
        }
        guard bright > 0, dark > 0 else { return }
        let (inBright, inDark) = (Double(darkInBright) / Double(bright), Double(brightInDark) / Double(dark))
        // Noise puts as many voxels beyond the middle on either side; Na makes the difference.
        guard inBright - inDark >= 0.03 else { return }
        throw SimstripError.data(
            "the contrast looks inverted: \(percent(inBright)) of the bright part along \(geometry.axis.rawValue) is dark,"
                + " but only \(percent(inDark)) of the dark part is bright, where Na would be bright in dark Li; give"
                + " --contrast inverted (leave it out where it is given), or name --axis and --electrode or give --contrast"
                + " normal if the bright part is SSE with large pores")
    }

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
