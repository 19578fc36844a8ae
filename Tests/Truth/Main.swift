import Analysis
import Options
import Phantom
import Segmentation
import Stripping
import VolumeIO
import VoxelCore

import Glibc

/// The truth table: the error of the whole method, everything automatic, on phantoms of known truth.
///
/// Prints a line for every phantom and the median and the worst for every noise and artefact; fails where these exceed
/// the bounds below. `truth-table 3` runs the first three seeds only, `truth-table 3 rings 10` only those with rings and
/// noise of 10 grey levels, and then nothing is said of bounds.
/// `truth-table measures 10` prints the errors of the curves' measures instead, `truth-table tomographs 3` those on
/// families of scanned phantoms; `truth-table tomographs 3 films 10` on one shape at one noise. `truth-table halves` asks whether
/// two halves of a scan are said to differ, `truth-table series` whether Na peaks are followed without a mix-up; `truth-table bank` and `truth-table calibrate` are about bands.
@main
struct TruthTable {
    /// What is done to the phantoms beside noise; `shallow` strips 10 layers of them, where few grains are thick.
    enum Artefact: String, CaseIterable {
        case none, shallow, rings, fringe, cupping, correlated

        /// How much larger than without artefacts the largest error may be.
        var allowance: Double { self == .none || self == .shallow ? 1 : self == .correlated ? 4 : 1.5 }
        var layers: Int { self == .shallow ? 10 : 15 }
    }

    /// Noise in grey levels, and the largest error of na_coverage in percentage points that is let pass: in the median
    /// and at worst.
    static let bounds: [(noise: Double, median: Double, worst: Double)] = [
        (10, 2.1, 2.8), (30, 2.1, 3.8), (60, 3.5, 4.8),
    ]
    static let allSeeds = 7

    /// What is printed is lost where an error ends the program at its top level.
    static func main() {
        do { try run() } catch {
            print("\(error)")
            exit(1)
        }
    }

    private static func run() throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "measures" {
            return try MeasureTable.print(seeds: arguments.dropFirst().first.flatMap { Int($0) } ?? 10)
        }
        if arguments.first == "halves" {
            return try HalvesTable.print(seeds: arguments.dropFirst().first.flatMap { Int($0) } ?? HalvesTable.seeds)
        }
        if arguments.first == "series" {
            return try SeriesTable.print(seeds: arguments.dropFirst().first.flatMap { Int($0) } ?? SeriesTable.seeds)
        }
        if arguments.first == "bank" { return try BankTable.print(Array(arguments.dropFirst())) }
        if arguments.first == "calibrate" { return try BankTable.calibrate(arguments.dropFirst().first ?? "") }
        if arguments.first == "scans" { return try StoredScans.print(Array(arguments.dropFirst())) }
        if arguments.first == "tomographs" { return try TomographTable.print(Array(arguments.dropFirst())) }
        let seeds = arguments.first.flatMap { Int($0) } ?? allSeeds
        let chosen = arguments.dropFirst().compactMap { Artefact(rawValue: $0) }
        let noises = arguments.dropFirst().compactMap { Double($0) }
        var isTrue = true
        for artefact in chosen.isEmpty ? Artefact.allCases : chosen {
            for (noise, median, worst) in bounds where noises.isEmpty || noises.contains(noise) {
                var errors: [Double] = []
                var interfaceErrors: [Double] = []
                for kind in [PhantomRecipe.Kind.pristine, .cycled] {
                    for seed in 1...max(1, artefact.allowance == 1 ? seeds : min(seeds, 4)) {
                        let row = try Row(recipe(kind, noise: noise, seed: seed, artefact), layers: artefact.layers)
                        print("\(artefact) noise \(Int(noise)) \(kind) \(seed): \(row)")
                        errors.append(row.largestError)
                        interfaceErrors.append(row.interfaceError)
                    }
                }
                errors.sort()
                interfaceErrors.sort()
                let middle = errors.count / 2
                print(
                    "\(artefact) noise \(Int(noise)): coverage median \(hundredths(errors[middle])) worst \(hundredths(errors[errors.count - 1]))"
                        + " points; interface median \(hundredths(interfaceErrors[middle])) worst"
                        + " \(hundredths(interfaceErrors[errors.count - 1])) voxels")
                // Noise of 60 levels, correlated over a voxel, with fringes or in few layers, is beyond what is promised
                // (docs/method.md, 5).
                guard noise < 60 || ![.correlated, .fringe, .shallow].contains(artefact) else { continue }
                isTrue =
                    isTrue && errors[middle] <= median * artefact.allowance
                    && errors[errors.count - 1] <= worst * artefact.allowance
            }
        }
        if seeds >= allSeeds, chosen.isEmpty, noises.isEmpty, !isTrue {
            print("the table is worse than its bounds")
            exit(1)
        }
    }

    static func recipe(
        _ kind: PhantomRecipe.Kind, noise: Double, seed: Int, _ artefact: Artefact
    ) -> PhantomRecipe {
        var recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 72, rows: 160, columns: 160))
        recipe.seed = UInt64(seed * 7) + UInt64(noise)
        recipe.noise = noise
        switch seed % 3 {
        case 0: break
        case 1:
            recipe.tilt = .init(rows: 0.013, columns: -0.02)
            recipe.roughness = 0.6
        default:
            recipe.tilt = .init(rows: -0.02, columns: 0.007)
            recipe.roughness = 1.2
        }
        switch artefact {
        case .none, .shallow: break
        case .rings: recipe.rings = 10
        case .fringe: recipe.fringe = 0.3
        case .cupping: recipe.cupping = 0.15
        case .correlated: recipe.noiseCorrelation = 0.7
        }
        return recipe
    }
}

/// What one phantom gives.
struct Row: CustomStringConvertible {
    /// Coverage found less true coverage after 1, 2 … layers, in percentage points.
    let errors: [Double]
    /// The curve that was found, in voxels.
    let found: CoverageCurve
    /// The curve of the true first-Na map, in voxels.
    let truth: CoverageCurve
    /// Root mean square error of the interface, in voxels.
    let interfaceError: Double
    /// The grey levels that were fitted.
    let levels: GreyLevels?
    /// Wall time of interface and phases per 10⁷ voxels of the slab, in seconds.
    let time: Double

    var largestError: Double { errors.map { abs($0) }.max() ?? 0 }

    init(_ recipe: PhantomRecipe, layers: Int = 15, takesTrueInterface: Bool = false, threads: Int = 2) throws {
        try self.init(
            Phantom(recipe, threads: threads), layers: layers, takesTrueInterface: takesTrueInterface, threads: threads)
    }

    init(_ phantom: Phantom, layers: Int = 15, takesTrueInterface: Bool = false, threads: Int = 2) throws {
        var parameters = ScanParameters(voxelSize: .voxels, amount: .layers(layers))
        parameters.threads = threads
        let scan = try Scan(of: Volume(try MemoryVolume(of: phantom)), parameters)
        let clock = ContinuousClock()
        let start = clock.now
        var located = try scan.locate()
        if takesTrueInterface { try located.take(heights: phantom.interface) }
        let segmented = try scan.segment(located)
        let duration = (clock.now - start) / .seconds(1)
        found = try scan.strip(segmented, of: located).curve
        levels = segmented.slab.levels
        let truth = phantom.firstNaLayer(layers: layers)
        self.truth = CoverageCurve(
            points: (0...layers).map { n in
                let share = Double(truth.values.count { $0 > 0 && $0 <= n }) / Double(truth.count)
                return .init(layersRemoved: n, strippedThickness: Double(n), naCoverage: Bounded(share))
            }, hasVoxelSize: false)
        errors = zip(found.points, self.truth.points).dropFirst().map { 100 * ($0.naCoverage - $1.naCoverage) }
        let squares = zip(located.interface.heights.values, phantom.interface.values).map {
            Double(($0 - $1) * ($0 - $1))
        }
        interfaceError = (squares.reduce(0, +) / Double(squares.count)).squareRoot()
        time = duration / Double(truth.count * layers) * 1e7
    }

    var description: String {
        "error \(hundredths(largestError)) interface \(hundredths(interfaceError)) time \(hundredths(time)) s [\(levels.map(levelsText) ?? "")] |"
            + errors.map { " \($0 < 0 ? "" : "+")\(hundredths($0))" }.joined()
    }
}

/// Rounded for people.
func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }

/// What was fitted, in a line.
func levelsText(_ levels: GreyLevels) -> String {
    let (blur, coupling) = (levels.blur, levels.coupling)
    let numbers: [(String, [Double])] = [
        ("Li", [levels.lithium]), ("Na", [levels.sodium]), ("SSE", [levels.electrolyte]), ("noise", [levels.noise]),
        ("blur", [blur.depth, blur.rows, blur.columns]),
        ("coupling", coupling.map { [$0.lateral, $0.axial, $0.bias] } ?? []), ("fringe", [levels.fringe]),
    ]
    return numbers.map { name, values in
        ([name] + values.map { "\(hundredths($0))" }).joined(separator: " ")
    }.joined(separator: ", ")
}
