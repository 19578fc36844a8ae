import VoxelCore

/// What fills every eighth of a voxel: a kind drawn at twice the resolution, in levels, rows and columns of half a voxel.
struct FineWorld: Sendable {
    /// Li between the SSE and the Na above it, in voxels.
    static let gap: Float = 2
    /// The radius of pores of the SSE and of the electrode, in halves of a voxel.
    static let (poreRadius, electrodePoreRadius) = (4.0, 6.0)

    let surface: FineSurface
    private let shape: SodiumShape?
    private let lenses: SodiumLenses?
    private let crust: SodiumCrust?
    private let pores: GrainField?
    private let electrodePores: GrainField?

    init(_ recipe: PhantomRecipe, surface: FineSurface) {
        self.surface = surface
        shape = SodiumShape(recipe, surface: surface)
        lenses = SodiumLenses(seed: recipe.seed, share: recipe.touching, surface: surface)
        crust = recipe.kind == .crust ? SodiumCrust(seed: recipe.seed, surface: surface) : nil
        func spheres(_ stream: CounterRandom.Stream, share: Double, radius: Double) -> GrainField? {
            share > 0
                ? GrainField(seed: recipe.seed, stream: stream, share: share, shape: .sphere(radius: radius)) : nil
        }
        pores = spheres(.pores, share: recipe.electrolytePores, radius: Self.poreRadius)
        electrodePores = spheres(
            .electrodePores, share: recipe.electrodePores, radius: Self.electrodePoreRadius)
    }

    /// Whether there are pores in the electrode.
    var hasElectrodePores: Bool { electrodePores != nil }

    /// Writes the codes of `Phase.truthCode` of a box, columns fastest; pores are void.
    ///
    /// - Parameters:
    ///   - box: in halves of a voxel, one level or one row thick, within the margin of the surface.
    func fill(_ labels: inout [UInt8], box: CanonicalBox, scratch: inout SodiumShape.Scratch) {
        if labels.count < box.count { labels = Array(repeating: 0, count: box.count) }
        labels.withUnsafeMutableBufferPointer { labels in
            var start = 0
            box.forEachLine { level, row in
                fillLine(labels.part(at: start, count: box.columns.count), level, row, box.columns)
                start += box.columns.count
            }
            let floor = crust?.behind ?? surface.heights
            let gap = crust == nil ? Self.gap : 0
            shape?.forEachRun(in: box, scratch: &scratch) { level, row, columns, isSodium in
                let height = Self.centre(level) - gap
                let line = labels.line(of: box, level: level, row: row, columns: columns)
                floor.withLine(row: row, columns: columns) { floor in
                    for i in 0..<line.count where floor[i] <= height && isSodium(columns.lowerBound + i) {
                        line[i] = Phase.sodium.truthCode
                    }
                }
            }
            pores?.forEachGrain(touching: box) { pore in
                pore.forEachLine(in: box) { level, row, columns in
                    let line = labels.line(of: box, level: level, row: row, columns: columns)
                    for i in 0..<line.count where line[i] == Phase.electrolyte.truthCode {
                        line[i] = Phase.void.truthCode
                    }
                }
            }
            electrodePores?.forEachGrain(touching: box) { pore in
                pore.forEachLine(in: box) { level, row, columns in
                    let height = Self.centre(level) - Self.gap
                    let line = labels.line(of: box, level: level, row: row, columns: columns)
                    surface.heights.withLine(row: row, columns: columns) { heights in
                        for i in 0..<line.count
                        where heights[i] <= height && line[i] == Phase.lithium.truthCode {
                            line[i] = Phase.void.truthCode
                        }
                    }
                }
            }
        }
    }

    /// The height of the centre of a level of half a voxel, in voxels.
    private static func centre(_ level: Int) -> Float { (Float(level) + 0.5) / 2 }

    /// SSE below the surface, Li above, with lenses and sheet.
    private func fillLine(
        _ labels: UnsafeMutableBufferPointer<UInt8>, _ level: Int, _ row: Int, _ columns: Range<Int>
    ) {
        let height = Self.centre(level)
        let sodium = Phase.sodium.truthCode
        surface.heights.withLine(row: row, columns: columns) { heights in
            for i in 0..<labels.count {
                labels[i] = height < heights[i] ? Phase.electrolyte.truthCode : Phase.lithium.truthCode
            }
            lenses?.thickness.withLine(row: row, columns: columns) { thickness in
                for i in 0..<labels.count where height >= heights[i] && height - heights[i] < thickness[i] {
                    labels[i] = sodium
                }
            }
        }
        guard let crust else { return }
        crust.lower.withLine(row: row, columns: columns) { lower in
            crust.upper.withLine(row: row, columns: columns) { upper in
                for i in 0..<labels.count where lower[i] <= height && height < upper[i] { labels[i] = sodium }
            }
        }
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// The elements of a box that a run of columns of one of its lines has.
    func line(of box: CanonicalBox, level: Int, row: Int, columns: Range<Int>) -> Self {
        let line = (level - box.levels.lowerBound) * box.rows.count + row - box.rows.lowerBound
        return part(at: line * box.columns.count + columns.lowerBound - box.columns.lowerBound, count: columns.count)
    }
}
