import Phantom
import TestSupport
import VoxelCore

/// The members of the bank: phantoms of every family, everything about each drawn by lot from its number.
///
/// Half of them are seen through a tomograph. Noise, contrast of texture, blur, shape of the surface, share of Na, size of the
/// map and number of layers vary within what docs/method.md names.
struct BankRecipe {
    /// What members have in common.
    enum Family: String, CaseIterable {
        case lamellae, grains, interpenetrating, films, crust, touching, pristine, cycled, boolean
    }

    let number: Int
    let family: Family
    let recipe: PhantomRecipe
    let layers: Int

    /// The member of a number, 0 and on.
    init(_ number: Int) {
        self.number = number
        family = Family.allCases[number % Family.allCases.count]
        var random = TestRandom(seed: UInt64(number) &* 7919 &+ 17)
        let scanned: [PhantomRecipe.Kind] = [.lamellae, .grains, .interpenetrating, .crust]
        let kind = PhantomRecipe.Kind(rawValue: family.rawValue) ?? Self.one(of: scanned, &random)
        let edges = [80, 96, 112, 128, 160]
        let edge = Self.one(of: edges, &random)
        var recipe = PhantomRecipe(kind: kind, shape: VolumeShape(slices: 64, rows: edge, columns: edge))
        recipe.seed = UInt64(90_000 + number)
        recipe.noise = Double.random(in: 8...36, using: &random)
        recipe.sampleType = Self.one(of: [.uint8, .uint16, .float32], &random)
        if kind != .boolean {
            recipe.roughness = Double.random(in: 0.1...1.2, using: &random)
            if Bool.random(using: &random) {
                recipe.tilt = .init(
                    rows: Double.random(in: -0.02...0.02, using: &random),
                    columns: Double.random(in: -0.02...0.02, using: &random))
            }
        }
        recipe.naFraction = Double.random(in: 0.05...0.28, using: &random)
        if kind.isFine {
            recipe.hurst = Double.random(in: 0.5...0.9, using: &random)
            if Double.random(in: 0...1, using: &random) < 0.3 {
                recipe.electrolyteGrains = Double.random(in: 2...10, using: &random)
            }
            if Double.random(in: 0...1, using: &random) < 0.2 {
                recipe.electrolytePores = Double.random(in: 0.01...0.06, using: &random)
            }
            if family == .touching { recipe.touching = Double.random(in: 0.02...0.2, using: &random) }
            var scanner = PhantomRecipe.Scanner()
            scanner.axis = Bool.random(using: &random) ? .along : .across
            scanner.blur = Double.random(in: 0.25...0.6, using: &random)
            scanner.window = Self.one(of: [.sheppLogan, .cosine, .hann, .none], &random)
            if Double.random(in: 0...1, using: &random) < 0.2 {
                scanner.propagation = Double.random(in: 0.3...1.2, using: &random)
                if Bool.random(using: &random) { scanner.retrieval = .paganin }
            }
            recipe.scanner = scanner
            if Double.random(in: 0...1, using: &random) < 0.2 {
                recipe.rings = Double.random(in: 1...5, using: &random)
            }
        } else {
            recipe.blur = Double.random(in: 0.45...1.0, using: &random)
            if Double.random(in: 0...1, using: &random) < 0.25 { recipe.noiseCorrelation = 0.7 }
            if Double.random(in: 0...1, using: &random) < 0.25 {
                recipe.fringe = Double.random(in: 0.1...0.3, using: &random)
            }
            if Double.random(in: 0...1, using: &random) < 0.25 {
                recipe.cupping = Double.random(in: 0.05...0.15, using: &random)
            }
            if Double.random(in: 0...1, using: &random) < 0.25 {
                recipe.rings = Double.random(in: 3...10, using: &random)
            }
        }
        layers = Self.one(of: [8, 10, 12, 15, 15, 15], &random)
        self.recipe = recipe
    }

    private static func one<Element>(of elements: [Element], _ random: inout TestRandom) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }
}
