import Segmentation
import Stripping
import Testing
import VoxelCore

@Suite struct CurveComparisonTests {
    @Test func layersOfOneThicknessAreComparedOneByOne() throws {
        let comparison = try CurveComparison(curve([0, 0.1, 0.2, 0.3], edge: 1.4), curve([0, 0, 0.5, 0.7], edge: 1.4))
        #expect(comparison.isByLayer)
        #expect(comparison.rows.map(\.layersRemoved) == [0, 1, 2, 3])
        let expected = [0, -0.1, 0.3, 0.4]
        for (row, difference) in zip(comparison.rows, expected) {
            #expect(abs(row.naDifference - difference) < 1e-12)
            #expect(abs((row.difference(.liCoverage)?.value ?? .nan) + difference) < 1e-12)
        }
        // Trapezia: −0.05, then one that crosses 0 a quarter on (−0.0125 and 0.1125), then 0.35; times 1.4.
        #expect(abs(comparison.areaBetween - 1.4 * (0.05 + 0.0125 + 0.1125 + 0.35)) < 1e-12)
    }

    @Test func theAreaBetweenIsTheDifferenceOfAreasWhereCurvesDoNotCross() throws {
        let (a, b) = (curve([0, 0.3, 0.5, 0.9], edge: 2), curve([0, 0, 0.45, 0.5], edge: 2))
        #expect(abs(try CurveComparison(a, b).areaBetween - (a.area - b.area)) < 1e-12)
        #expect(abs(try CurveComparison(b, a).areaBetween - (a.area - b.area)) < 1e-12)
        let crossing = curve([0, 0.4, 0.4, 0.4], edge: 2)
        #expect(try CurveComparison(a, crossing).areaBetween > abs(a.area - crossing.area) + 0.05)
    }

    @Test func aCurveComparedWithItselfDiffersByNothing() throws {
        let curve = curve([0, 0.05, 0.3, 0.31])
        let comparison = try CurveComparison(curve, curve)
        #expect(
            comparison.rows.allSatisfy {
                $0.naDifference == 0 && $0.difference(.liCoverage)?.value == 0
                    && $0.difference(.voidCoverage)?.value == 0
            })
        #expect(comparison.areaBetween == 0)
    }

    /// One straight line seen with two voxel sizes is one line.
    @Test func layersOfOtherThicknessAreComparedByThickness() throws {
        let a = curve((0...10).map { Double($0) * 0.05 }, edge: 1)
        let b = curve((0...6).map { Double($0) * 0.075 }, edge: 1.5)
        let comparison = try CurveComparison(a, b)
        #expect(!comparison.isByLayer)
        #expect(comparison.thickness == 9)
        #expect(comparison.rows.map(\.strippedThickness) == [0, 1, 1.5, 2, 3, 4, 4.5, 5, 6, 7, 7.5, 8, 9])
        #expect(comparison.rows.allSatisfy { $0.layersRemoved == nil && abs($0.naDifference) < 1e-12 })
        #expect(comparison.areaBetween < 1e-12)
        // Both are measured at the thicker layers, as far as both go.
        #expect(comparison.a.points.map(\.strippedThickness) == comparison.b.points.map(\.strippedThickness))
        #expect(comparison.b.points.map(\.strippedThickness) == [0, 1.5, 3, 4.5, 6, 7.5, 9])
        let short = try CurveComparison(a, curve([0, 0.1, 0.2, 0.3], edge: 0.7))
        #expect(short.thickness == 2)
        #expect(short.rows.map(\.strippedThickness) == [0, 0.7, 1, 1.4, 2])
        #expect(abs(short.b.last.naCoverage - 2.0 / 7) < 1e-12)
        // Thinner altogether than one layer of the other: nothing but the beginning is common.
        let least = try CurveComparison(a, curve([0, 0.5], edge: 0.5))
        #expect(least.thickness == 0)
        #expect(least.rows.count == 1)
        #expect(least.b.abruptness == nil)
    }

    /// A sheet of Na at one depth, seen with voxels of 1 and of 0.5: as abrupt in both, once compared.
    @Test func abruptnessIsComparedAtOneLayerThickness() throws {
        let coarse = curve((0...10).map { $0 < 5 ? 0 : 0.6 }, edge: 1)
        let fine = curve((0...20).map { $0 < 10 ? 0 : 0.6 }, edge: 0.5)
        #expect(fine.abruptness != coarse.abruptness)
        let comparison = try CurveComparison(coarse, fine)
        #expect(comparison.a.abruptness == comparison.b.abruptness)
        let swapped = try CurveComparison(fine, coarse)
        #expect(swapped.a == comparison.b)
        #expect(swapped.areaBetween == comparison.areaBetween)
    }

    @Test func theLongerOfTwoIsCutBeforeItIsMeasured() throws {
        let long = curve([0, 0.1, 0.2, 0.3, 1, 1], edge: 1)
        let comparison = try CurveComparison(long, curve([0, 0.2, 0.2, 0.2], edge: 1))
        #expect(comparison.rows.count == 4)
        #expect(comparison.a.halfThickness == 1.5)
        #expect(abs((comparison.a.abruptness ?? 0) - 1) < 1e-12)
    }

    @Test func micrometresAreNotComparedWithVoxels() {
        let error = #expect(throws: SimstripError.self) {
            try CurveComparison(curve([0, 1]), curve([0, 1], hasVoxelSize: false))
        }
        #expect(error?.kind == .data)
        #expect(error?.message.contains("first curve is in µm") == true)
    }

    @Test func aGreyScaleGoesOverAnchorByAnchor() throws {
        let a = GreyAnchors(lithium: 45, electrolyte: 150)
        let b = GreyAnchors(lithium: -2, electrolyte: 5)
        let mapping = try #require(GreyMapping(from: a, to: b))
        #expect(abs(mapping(45) + 2) < 1e-12)
        #expect(abs(mapping(150) - 5) < 1e-12)
        #expect(abs(mapping(97.5) - 1.5) < 1e-12)
        let back = try #require(GreyMapping(from: b, to: a))
        #expect(abs(back(mapping(118)) - 118) < 1e-9)
        #expect(GreyMapping(from: a, to: GreyAnchors(lithium: 3, electrolyte: 3)) == nil)
        #expect(GreyMapping(from: GreyAnchors(lithium: 9, electrolyte: 3), to: b) == nil)
        #expect(GreyMapping(from: GreyAnchors(lithium: 0, electrolyte: .leastNonzeroMagnitude), to: a) == nil)
    }
}
