import Stripping
import Testing
import VoxelCore

import Glibc

/// A curve of given Na coverages, one a layer of a thickness.
func curve(_ coverages: [Double], edge: Double = 1, hasVoxelSize: Bool = true) -> CoverageCurve {
    CoverageCurve(
        points: coverages.enumerated().map { n, coverage in
            .init(
                layersRemoved: n, strippedThickness: Double(n) * edge, capacity: hasVoxelSize ? Double(n) * edge : nil,
                naCoverage: Bounded(coverage))
        }, hasVoxelSize: hasVoxelSize)
}

/// Measures of curves whose answers are known.
@Suite struct CurveMeasureTests {
    @Test(arguments: [1.0, 0.3, 1.4])
    func aStraightLineHasAbruptnessOne(edge: Double) throws {
        let line = curve((0...10).map { Double($0) * 0.07 }, edge: edge)
        #expect(abs(try #require(line.abruptness) - 1) < 1e-12)
        #expect(abs(try #require(line.meanSlope) - 0.07 / edge) < 1e-12)
        #expect(abs(try #require(line.onsetThickness) - 0.1 / 0.07 * edge) < 1e-12)
        #expect(abs(try #require(line.halfThickness) - 5 * edge) < 1e-12)
        #expect(abs(line.area - 0.5 * 0.7 * 10 * edge) < 1e-12)
        // All rises are alike, whatever their last bits: the place is their middle.
        #expect(abs(try #require(line.greatestRise?.thickness) - 5 * edge) < 1e-12)
    }

    /// As Yoon et al. mark 3, 6 and 10 of ten layers.
    @Test(arguments: [
        (10, [3, 6, 10]), (12, [4, 7, 12]), (5, [2, 3, 5]), (15, [5, 9, 15]), (2, [1, 1, 2]), (1, [1, 1, 1]),
    ])
    func threeSixAndTenTenthsAreMarked(layers: Int, marked: [Int]) {
        for edge in [1, 1.4, 0.325] {
            #expect(curve((0...layers).map { _ in 0 }, edge: edge).markedLayers == marked)
        }
    }

    @Test func marksWithinAThicknessAreTheNearestWholeLayers() {
        let fine = curve((0...20).map { _ in 0 }, edge: 0.5)
        #expect(fine.markedLayers(within: 7) == [4, 8, 14])
        #expect(fine.markedLayers(within: 5.6) == [3, 7, 11])
        #expect(fine.markedLayers(within: 0.4).isEmpty)
    }

    @Test func aStepIsHalfAsAbruptAsThereAreLayers() throws {
        let step = curve([0, 0, 0, 0, 0.8, 0.8, 0.8, 0.8, 0.8], edge: 2)
        #expect(abs(try #require(step.abruptness) - 4) < 1e-12)
        #expect(step.greatestRise?.thickness == 7)
        #expect(abs(try #require(step.greatestRise?.slope) - 0.2) < 1e-12)
        #expect(abs(try #require(step.onsetThickness) - 6.25) < 1e-12)
        #expect(step.halfThickness == 7)
        #expect(abs(step.area - (0.4 * 2 + 0.8 * 8)) < 1e-12)
    }

    /// Whichever share of a sheet of Na falls into the one or the other of two layers, it is as abrupt.
    @Test(arguments: [0.0, 0.1, 0.5, 0.9]) func abruptnessDoesNotDependOnWhereTheVoxelsLie(share: Double) throws {
        let sheet = curve([0, 0, 0, 0, 0.8 * share, 0.8, 0.8, 0.8, 0.8])
        #expect(abs(try #require(sheet.abruptness) - 4) < 1e-12)
        #expect(sheet.greatestRise?.thickness == (share == 0 ? 4.5 : 4))
    }

    /// 1 − exp(−t/τ) over N layers: rises fastest in its first layer.
    @Test func aSaturatingCurveHasItsAnalyticMeasures() throws {
        let (tau, edge, layers) = (5.0, 0.01, 2000)
        let curve = curve((0...layers).map { 1 - exp(-Double($0) * edge / tau) }, edge: edge)
        let end = 1 - exp(-20 / tau)
        #expect(abs(try #require(curve.abruptness) - (1 / tau) / (end / 20)) < 0.01)
        #expect(abs(try #require(curve.onsetThickness) + tau * log(0.9)) < 1e-4)
        #expect(abs(try #require(curve.halfThickness) + tau * log(1 - end / 2)) < 1e-4)
        #expect(abs(curve.area - (20 - tau * end)) < 1e-4)
    }

    @Test func whatDoesNotExistIsNil() {
        let flat = curve([0, 0, 0, 0])
        #expect(flat.onsetThickness == nil)
        #expect(flat.halfThickness == nil)
        #expect(flat.greatestRise == nil)
        #expect(flat.abruptness == nil)
        #expect(flat.meanSlope == 0)
        #expect(flat.area == 0)
        let low = curve([0, 0.02, 0.09])
        #expect(low.onsetThickness == nil)
        #expect(low.halfThickness != nil)
        let point = curve([0])
        #expect(point.meanSlope == nil)
        #expect(point.abruptness == nil)
        #expect(point.greatestRise == nil)
        #expect(point.area == 0)
    }

    @Test func oneLayerIsAStraightLine() {
        let layer = curve([0, 0.6], edge: 1.4)
        #expect(layer.abruptness == 1)
        #expect(layer.halfThickness == 0.7)
        #expect(layer.greatestRise?.thickness == 0.7)
    }

    @Test func aCurveThatBeginsAboveAValueReachesItAtOnce() {
        let high = curve([0.3, 0.4, 0.5])
        #expect(high.onsetThickness == 0)
        #expect(high.halfThickness == 0)
        #expect(abs((high.abruptness ?? 0) - 1) < 1e-12)
        // Already there and flat: nothing rises.
        let full = curve([0.5, 0.5])
        #expect(full.abruptness == nil)
        #expect(full.halfThickness == 0)
    }

    @Test func aCoverageIsReachedBetweenLayers() {
        let curve = curve([0, 0, 0.2, 0.2, 0.6], edge: 2)
        #expect(curve.thickness(reaching: 0.2) == 4)
        #expect(abs((curve.thickness(reaching: 0.3) ?? 0) - 6.5) < 1e-12)
        #expect(curve.thickness(reaching: 0.61) == nil)
        #expect(curve.thickness(reaching: 0) == 0)
    }

    @Test func aCurveIsSampledOnStraightLines() {
        let curve = curve([0, 0.2, 0.6], edge: 2)
        #expect(curve.point(at: 2)?.naCoverage == 0.2)
        #expect(abs((curve.point(at: 3)?.naCoverage ?? 0) - 0.4) < 1e-12)
        #expect(abs((curve.point(at: 3)?.liCoverage ?? 0) - 0.6) < 1e-12)
        #expect(curve.point(at: 3)?.capacity == 3)
        #expect(curve.point(at: 3)?.layersRemoved == 1)
        #expect(curve.point(at: 4.5) == nil)
        #expect(curve.point(at: -1) == nil)
    }
}
