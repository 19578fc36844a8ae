import Analysis
import Exports
import Foundation
import Options
import Phantom
import Results
import Segmentation
import Stripping
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// Curves with their bands, from the volume to the files.
@Suite struct UncertaintyTests {
    private func recipe(
        _ kind: PhantomRecipe.Kind = .pristine, edge: Int = 64, noise: Double = 10, seed: UInt64 = 1
    ) -> PhantomRecipe {
        var recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 48, rows: edge, columns: edge))
        recipe.noise = noise
        recipe.seed = seed
        return recipe
    }

    private func strip(_ volume: MemoryVolume, layers: Int, _ change: (inout ScanParameters) -> Void = { _ in }) throws
        -> ScanResult
    {
        var parameters = ScanParameters(voxelSize: .voxels, amount: .layers(layers))
        parameters.threads = 2
        change(&parameters)
        return try Scan(of: Volume(volume), parameters).strip()
    }

    /// A band where there is one: finite, rising, containing the curve.
    private func check(_ curve: CoverageCurve) throws {
        var last: (low: Double, high: Double) = (0, 0)
        for point in curve.points {
            for quantity in [CurveQuantity.naCoverage, .naCoverageOfElectrode] {
                guard let found = point[quantity], let low = found.low, let high = found.high else { continue }
                #expect(
                    low.isFinite && high.isFinite && 0 <= low && low <= found.value && found.value <= high && high <= 1)
            }
            guard let found = point[.naCoverage], let low = found.low, let high = found.high else { continue }
            #expect(last.low <= low && last.high <= high)
            last = (low, high)
        }
    }

    @Test func aScanCarriesItsBandFromTheVolumeToTheFiles() throws {
        let temporary = try TemporaryFolder()
        let phantom = try Phantom(recipe(edge: 96))
        let result = try strip(MemoryVolume(of: phantom), layers: 8)
        try check(result.curve)
        let truth = phantom.firstNaLayer(layers: 8)
        for point in result.curve.points {
            let share = Double(truth.values.count { $0 > 0 && Int($0) <= point.layersRemoved }) / Double(truth.count)
            let band = try #require(point[.naCoverage])
            #expect((try #require(band.low)...(try #require(band.high))).contains(share))
        }
        try result.write(to: temporary.file("out"))
        let lines = try String(contentsOfFile: temporary.file("out/curve.csv"), encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(
            lines[0].suffix(4) == [
                "na_coverage_low", "na_coverage_high", "na_coverage_area_low", "na_coverage_area_high",
            ])
        #expect(lines.dropFirst().allSatisfy { $0.suffix(4).allSatisfy { Double($0) != nil } })
        let finished = try FinishedScan(folder: temporary.file("out"))
        #expect(finished.curve == result.curve)
        #expect(finished.document.verdict == result.verdict)
        let count = try #require(finished.document.interface.ambiguousColumns)
        let marked = try grid(of: Volume.open(temporary.file("out/ambiguous_columns.tif"))).values.count { $0 == 255 }
        #expect(marked == count)
        let html = try String(contentsOfFile: temporary.file("out/report.html"), encoding: .utf8)
        #expect(html.contains("Verdict: <strong>\(result.verdict.status.rawValue)</strong>"))
        #expect(html.contains(try #require(result.curve.last.naShare.percentInterval)))
    }

    @Test func withoutABandNothingElseChanges() throws {
        let volume = try MemoryVolume(of: Phantom(recipe()))
        let with = try strip(volume, layers: 5)
        let without = try strip(volume, layers: 5) { $0.band = .none }
        #expect(with.firstNaLayer == without.firstNaLayer)
        #expect(
            without.curve.points.allSatisfy { $0[.naCoverage]?.low == nil && $0[.naCoverageOfElectrode]?.low == nil })
        #expect(without.ambiguous == nil)
        #expect(without.verdict.status == .check)
    }

    @Test(.wholeScans) func whatTheUserSetsHasNoBand() throws {
        let volume = try MemoryVolume(of: Phantom(recipe()))
        for change in [
            { $0.naThreshold = .value(110) }, { $0.minimalDomain = 5 }, { $0.course = .plane },
            {
                $0.interface = .index(20)
                $0.axis = .z
                $0.electrode = .high
            },
        ] as [(inout ScanParameters) -> Void] {
            let result = try strip(volume, layers: 5, change)
            #expect(result.curve.points.allSatisfy { $0[.naCoverage]?.low == nil })
            #expect(result.curve.points.dropFirst(2).allSatisfy { $0[.naCoverageOfElectrode]?.low != nil })
            #expect(result.verdict.status != .good)
        }
        let plain = try strip(volume, layers: 5) { $0.segmentation = .threshold }
        #expect(plain.curve.points.allSatisfy { $0[.naCoverage]?.low == nil })
        #expect(plain.verdict.reasons.contains { $0.contains("Plain thresholds have no band") })
    }

    @Test func anInterfaceGivenInsideTheElectrolyteIsNotToBeUsed() throws {
        let volume = try MemoryVolume(of: Phantom(recipe()))
        let height = try #require(try strip(volume, layers: 5).document.interface.meanHeight)
        let deep = try strip(volume, layers: 5) {
            $0.axis = .z
            $0.electrode = .high
            $0.interface = .index(Int(height) - 6)
        }
        #expect(deep.curve.points[1].naCoverage > 0.3)
        #expect(deep.verdict.status == .doNotUse)
        #expect(deep.verdict.reasons.contains { $0.contains("of the first layer is as bright as Na") })
        #expect(!deep.verdict.reasons.contains { $0.contains("Na may lie on the SSE") })
    }

    @Test func aSingleLayerHasABand() throws {
        let result = try strip(MemoryVolume(of: Phantom(recipe())), layers: 1)
        try check(result.curve)
        #expect(result.curve.last[.naCoverage]?.high != nil)
    }

    @Test func aTinyMapHasAWideBandOrNone() throws {
        let result = try strip(MemoryVolume(of: Phantom(recipe(edge: 10))), layers: 8) {
            $0.axis = .z
            $0.electrode = .high
            $0.interface = .index(20)
        }
        try check(result.curve)
        if let band = result.curve.last[.naCoverage], let low = band.low, let high = band.high {
            #expect(high - low > 0.1)
        }
        #expect(result.verdict.status != .good)
    }

    @Test func noSodiumIsLittleSodium() throws {
        var recipe = recipe(edge: 96)
        recipe.naFraction = 0
        let result = try strip(MemoryVolume(of: Phantom(recipe)), layers: 8)
        try check(result.curve)
        let last = try #require(result.curve.last[.naCoverage])
        #expect(last.value == 0 && last.low == 0)
        // The levels are in doubt where there is no Na, so the band is wide, but it is no half of the interface.
        #expect(try #require(last.high) < 0.25)
    }

    @Test func allButOneColumnOutsideSaysNothing() throws {
        var recipe = recipe(edge: 48)
        recipe.sampleType = .float32
        let phantom = try MemoryVolume(of: Phantom(recipe))
        let temporary = try TemporaryFolder()
        var heights = Map(rows: 48, columns: 48, repeating: Float.nan)
        heights[20, 30] = 20
        try TIFFImage.write(heights, to: temporary.file("h.tif"), voxelSize: nil)
        do {
            let result = try strip(phantom, layers: 8) {
                $0.axis = .z
                $0.electrode = .high
                $0.interface = .heightMap(path: temporary.file("h.tif"))
            }
            try check(result.curve)
            #expect(result.verdict.status != .good)
            if let band = result.curve.last[.naCoverage], let low = band.low, let high = band.high {
                #expect(high - low > 0.9)
            }
        } catch let error as SimstripError {
            #expect(error.kind == .data || error.kind == .usage)
        }
    }

    @Test(.wholeScans) func halvesOfOnePristineScanDoNotDifferAndACycledOneDoes() throws {
        let phantom = try Phantom(recipe(edge: 128, noise: 20))
        let whole = try MemoryVolume(of: phantom)
        let half = { (columns: String) in
            try self.strip(whole, layers: 8) { $0.roi = try? RegionRequest(parsing: ":,:," + columns) }.curve
        }
        #expect(try CurveComparison(half("0:64"), half("64:128")).differ == false)
        let cycled = try strip(MemoryVolume(of: Phantom(recipe(.cycled, edge: 128, noise: 20))), layers: 8)
        let comparison = try CurveComparison(half("0:64"), cycled.curve)
        #expect(comparison.differ == true)
        let row = try #require(comparison.clearestDifference)
        let difference = try #require(row.difference(.naCoverage))
        let (low, high) = (try #require(difference.low), try #require(difference.high))
        #expect(low < difference.value && difference.value < high && (low > 0 || high < 0))
    }

    @Test func verdictsAreAsGraveAsTheirGravestReason() {
        #expect(Verdict([]).status == .good)
        #expect(Verdict([]).reasons.isEmpty)
        let both = Verdict([(.check, "Look."), (.doNotUse, "Stop.")])
        #expect(both.status == .doNotUse)
        #expect(both.reasons == ["Stop.", "Look."])
    }
}
