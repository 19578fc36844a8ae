import Phantom
import Segmentation
import TestSupport
import Testing
import VoxelCore

/// Maps of several tiles: nothing of where tiles, bands and threads end is to be seen in a result.
@Suite struct TileTests {
    /// A phantom whose map is two by two tiles, deep enough for its relief.
    private static let recipe: PhantomRecipe = {
        var recipe = recipe(.cycled, noise: 30, seed: 11, rough: true)
        recipe.shape = VolumeShape(slices: 56, rows: 420, columns: 430)
        recipe.tilt = .init(rows: 0.01, columns: -0.02)
        return recipe
    }()

    private func run(
        _ made: (Phantom, MemoryVolume), _ recipe: PhantomRecipe, threads: Int = 2, memoryLimit: Int? = nil
    ) throws -> PhantomRun {
        try PhantomRun(made.0, made.1, recipe, layers: 8, threads: threads, memoryLimit: memoryLimit)
    }

    /// One row of tiles at a time, and all at once; one tile at a time, and several.
    @Test(.wholeScans) func noNumberDependsOnThreadsOrBands() throws {
        let phantom = try Phantom(Self.recipe)
        let made = (phantom, try MemoryVolume(of: phantom))
        let first = try run(made, Self.recipe, threads: 1)
        let labels = try first.labels()
        let least = 280 << 20
        for (threads, limit) in [(7, least), (7, 4 << 30)] {
            let other = try run(made, Self.recipe, threads: threads, memoryLimit: limit)
            #expect(other.interface.heights == first.interface.heights, "\(threads), \(limit)")
            #expect(try other.labels() == labels, "\(threads), \(limit)")
            #expect(other.result.levels == first.result.levels)
            #expect(other.stripped.firstNaLayer == first.stripped.firstNaLayer)
        }
    }

    /// Beside a seam as many columns are wrong as elsewhere, the interface is as near, and there is no step.
    @Test(.wholeScans) func seamsAreNotSeen() throws {
        let run = try PhantomRun(Self.recipe, layers: 8)
        let grid = TileGrid(rows: 420, columns: 430, depth: 17, halo: FieldMemory.haloOfField)
        #expect((grid.tileRows, grid.tileColumns) == (2, 2))
        let (seamRow, seamColumn) = (
            grid.core(row: 0, column: 0).rows.upperBound, grid.core(row: 0, column: 0).columns.upperBound
        )
        let truth = run.phantom.firstNaLayer(layers: 8)
        let found = run.stripped.firstNaLayer
        var (near, far) = (
            (wrong: 0.0, bias: 0.0, height: 0.0, count: 0.0), (wrong: 0.0, bias: 0.0, height: 0.0, count: 0.0)
        )
        for row in 8..<412 {
            for column in 8..<422 {
                let isNear = abs(row - seamRow) <= 4 || abs(column - seamColumn) <= 4
                let (isNa, isFound) = (truth[row, column] != 0, found[row, column] != 0)
                let height = Double(run.interface.heights[row, column] - run.phantom.interface[row, column])
                let add = { (sums: inout (wrong: Double, bias: Double, height: Double, count: Double)) in
                    sums.wrong += isNa == isFound ? 0 : 1
                    sums.bias += (isFound ? 1 : 0) - (isNa ? 1 : 0)
                    sums.height += height * height
                    sums.count += 1
                }
                if isNear { add(&near) } else { add(&far) }
            }
        }
        #expect(near.wrong / near.count < 1.25 * far.wrong / far.count + 0.005)
        #expect(abs(near.bias / near.count - far.bias / far.count) < 0.015)
        #expect((near.height / near.count).squareRoot() < 1.15 * (far.height / far.count).squareRoot())
        // Heights of neighbouring columns differ no more across the seam than beside it.
        let steps = { (column: Int) -> Double in
            (0..<420).reduce(0) {
                $0 + Double(abs(run.interface.heights[$1, column] - run.interface.heights[$1, column - 1]))
            } / 420
        }
        let beside = (seamColumn - 30..<seamColumn - 10).map(steps).max() ?? 0
        #expect(steps(seamColumn) < 1.2 * beside + 0.002, "\(steps(seamColumn)), \(beside)")
        #expect(run.errors.allSatisfy { abs($0) <= 3.5 }, "\(run.errors)")
        #expect(run.interfaceError <= 0.25)
    }

    /// Cupping that only the whole map shows is followed in all of its tiles.
    @Test(.wholeScans) func driftsAreFollowedAcrossTiles() throws {
        var recipe = Self.recipe
        recipe.cupping = 0.3
        let run = try PhantomRun(recipe, layers: 8)
        #expect(run.errors.allSatisfy { abs($0) <= 4 }, "\(run.errors)")
        #expect(run.result.warnings.map(\.code).contains("grey_drift"))
    }

    @Test(.wholeScans) func fringesAreUndoneInTiles() throws {
        var recipe = Self.recipe
        recipe.fringe = 0.3
        let run = try PhantomRun(recipe, layers: 8)
        #expect(run.errors.allSatisfy { abs($0) <= 4 }, "\(run.errors)")
        #expect(run.interfaceError <= 0.3)
    }

    @Test(.wholeScans, arguments: [(Axis.y, ElectrodeSide.low), (.x, .high)])
    func everyAxisHasTiles(axis: Axis, side: ElectrodeSide) throws {
        var recipe = Self.recipe
        (recipe.axis, recipe.electrode) = (axis, side)
        recipe.shape = VolumeShape(slices: 420, rows: 420, columns: 420)
        recipe.shape[axis] = 56
        let run = try PhantomRun(recipe, layers: 8)
        #expect(run.errors.allSatisfy { abs($0) <= 3.5 }, "\(run.errors)")
        #expect(run.interfaceError <= 0.25)
    }

    @Test func aLimitThatIsTooLowIsTold() throws {
        let phantom = try Phantom(Self.recipe)
        let made = (phantom, try MemoryVolume(of: phantom))
        let error = #expect(throws: SimstripError.self) { try run(made, Self.recipe, memoryLimit: 100 << 20) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains("8 layers of a map of 420 × 430 columns take at least") == true)
        #expect(
            error?.message.contains("but --memory-limit is 100 MiB; give at least") == true, "\(error?.message ?? "")")
    }

    /// Every column of a map lies in one tile; tiles are no larger than a single one may be.
    @Test(arguments: [(1, 1), (400, 400), (401, 30), (2000, 2000), (77, 6464), (400, 401)])
    func tilesCoverTheMapOnce(rows: Int, columns: Int) {
        for depth in [16, 19, 80, 600] {
            let grid = TileGrid(rows: rows, columns: columns, depth: depth, halo: 12)
            var covered = 0
            for row in 0..<grid.tileRows {
                for column in 0..<grid.tileColumns {
                    let core = grid.core(row: row, column: column)
                    #expect(!core.rows.isEmpty && !core.columns.isEmpty)
                    #expect(grid.withHalo(core).count <= grid.largestTile)
                    covered += core.count
                    if row > 0 {
                        #expect(core.rows.lowerBound == grid.core(row: row - 1, column: column).rows.upperBound)
                    }
                }
            }
            #expect(covered == rows * columns)
            #expect(grid.largestTile * depth <= 16_000_000)
        }
    }

    /// What memory there is decides how much is held, and at least a row of tiles and a tile are.
    @Test func bandsFillTheMemory() {
        let grid = TileGrid(rows: 4000, columns: 4000, depth: 19, halo: 12)
        let least = BandPlan(grid, depth: 19, memory: 0, threads: 8)
        #expect((least.tileRows, least.threads) == (1, 1))
        let most = BandPlan(grid, depth: 19, memory: .max / 4, threads: 8)
        #expect((most.tileRows, most.threads) == (grid.tileRows, 8))
        var before = 0
        for memory in stride(from: 200 << 20, through: 4 << 30, by: 200 << 20) {
            let plan = BandPlan(grid, depth: 19, memory: memory, threads: 2)
            #expect(plan.tileRows >= before)
            before = plan.tileRows
        }
        #expect(before > 1)
    }
}
