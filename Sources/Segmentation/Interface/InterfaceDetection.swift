import VoxelCore

extension Interface {
    /// Finds the interface: where bright SSE gives way to dark Li.
    ///
    /// Columns are averaged in square blocks, keeping the full resolution along the axis. In every block the best
    /// single step is fitted; a plane through the steps, robust against outliers, says where to look; near it the
    /// profile crosses half-way between the SSE's grey value and that of the Li behind it, to a fraction of a voxel.
    /// Blocks that disagree with their neighbours are set aside, and heights between block centres are interpolated.
    ///
    /// Roughness finer than a block (8 voxels, or 1/64 of the region) is averaged away.
    ///
    /// Where something else lies behind the electrode (a collector, air), the interface's region ends before it.
    ///
    /// - Throws: `SimstripError` of kind `data` where most blocks show no step, the steps form no surface or several
    ///   interfaces are equally likely; and from reading.
    package static func detect(
        in source: any VolumeSource, geometry: StrippingGeometry, region: VoxelRegion, fieldOfView: FieldOfView,
        threads: Int, progress: ProgressHandler? = nil
    ) throws -> Interface {
        let mapAxes = geometry.axis.ofMap
        var block = VolumeShape(slices: 1, rows: 1, columns: 1)
        for axis in [mapAxes.rows, mapAxes.columns] { block[axis] = max(8, (region[axis].count + 63) / 64) }
        let means = try BlockMeans(
            of: source, region: region, block: block, fieldOfView: fieldOfView, threads: threads,
            stage: "finding the interface", progress: progress)
        // Only where these blocks show more than SSE and electrode is the volume read again.
        let window =
            isOfTwoParts(means, along: geometry.axis)
            ? nil
            : try window(in: source, geometry: geometry, region: region, fieldOfView: fieldOfView, threads: threads)
        var blocks = BlockSurface(means, geometry, window: window)
        try blocks.locate()
        let (rows, columns) = (region[mapAxes.rows].count, region[mapAxes.columns].count)
        var heights = Map(rows: rows, columns: columns, repeating: Float.nan)
        for row in 0..<rows {
            for column in 0..<columns {
                guard let depth = blocks.depth(row: row, column: column) else { continue }
                let range = region[geometry.axis]
                let height =
                    geometry.electrode == .high
                    ? Double(range.lowerBound) + depth : Double(range.upperBound) - depth
                let measured = fieldOfView.positions(
                    along: geometry.axis, mapRow: region[mapAxes.rows].lowerBound + row,
                    mapColumn: region[mapAxes.columns].lowerBound + column, in: range)
                if measured.contains(geometry.firstElectrodeVoxel(height: height)) {
                    heights[row, column] = Float(height)
                }
            }
        }
        var electrodeRegion = region
        if let end = blocks.end {
            let range = region[geometry.axis]
            electrodeRegion[geometry.axis] =
                geometry.electrode == .high
                ? range.lowerBound..<range.lowerBound + end : range.upperBound - end..<range.upperBound
        }
        return Interface(method: "block steps", geometry: geometry, region: electrodeRegion, heights: heights)
    }

    private static func isOfTwoParts(_ means: BlockMeans, along axis: Axis) -> Bool {
        let layers = means.layers(along: axis)
        let bin = max(1, (layers.count + 63) / 64)
        let bins = stride(from: 0, to: layers.count, by: bin).map { Array(layers[$0]) }
        let leastBins = max(2, (3 + bin - 1) / bin)
        let steps = PartsAlongAxis.leastSteps(of: bins, leastBins: leastBins)
        return PartsAlongAxis(of: bins, leastStep: max(steps.ofRange, steps.ofScatter), leastBins: leastBins).parts
            .count < 3
    }

    /// The depths from the SSE's end to the electrode's end, where there is more than those two; nil where there is not.
    ///
    /// - Throws: `SimstripError` of kind `data` where several parts may be the electrode.
    private static func window(
        in source: any VolumeSource, geometry: StrippingGeometry, region: VoxelRegion, fieldOfView: FieldOfView,
        threads: Int
    ) throws -> Range<Int>? {
        let range = region[geometry.axis]
        let bin = max(1, (range.count + 63) / 64)
        let picture = try BlockMeans.close(
            along: geometry.axis, edge: bin, of: source, region: region, fieldOfView: fieldOfView, threads: threads)
        let layers = picture.layers(along: geometry.axis)
        let bins = geometry.electrode == .high ? layers : layers.reversed()
        // Blocks are counted from the low end, so the one that may be smaller is the last or, reversed, the first.
        let overhang = geometry.electrode == .high ? 0 : layers.count * bin - range.count
        let depths = { (bins: Range<Int>) in
            max(0, bins.lowerBound * bin - overhang)..<min(bins.upperBound * bin - overhang, range.count)
        }
        let leastBins = max(2, (3 + bin - 1) / bin)
        let steps = PartsAlongAxis.leastSteps(of: bins, leastBins: leastBins)
        let leastStep = max(steps.ofRange, steps.ofScatter)
        guard leastStep > 0 else { return nil }
        let parts = PartsAlongAxis(of: bins, leastStep: leastStep, leastBins: leastBins).parts
        // Depth grows from the SSE into the electrode, as an index does whose electrode is on the high side.
        let all = InterfaceCandidate.all(in: parts, of: bins, along: geometry.axis) { bins in
            let depths = depths(bins)
            return geometry.electrode == .high
                ? range.lowerBound + depths.lowerBound..<range.lowerBound + depths.upperBound
                : range.upperBound - depths.upperBound..<range.upperBound - depths.lowerBound
        }
        let candidates = all.filter { $0.geometry.electrode == .high }.map { $0.oriented(geometry) }
        guard let first = candidates.first else { return nil }
        let best = InterfaceCandidate.best(of: candidates)
        guard best.count == 1 else { throw InterfaceCandidate.undecided(best) }
        let chosen = best.first ?? first
        let (before, electrode) = (chosen.electrolytePart, chosen.electrodePart)
        let isLast = electrode == parts.count - 1
        guard !isLast || candidates.count > 1 else { return nil }
        // Half of what lies before is enough of the SSE, and tilt brings nothing else into it.
        let sse = parts[before].bins
        let start = before > 0 ? depths(sse).lowerBound + depths(sse).count / 2 : 0
        guard !isLast else { return start..<range.count }
        let level = (parts[electrode].grey + parts[electrode + 1].grey) / 2
        let isBrighter = parts[electrode + 1].grey > parts[electrode].grey
        var end = parts[electrode].bins.upperBound
        // A tilted part behind has come for half of the columns before it has for three quarters.
        while end > parts[electrode].bins.lowerBound + leastBins, let middle = median(bins[end - 1]),
            isBrighter ? middle > level : middle < level
        {
            end -= 1
        }
        return start..<depths(0..<end).upperBound
    }
}

/// The depth at which the electrode begins, for every block of columns, counted from the SSE's end of the region.
private struct BlockSurface {
    let rows: Int
    let columns: Int
    let blockRows: Int
    let blockColumns: Int
    let profiles: [[Double]]
    /// The depth at which something else than the electrode begins behind it; nil where nothing does.
    let end: Int?
    private var depths: Map<Float>
    /// Blocks without an interface: bright throughout.
    private var isAbsent: Map<Bool>
    /// Along the axis, in voxels.
    private static let thickestGrain = 16
    /// The plane through the located depths, over blocks.
    private var plane: Plane?

    /// - Parameter window: the depths that hold nothing but SSE and electrode; nil for all.
    init(_ means: BlockMeans, _ geometry: StrippingGeometry, window: Range<Int>?) {
        let mapAxes = geometry.axis.ofMap
        (rows, columns) = (means.shape[mapAxes.rows], means.shape[mapAxes.columns])
        (blockRows, blockColumns) = (means.block[mapAxes.rows], means.block[mapAxes.columns])
        var profiles: [[Double]] = []
        for row in 0..<rows {
            for column in 0..<columns { profiles.append(means.profile(geometry, row: row, column: column)) }
        }
        if let window {
            self.profiles = profiles.map { profile in
                profile.indices.map { window.contains($0) ? profile[$0] : .nan }
            }
            end = window.upperBound < means.shape[geometry.axis] ? window.upperBound : nil
        } else {
            self.profiles = Self.withoutFarSide(profiles)
            end = nil
        }
        depths = Map(rows: rows, columns: columns, repeating: .nan)
        isAbsent = Map(rows: rows, columns: columns, repeating: false)
    }

    /// The profiles without what lies before the middle of the SSE, where a second interface lies on its far side.
    private static func withoutFarSide(_ profiles: [[Double]]) -> [[Double]] {
        let length = profiles.first?.count ?? 0
        let bin = max(1, (length + 63) / 64)
        let coarse = stride(from: 0, to: length, by: bin).map { first -> Double in
            let values = profiles.flatMap { $0[clamped: first..<first + bin] }.filter(\.isFinite)
            return values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
        }
        guard let sandwich = SandwichedProfile(fitting: coarse), sandwich.surpasses(Step(fitting: coarse)) else {
            return profiles
        }
        let middle = (sandwich.bright.lowerBound + sandwich.bright.upperBound) / 2 * bin
        return profiles.map { profile in
            profile.indices.map { $0 < middle ? .nan : profile[$0] }
        }
    }

    mutating func locate() throws {
        let steps = profiles.map { Step(fitting: $0) }
        let seen = profiles.count { $0.contains(where: \.isFinite) }
        let clear = steps.map { $0.flatMap { $0.explained >= 0.25 ? $0 : nil } }
        let found = clear.count { $0 != nil }
        guard seen > 0, found * 2 >= seen else {
            throw SimstripError.data(
                "no interface was found: only \(found) of \(seen) blocks of columns step from bright SSE to a dark"
                    + " electrode; check --axis and --electrode, \(wayOut), or give --interface")
        }
        let coarse = Map(
            rows: rows, columns: columns, values: clear.map { $0.map { Float($0.index) } ?? .nan })
        guard let (plane, spread) = robustPlane(coarse) else { return }
        let length = profiles.first?.count ?? 0
        let allowed = max(3, 0.05 * Double(length))
        guard spread <= allowed else {
            throw SimstripError.data(
                "no interface was found: the steps from bright to dark scatter by \(rounded(spread, 1)) voxels around their"
                    + " plane, where one surface would by at most \(rounded(allowed, 1)); check --axis and --electrode,"
                    + " \(wayOut), or give --interface")
        }
        let (electrolyte, lithium) = levels(around: plane)
        guard electrolyte.isFinite, lithium.isFinite else {
            throw SimstripError.data(
                "no interface was found: the step from bright to dark lies at about voxel"
                    + " \(rounded(plane.height(row: rows / 2, column: columns / 2), 1)) of the region, counted from the SSE's end, with too"
                    + " little beyond it: at least 3 voxels of SSE and 1 of electrode are needed; widen --roi along the"
                    + " stripping axis, check --axis and --electrode, or give --interface")
        }
        guard electrolyte > lithium else {
            throw SimstripError.data(
                "no interface was found: what lies behind the step (grey \(greyText(lithium))) is not darker than what lies"
                    + " before it (\(greyText(electrolyte))); Li is darker than the SSE; check --electrode")
        }
        let reach = max(4, 3 * spread)
        for row in 0..<rows {
            for column in 0..<columns {
                let expected = plane.height(row: row, column: column)
                let profile = profiles[row * columns + column]
                let level = (electrolyte + lithium) / 2
                depths[row, column] = crossing(profile, level: level, near: expected, within: reach)
                // Na on the SSE hides the step for the thickness of a grain; where it never comes, there is none.
                let first = Int((expected - reach).rounded())
                let behind = profile[clamped: first..<first + Int(2 * reach) + Self.thickestGrain]
                // Nor is there one where it is dark before: nothing that conducts lies there.
                let before = profile[clamped: first - Self.thickestGrain..<first]
                isAbsent[row, column] =
                    !behind.contains { $0 < level } || (!before.isEmpty && !before.contains { $0 >= level })
            }
        }
        setAsideOutliers()
        let located = depths.values.count(where: \.isFinite)
        guard located * 2 >= seen else {
            throw SimstripError.data(
                "no interface was found: only \(located) of \(seen) blocks of columns cross from SSE to Li near the"
                    + " plane of the others; \(wayOut), or give --interface")
        }
        fillGaps()
        self.plane = Plane(fitting: depths)
    }

    /// What else may help: of a small map more has to be looked at, of a large one less.
    private var wayOut: String {
        rows * columns < 100
            ? "look at more columns (\(rows * columns) blocks of \(blockRows) × \(blockColumns) are few; widen --roi)"
            : "cut the volume to the interface with --roi"
    }

    /// A least-squares plane, fitted again and again without what lies beyond 2.5 robust standard deviations.
    private func robustPlane(_ heights: Map<Float>) -> (Plane, spread: Double)? {
        let finite = heights.values.filter(\.isFinite).map(Double.init)
        guard let centre = median(finite) else { return nil }
        var used = heights.map { $0.isFinite && abs(Double($0) - centre) <= max(3, 0.25 * Double(profiles[0].count)) }
        var result: (Plane, Double)?
        for _ in 0..<10 {
            guard let plane = Plane(fitting: heights, where: { used[$0, $1] }) else { break }
            var residuals = Map(rows: rows, columns: columns, repeating: Double.nan)
            for row in 0..<rows {
                for column in 0..<columns where heights[row, column].isFinite {
                    residuals[row, column] = abs(
                        Double(heights[row, column]) - plane.height(row: row, column: column))
                }
            }
            let spread = 1.4826 * (median(residuals.values.filter(\.isFinite)) ?? 0)
            result = (plane, spread)
            let next = residuals.map { $0.isFinite && $0 <= max(1, 2.5 * spread) }
            if next == used { break }
            used = next
        }
        return result
    }

    /// The grey value before the step and that of the Li right behind it.
    ///
    /// Na lies deeper than the first voxels, so the least of the next few is Li.
    private func levels(around plane: Plane) -> (electrolyte: Double, lithium: Double) {
        var before: [Double] = []
        var behind: [Double] = []
        for row in 0..<rows {
            for column in 0..<columns {
                let profile = profiles[row * columns + column]
                let at = Int(plane.height(row: row, column: column).rounded())
                before += profile[clamped: at - 10..<at - 2].filter(\.isFinite)
                if let least = profile[clamped: at..<at + 6].filter(\.isFinite).min() { behind.append(least) }
            }
        }
        return (median(before) ?? .nan, median(behind) ?? .nan)
    }

    /// The place nearest to `expected` at which a profile falls through a level, or NaN.
    private func crossing(_ profile: [Double], level: Double, near expected: Double, within reach: Double) -> Float {
        var best = Float.nan
        for index in profile.indices.dropLast() {
            let (here, next) = (profile[index], profile[index + 1])
            guard here >= level, next < level else { continue }
            // Values belong to voxel centres.
            let place = Double(index) + 0.5 + (here - level) / (here - next)
            let isNearer = best.isNaN || abs(place - expected) < abs(Double(best) - expected)
            if abs(place - expected) <= reach, isNearer { best = Float(place) }
        }
        return best
    }

    private mutating func setAsideOutliers() {
        let all = depths
        for row in 0..<rows {
            for column in 0..<columns where all[row, column].isFinite {
                let around = neighbours(of: all, row, column)
                if around.count >= 3, let middle = median(around), abs(Double(all[row, column]) - middle) > 2 {
                    depths[row, column] = .nan
                }
            }
        }
    }

    /// Gives blocks that were measured but not located the mean of their located neighbours, from the edge inwards.
    private mutating func fillGaps() {
        for _ in 0..<max(rows, columns) {
            let known = depths
            for row in 0..<rows {
                for column in 0..<columns where !known[row, column].isFinite {
                    guard !isAbsent[row, column], profiles[row * columns + column].contains(where: \.isFinite) else {
                        continue
                    }
                    let around = neighbours(of: known, row, column)
                    if around.count >= 3 { depths[row, column] = Float(around.reduce(0, +) / Double(around.count)) }
                }
            }
            if depths == known { return }
        }
    }

    private func neighbours(of map: Map<Float>, _ row: Int, _ column: Int) -> [Double] {
        var found: [Double] = []
        for r in max(0, row - 1)...min(rows - 1, row + 1) {
            for c in max(0, column - 1)...min(columns - 1, column + 1)
            where (r, c) != (row, column) && map[r, c].isFinite {
                found.append(Double(map[r, c]))
            }
        }
        return found
    }

    /// The depth at a column; nil where the column's own block has none.
    ///
    /// The plane through all blocks, and on it the blocks' distances from it, bilinear between block centres. Beyond the
    /// outermost centres the plane goes on but the distances do not, lest their noise be extrapolated.
    func depth(row: Int, column: Int) -> Double? {
        guard let plane, depths[row / blockRows, column / blockColumns].isFinite else { return nil }
        let r = (Double(row) + 0.5) / Double(blockRows) - 0.5
        let c = (Double(column) + 0.5) / Double(blockColumns) - 0.5
        let (r0, c0) = (max(r, 0).rounded(.down), max(c, 0).rounded(.down))
        let (down, right) = (max(r, 0) - r0, max(c, 0) - c0)
        var (sum, weight) = (0.0, 0.0)
        for (blockRow, share) in [(Int(r0), 1 - down), (Int(r0) + 1, down)] {
            for (blockColumn, part) in [(Int(c0), 1 - right), (Int(c0) + 1, right)] {
                let (blockRow, blockColumn) = (min(blockRow, rows - 1), min(blockColumn, columns - 1))
                guard depths[blockRow, blockColumn].isFinite else { continue }
                sum +=
                    share * part
                    * (Double(depths[blockRow, blockColumn]) - plane.height(row: blockRow, column: blockColumn))
                weight += share * part
            }
        }
        let distance = weight > 0 ? sum / weight : 0
        return plane.offset + r * plane.rowSlope + c * plane.columnSlope + distance
    }
}

extension Array {
    /// The elements whose indices lie in a range, whichever of them exist.
    fileprivate subscript(clamped range: Range<Int>) -> ArraySlice<Element> { self[range.clamped(to: indices)] }
}
