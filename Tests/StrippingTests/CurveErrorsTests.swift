import Stripping
import Testing

/// Intervals of what is measured of a curve.
@Suite struct CurveErrorsTests {
    /// A straight curve of ten layers up to half, its band this wide below and above, its sampling interval likewise.
    private func curve(band: Double?, sampling: Double = 0) -> CoverageCurve {
        CoverageCurve(
            points: (0...10).map { n in
                let value = 0.05 * Double(n)
                return CoverageCurve.Point(layersRemoved: n) { quantity in
                    switch quantity.name {
                    case "stripped_thickness": Bounded(Double(n))
                    case "na_coverage":
                        Bounded(
                            value, low: band.map { max(0, value - (n > 0 ? $0 : 0)) },
                            high: band.map { value + (n > 0 ? $0 : 0) })
                    case "na_coverage_area": Bounded(value, low: max(0, value - sampling), high: value + sampling)
                    default: nil
                    }
                }
            }, hasVoxelSize: false)
    }

    @Test func aCurveWithoutABandHasNoErrors() { #expect(CurveErrors(of: curve(band: nil)) == nil) }

    @Test func intervalsHoldTheMeasureAndGrowWithTheBand() throws {
        var widths: [Double] = []
        for band in [0.005, 0.02, 0.05] {
            let curve = curve(band: band)
            let ensemble = CurveEnsemble(about: curve, try #require(CurveErrors(of: curve)), stream: 0)
            for drawn in ensemble.curves {
                let values = drawn.points.map(\.naCoverage)
                #expect(
                    zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
                        && values.allSatisfy { (0...1).contains($0) })
            }
            let half = CurveEnsemble.interval(of: ensemble.curves.map(\.halfThickness))
            let (low, high) = (try #require(half.low), try #require(half.high))
            #expect(low < 5 && 5 < high)
            widths.append(high - low)
        }
        #expect(widths[0] < widths[1] && widths[1] < widths[2])
    }

    @Test func theSameCurveDrawsTheSame() throws {
        let curve = curve(band: 0.02, sampling: 0.03)
        let errors = try #require(CurveErrors(of: curve))
        #expect(
            CurveEnsemble(about: curve, errors, stream: 0).curves
                == CurveEnsemble(about: curve, errors, stream: 0).curves)
        #expect(
            CurveEnsemble(about: curve, errors, stream: 0).curves
                != CurveEnsemble(about: curve, errors, stream: 1).curves)
    }

    @Test func whatManyCurvesLackHasNoInterval() {
        #expect(CurveEnsemble.interval(of: Array(repeating: nil, count: 20) + (0..<380).map { Double($0) }).low == nil)
        let few = CurveEnsemble.interval(of: Array(repeating: nil, count: 5) + (0..<395).map { Double($0) })
        #expect(few.low == 10 && few.high == 384)
    }

    @Test func curvesDifferWhereZeroLiesOutsideTheInterval() throws {
        let same = try CurveComparison(curve(band: 0.02), curve(band: 0.02))
        #expect(same.differ == false && same.clearestDifference == nil)
        #expect(try CurveComparison(curve(band: 0.02), curve(band: nil)).differ == nil)
        // Both are straight; one is twice as steep: 25 points at the end, where both bands come to 2.8.
        let steep = CoverageCurve(
            points: curve(band: 0.02).points.map { point in
                CoverageCurve.Point(layersRemoved: point.layersRemoved) { quantity in
                    point[quantity].map { found in
                        quantity.name.hasPrefix("na_")
                            ? Bounded(
                                1.5 * found.value, low: found.low.map { $0 + 0.5 * found.value },
                                high: found.high.map { $0 + 0.5 * found.value }) : found
                    }
                }
            }, hasVoxelSize: false)
        let other = try CurveComparison(curve(band: 0.02), steep)
        #expect(other.differ == true)
        let row = try #require(other.clearestDifference)
        #expect(row.layersRemoved == 10)
        let difference = try #require(row.difference(.naCoverage))
        #expect(abs(try #require(difference.low) - (0.25 - 0.02 * 2.0.squareRoot())) < 1e-9)
        // Maps that are worth little are no proof.
        #expect(try CurveComparison(curve(band: 0.02, sampling: 0.25), steep).differ == false)
    }
}
