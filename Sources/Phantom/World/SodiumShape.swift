/// The Na of a kind that is drawn at twice the resolution, without regard to the surface.
enum SodiumShape: Sendable {
    /// Bodies of a Boolean model.
    case bodies(GrainField)
    /// Cells of which a share is Na: those whose key lies below a bound.
    case cells(VoronoiCells, bound: UInt64)
    /// What a smooth random field cuts off: where it exceeds a bound.
    case level(FilteredNoise, bound: Float)
    /// Films one above the other.
    case films(FilmStack)

    /// The mean size of equiaxed grains, in voxels.
    static let grainEdge = 3.5
    /// The standard deviation of the filter behind interpenetrating domains, in halves of a voxel.
    static let domainSigma = 4.4

    /// The shape of a recipe; nil for a kind of whole voxels, and without Na.
    init?(_ recipe: PhantomRecipe, surface: FineSurface) {
        let share = recipe.resolvedNaFraction
        guard share > 0 else { return nil }
        switch recipe.kind {
        case .pristine, .cycled, .boolean, .layers: return nil
        case .lamellae, .crust:
            self = .bodies(GrainField(seed: recipe.seed, share: share, shape: .rolled(LamellaSizes())))
        case .grains:
            self = .cells(
                VoronoiCells(seed: recipe.seed, stream: .grains, edge: Self.grainEdge), bound: UInt64(share * 0x1p64))
        case .interpenetrating:
            let field = FilteredNoise(seed: recipe.seed, stream: .grains, sigma: Self.domainSigma)
            self = .level(field, bound: Float(normalQuantile(1 - share) * field.standardDeviation))
        case .films:
            self = .films(FilmStack(seed: recipe.seed, share: share, surface: surface))
        }
    }

    /// Working memory, reused from box to box.
    struct Scratch {
        fileprivate var field: [Float] = []
        fileprivate var lines: [Float] = []
    }

    /// Calls `body` with runs of a box's lines, in halves of a voxel, and whether each element of the run is Na.
    ///
    /// - Parameters:
    ///   - box: one level or one row thick.
    func forEachRun(
        in box: CanonicalBox, scratch: inout Scratch,
        _ body: (_ level: Int, _ row: Int, _ columns: Range<Int>, _ isSodium: (Int) -> Bool) -> Void
    ) {
        switch self {
        case .bodies(let field):
            field.forEachGrain(touching: box) { grain in
                grain.forEachLine(in: box) { level, row, columns in body(level, row, columns) { _ in true } }
            }
        case .cells(let cells, let bound):
            var isSodium = [Bool](repeating: false, count: box.columns.count)
            let first = box.columns.lowerBound
            box.forEachLine { level, row in
                cells.forEach(level: level, row: row, columns: box.columns, step: 0.5) {
                    isSodium[$0 - first] = $1 < bound
                }
                body(level, row, box.columns) { isSodium[$0 - first] }
            }
        case .level(let field, let bound):
            field.fill(&scratch.field, box: box, scratch: &scratch.lines)
            var start = 0
            box.forEachLine { level, row in
                scratch.field.withUnsafeBufferPointer { values in
                    let line = values.part(at: start, count: box.columns.count)
                    body(level, row, box.columns) { line[$0 - box.columns.lowerBound] > bound }
                }
                start += box.columns.count
            }
        case .films(let films):
            box.forEachLine { level, row in
                body(level, row, box.columns) { films.isSodium(level: level, row: row, column: $0) }
            }
        }
    }
}
