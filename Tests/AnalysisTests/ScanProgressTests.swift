import Analysis
import Exports
import Options
import Phantom
import Publishing
import TestSupport
import Testing
import VoxelCore

/// What is told of the progress of a scan: every stage is one of its plan, in its order, and the share of the whole never falls
/// and ends at 1.
@Suite struct ScanProgressTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func phantom(
        _ name: String, slices: Int = 48, rows: Int = 44, columns: Int = 44, _ type: SampleType = .uint8
    ) throws -> String {
        var recipe = PhantomRecipe(
            kind: .pristine, shape: VolumeShape(slices: slices, rows: rows, columns: columns))
        (recipe.noise, recipe.sampleType) = (3, type)
        let folder = try OutputFolder(temporary.file(name), for: .phantom)
        try Phantom(recipe).write(
            into: folder, voxelSize: VoxelSize(cubic: .um(1.4)), layers: 10, threads: 2, progress: nil)
        try folder.publish()
        return temporary.file("\(name)/volume")
    }

    /// Strips and writes; returns what was told.
    private func events(_ volume: String, _ values: [String: String]) throws -> (plan: WorkPlan, told: [ProgressEvent])
    {
        var settings = ScanSettings()
        for (option, text) in values { settings[option] = text }
        settings["threads"] = "1"
        let told = Guarded<[ProgressEvent]>([])
        let progress: ProgressHandler = { event in told.withLock { $0.append(event) } }
        let scan = try Scan(volume, ScanParameters(settings))
        let result = try scan.strip(progress: progress)
        let folder = try OutputFolder(temporary.file("out"), for: ScanExports.folder)
        try ScanExports.write(result, into: folder, progress: scan.plan.telling(progress))
        return (scan.plan, told.withLock { $0 })
    }

    private func expectHonest(
        _ plan: WorkPlan, _ told: [ProgressEvent], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let names = plan.stages.map(\.name)
        let stages = told.map(\.stage).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        #expect(stages == names.filter(stages.contains), "\(stages)", sourceLocation: sourceLocation)
        for stage in plan.stages where stage.cost > 0.05 * plan.cost {
            #expect(stages.contains(stage.name), "\(stage) of \(plan.cost)", sourceLocation: sourceLocation)
        }
        let shares = told.compactMap(\.overall)
        #expect(shares.count == told.count, sourceLocation: sourceLocation)
        #expect(shares == shares.sorted(), sourceLocation: sourceLocation)
        #expect(shares.first.map { $0 < 0.3 } == true, sourceLocation: sourceLocation)
        #expect(shares.last == 1, sourceLocation: sourceLocation)
    }

    @Test(
        .wholeScans,
        arguments: [
            [:], ["axis": "z", "electrode": "high", "labels": "true", "maps": "3,6"],
            ["interface": "24", "na-threshold": "110", "digest": "true", "band": "none"],
            ["segmentation": "threshold"], ["segmentation": "threshold", "denoise": "gaussian:1", "min-domain": "3"],
            ["segmentation": "threshold", "threshold-sweep": "true", "digest": "true", "maps": "none"],
            [
                "segmentation": "threshold", "axis": "z", "electrode": "high", "interface": "24", "na-threshold": "110",
                "layers": "4",
            ],
        ])
    func everyOptionHasItsStages(values: [String: String]) throws {
        let (plan, told) = try events(phantom("phantom"), values)
        expectHonest(plan, told)
    }

    @Test(.wholeScans) func floatsAndTilesHaveTheirs() throws {
        let (floats, toldOfFloats) = try events(phantom("float", .float32), ["segmentation": "threshold"])
        expectHonest(floats, toldOfFloats)
        #expect(toldOfFloats.contains { $0.stage == "finding the grey range" })
        // Wider than a tile: places are looked at first.
        let (tiles, toldOfTiles) = try events(phantom("wide", slices: 44, rows: 36, columns: 430), ["layers": "6"])
        expectHonest(tiles, toldOfTiles)
        #expect(toldOfTiles.filter { $0.stage == "refining the interface" }.last?.total == 2)
        #expect(toldOfTiles.contains { $0.stage == "segmenting" && $0.done == 2 })
    }

    @Test func twoScansAreAHalfEach() throws {
        let (a, b) = (try phantom("a"), try phantom("b"))
        var settings = ScanSettings()
        (settings["segmentation"], settings["threads"]) = ("threshold", "1")
        let told = Guarded<[ProgressEvent]>([])
        let folder = try OutputFolder(temporary.file("both"), for: ComparisonExports.folder)
        _ = try ComparedScans([a, b], settings: settings).compare(into: folder) { event in
            told.withLock { $0.append(event) }
        }
        let shares = told.withLock { $0 }.compactMap(\.overall)
        #expect(shares.count == told.withLock { $0.count })
        #expect(shares == shares.sorted() && shares.last == 1)
        for event in told.withLock({ $0 }) {
            let share = try #require(event.overall)
            #expect(event.stage.hasPrefix("A: ") ? share <= 0.5 : share >= 0.5, "\(event)")
        }
    }
}
