import Analysis
import Options
import Phantom
import Stripping
import VolumeIO
import VoxelCore

/// Whether the tool says that two curves differ: two halves of one pristine volume should not, and that volume and a cycled one
/// should.
enum HalvesTable {
    static let seeds = 20

    /// Prints a line a seed, and how many of them were told right.
    ///
    /// - Throws: `SimstripError` where of all seeds more than one in twenty is told wrong.
    static func print(seeds: Int) throws {
        var (alike, apart) = (0, 0)
        for seed in 1...max(1, seeds) {
            let noise = [10.0, 20, 30][seed % 3]
            let pristine = TruthTable.recipe(.pristine, noise: noise, seed: seed, .none)
            let whole = try MemoryVolume(of: Phantom(pristine, threads: 2))
            let left = try curve(of: whole, columns: "0:80")
            let right = try curve(of: whole, columns: "80:160")
            let cycled = try MemoryVolume(
                of: Phantom(TruthTable.recipe(.cycled, noise: noise, seed: seed, .none), threads: 2))
            let halves = try CurveComparison(left, right)
            let states = try CurveComparison(curve(of: whole, columns: ":"), curve(of: cycled, columns: ":"))
            alike += halves.differ == false ? 1 : 0
            apart += states.differ == true ? 1 : 0
            Swift.print(
                "halves \(seed), noise \(Int(noise)): differ \(text(halves.differ)), at most"
                    + " \(hundredths(halves.rows.map { 100 * abs($0.naDifference) }.max() ?? 0)) points apart; pristine and cycled"
                    + " \(text(states.differ)), \(hundredths(states.rows.map { 100 * abs($0.naDifference) }.max() ?? 0)) points"
            )
        }
        Swift.print(
            "halves that do not differ: \(alike) of \(seeds); pristine and cycled that do: \(apart) of \(seeds)")
        if 20 * alike < 19 * seeds || apart < seeds {
            throw SimstripError(.failed, "curves are told apart wrongly")
        }
    }

    private static func text(_ differ: Bool?) -> String { differ.map { $0 ? "yes" : "no" } ?? "unknown" }

    private static func curve(of volume: MemoryVolume, columns: String) throws -> CoverageCurve {
        var parameters = ScanParameters(voxelSize: .voxels, amount: .layers(15))
        parameters.threads = 2
        parameters.roi = try RegionRequest(parsing: ":,:,\(columns)")
        return try Scan(of: Volume(volume), parameters).strip().curve
    }
}
