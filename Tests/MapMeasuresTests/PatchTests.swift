import MapMeasures
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

@Suite struct PatchTests {
    /// What is known of a patch.
    private struct Found: Hashable {
        let count, rowSum, columnSum, firstRow, lastRow, firstColumn, lastColumn: Int
    }

    private func patches(of phase: Phase, in map: Map<Phase>, corners: Bool) -> [Found: Int] {
        var found: [Found: Int] = [:]
        ColumnSet(of: [phase], in: map).forEachPatch(touchingAtCorners: corners) { patch in
            let known = Found(
                count: patch.count, rowSum: patch.rowSum, columnSum: patch.columnSum, firstRow: patch.firstRow,
                lastRow: patch.lastRow, firstColumn: patch.firstColumn, lastColumn: patch.lastColumn)
            found[known, default: 0] += 1
        }
        return found
    }

    /// Patches by flooding from column to column.
    private func flooded(_ phase: Phase, in map: Map<Phase>, corners: Bool) -> [Found: Int] {
        var (found, seen) = ([Found: Int](), map.map { $0 != phase })
        for start in map.values.indices where !seen.values[start] {
            var (next, columns) = ([start], [(row: Int, column: Int)]())
            seen.values[start] = true
            while let index = next.popLast() {
                let (row, column) = (index / map.columns, index % map.columns)
                columns.append((row, column))
                for y in max(0, row - 1)...min(map.rows - 1, row + 1) {
                    for x in max(0, column - 1)...min(map.columns - 1, column + 1)
                    where (corners || y == row || x == column) && !seen[y, x] {
                        seen[y, x] = true
                        next.append(y * map.columns + x)
                    }
                }
            }
            let (rows, across) = (columns.map(\.row), columns.map(\.column))
            let patch = Found(
                count: columns.count, rowSum: rows.reduce(0, +), columnSum: across.reduce(0, +),
                firstRow: rows.min() ?? 0, lastRow: rows.max() ?? 0, firstColumn: across.min() ?? 0,
                lastColumn: across.max() ?? 0)
            found[patch, default: 0] += 1
        }
        return found
    }

    /// Na grows from layer to layer; after each the patches are those of flooding, whatever the map's extents are to a word.
    @Test(arguments: [(40, 37), (3, 200), (65, 64), (64, 129), (1, 90), (90, 1)])
    func patchesAreThoseOfFlooding(rows: Int, columns: Int) {
        var random = TestRandom(seed: 3)
        let first = (0..<rows * columns).map { _ in Int.random(in: 1...9, using: &random) }
        for layers in 0...8 {
            for blob in [1, 3] {
                let map = TestMap.map(rows, columns) { row, column in
                    first[row / blob * blob * columns + column / blob * blob] <= layers
                }
                for corners in [true, false] {
                    for phase in [Phase.sodium, .lithium] {
                        #expect(
                            patches(of: phase, in: map, corners: corners)
                                == flooded(phase, in: map, corners: corners))
                    }
                }
            }
        }
    }

    /// A spiral, a comb and a sieve: patches that join late, and within one another.
    @Test func patchesThatJoinLate() {
        for text in [
            ["#########", "#       #", "# ##### #", "# #   # #", "# # ### #", "# #     #", "# #######"],
            ["# # # # #", "# # # # #", "#########", "         ", "#########", "# # # # #"],
            [" # # # # ", "# # # # #", " # # # # ", "# # # # #"], ["## ##", "  #  ", "## ##"], ["#"], [" "],
        ] {
            let rows = text.map(Array.init)
            let map = TestMap.map(rows.count, rows[0].count) { rows[$0][$1] == "#" }
            for corners in [true, false] {
                #expect(patches(of: .sodium, in: map, corners: corners) == flooded(.sodium, in: map, corners: corners))
            }
        }
    }

    @Test func sodiumHangsTogetherAtCornersAndLithiumDoesNot() {
        let found = TestMap.map(8, 8) { ($0 + $1) % 2 == 0 }.measures(of: [.sodium, .lithium])
        #expect(found.map(\.patches) == [1, 32])
    }

    @Test func boxesFitWhereNoColumnIsOutside() {
        for (seed, share) in [(1, 0.02), (2, 0.2), (3, 0.0)] as [(UInt64, Double)] {
            let map = TestMap.map(30, 75) { _, _ in false }
            var random = TestRandom(seed: seed)
            let holes = map.map { _ in Double.random(in: 0..<1, using: &random) < share }
            let set = ColumnSet(rows: 30, columns: 75) { !holes.values[$0] }
            let boxes = [
                (1, 1), (1, 5), (5, 1), (3, 4), (7, 2), (30, 1), (1, 75), (31, 1), (2, 76), (3, 3), (9, 9), (2, 66),
            ]
            let expected = boxes.map { rows, columns in
                (0..<max(0, 31 - rows)).reduce(0) { sum, row in
                    sum
                        + (0..<max(0, 76 - columns)).count { column in
                            (row..<row + rows).allSatisfy { y in
                                (column..<column + columns).allSatisfy { !holes[y, $0] }
                            }
                        }
                }
            }
            #expect(set.places(ofBoxes: boxes.map { (rows: $0.0, columns: $0.1) }) == expected)
        }
    }

    /// 224 windows of one Boolean model of discs, square and round: without bias, where plain counts are not. Truth: patches of the
    /// whole by their first columns, within a margin.
    @Test(arguments: [false, true])
    func windowsTellTheDensityAndTheAreaOfPatches(isRound: Bool) throws {
        let (edge, margin) = (150, 120)
        let all = TestMap.discs(14 * edge + 2 * margin, 16 * edge + 2 * margin, radius: 6, density: 0.002, seed: 5)
        var (truth, area) = (0.0, 0.0)
        TestMap.sodium(all).forEachPatch(touchingAtCorners: true) { patch in
            let (row, column) = (patch.firstRow - margin, patch.firstColumn - margin)
            guard 0..<14 * edge ~= row, 0..<16 * edge ~= column else { return }
            truth += 1
            area += Double(patch.count)
        }
        area /= truth
        truth /= Double(14 * 16 * edge * edge)
        var (density, weighed, naive, whole, wholeArea) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for tile in 0..<14 * 16 {
            var map = TestMap.window(
                all, row: margin + tile / 16 * edge, column: margin + tile % 16 * edge, edge: edge)
            if isRound { map = TestMap.roundView(map) }
            let found = map.measures(of: [.sodium])[0]
            let inside = Double(TestMap.inside(map).count)
            let told = try #require(found.patchDensity)
            density += told / 224
            weighed += told * (found.meanPatchArea ?? 0) / 224
            naive += Double(found.patches) / inside / 224
            var boxes = PatchBoxes(of: TestMap.inside(map))
            TestMap.sodium(map).forEachPatch(touchingAtCorners: true) { boxes.add($0) }
            whole += Double(boxes.count)
            wholeArea += Double(TestMap.sodium(map).count)
        }
        // A round view has room for fewer large patches, each of which weighs more.
        #expect(abs(density / truth - 1) < (isRound ? 0.05 : 0.03), "\(density / truth)")
        #expect(abs(weighed / density / area - 1) < (isRound ? 0.06 : 0.03), "\(weighed / density / area)")
        #expect(naive / truth > 1.08, "\(naive / truth)")
        #expect(wholeArea / whole / area < 0.94, "\(wholeArea / whole / area)")
    }

    @Test func cutPatchesHaveNoSayAndAreTold() {
        // Of 3 × 3 within, of 2 × 3 at the border, and one beside a column that is outside.
        var map = TestMap.map(20, 20) { row, column in
            (5..<8 ~= row && 5..<8 ~= column) || (row < 2 && 10..<13 ~= column) || (row == 15 && column == 15)
        }
        let whole = map.measures(of: [.sodium])[0]
        #expect(whole.patches == 3)
        #expect(whole.borderAreaShare == 6.0 / 16)
        #expect(abs((whole.patchDensity ?? 0) - (1.0 / 256 + 1.0 / 324)) < 1e-12)
        #expect(abs((whole.meanPatchArea ?? 0) - (9.0 / 256 + 1.0 / 324) / (1.0 / 256 + 1.0 / 324)) < 1e-12)
        #expect(abs((whole.areaWeightedPatchArea ?? 0) - (81.0 / 256 + 1.0 / 324) / (9.0 / 256 + 1.0 / 324)) < 1e-12)
        map[16, 16] = .outside
        let masked = map.measures(of: [.sodium])[0]
        #expect(masked.patches == 3)
        #expect(masked.borderAreaShare == 7.0 / 16)
        #expect(masked.meanPatchArea.map { abs($0 - 9) < 1e-12 } == true)
        let cut = TestMap.map(20, 20) { row, _ in row == 0 }.measures(of: [.sodium])[0]
        #expect(cut.patches == 1 && cut.patchDensity == nil && cut.meanPatchArea == nil && cut.borderAreaShare == 1)
    }
}
