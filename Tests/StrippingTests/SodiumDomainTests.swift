import Segmentation
import TestSupport
import Testing
import VoxelCore
import VoxelKernels

import Stripping

/// Na domains against their literal definition, and against bodies whose numbers are known.
@Suite struct SodiumDomainTests {
    /// A volume of random voxels with holes in the map, its surface uneven, seen along an axis.
    private struct Random {
        let slab: Slab
        let grid: GreyGrid
        let heights: Map<Float>

        init(_ axis: Axis, _ electrode: ElectrodeSide, _ course: LayerCourse = .surface) throws {
            let shape = VolumeShape(slices: 24, rows: 21, columns: 23)
            var random = TestRandom(seed: 11)
            grid = GreyGrid(
                shape: shape,
                values: (0..<shape.count).map { _ in UInt8.random(in: 0..<100, using: &random) < 9 ? 200 : 10 })
            let map = axis.ofMap
            var heights = Map(rows: shape[map.rows], columns: shape[map.columns], repeating: Float(0))
            for index in heights.values.indices {
                let isOutside = UInt8.random(in: 0..<60, using: &random) == 0
                heights.values[index] = isOutside ? .nan : Float.random(in: 10...12, using: &random)
            }
            self.heights = heights
            slab = try Interface(
                method: "test", geometry: .init(axis: axis, electrode: electrode), region: VoxelRegion(shape),
                heights: heights
            ).slab(layers: 6, following: course, fieldOfView: .everything)
        }

        var phases: any VolumeSource {
            PhaseVolume(grid.volume { UInt8($0) }, thresholds: PhaseThresholds(na: 150, void: nil))
        }
    }

    /// What a voxel is by definition, and its depth: nil where nothing is known of it.
    private static func isSodium(
        _ slab: Slab, _ z: Int, _ y: Int, _ x: Int, _ value: (Int, Int, Int) -> Double
    ) -> Bool? {
        let (position, row, column) =
            switch slab.geometry.axis {
            case .z: (z, y, x)
            case .y: (y, z, x)
            case .x: (x, z, y)
            }
        guard row >= 0, row < slab.layerStart.rows, column >= 0, column < slab.layerStart.columns,
            slab.layerStart[row, column] != Slab.outside
        else { return nil }
        let step = slab.geometry.electrode.step
        if (position - Int(slab.surfaceStart[row, column])) * step < 0 { return false }
        let layer = (position - Int(slab.layerStart[row, column])) * step + 1
        guard (1...slab.layers).contains(layer) else { return nil }
        return value(z, y, x) >= 150
    }

    @Test(arguments: Axis.allCases, ElectrodeSide.allCases)
    func domainsAreTheDefinition(axis: Axis, electrode: ElectrodeSide) throws {
        for course in LayerCourse.allCases {
            let random = try Random(axis, electrode, course)
            let (slab, grid) = (random.slab, random.grid)
            let found = try #require(
                try SodiumDomains(in: random.phases, slab: slab, heights: random.heights, edges: [1, 1, 1]))
            let shape = grid.shape
            let value = { (z: Int, y: Int, x: Int) in grid.values[(z * shape.rows + y) * shape.columns + x] }
            let state = { (z: Int, y: Int, x: Int) in Self.isSodium(slab, z, y, x, value) }
            var seen = Set<[Int]>()
            var expected: [[Double]] = []
            for z in 0..<shape.slices {
                for y in 0..<shape.rows {
                    for x in 0..<shape.columns where state(z, y, x) == true && !seen.contains([z, y, x]) {
                        var (domain, next) = ([[z, y, x]], 0)
                        seen.insert([z, y, x])
                        var touches = false
                        while next < domain.count {
                            let place = domain[next]
                            next += 1
                            for step in 0..<27 where step != 13 {
                                let (a, b, c) = (
                                    place[0] + step / 9 - 1, place[1] + step / 3 % 3 - 1, place[2] + step % 3 - 1
                                )
                                guard let isSodium = state(a, b, c) else {
                                    touches = true
                                    continue
                                }
                                if isSodium, seen.insert([a, b, c]).inserted { domain.append([a, b, c]) }
                            }
                        }
                        let depths = domain.map { (place: [Int]) -> Double in
                            let (position, row, column) = (
                                place[[Axis.z, .y, .x].firstIndex(of: axis) ?? 0], axis == .z ? place[1] : place[0],
                                axis == .x ? place[1] : place[2]
                            )
                            let distance: Double = Double(position) + 0.5 - Double(random.heights[row, column])
                            return distance * Double(electrode.step)
                        }
                        let mean = { (index: Int) -> Double in
                            let sum = domain.reduce(0) { $0 + $1[index] }
                            return Double(sum) / Double(domain.count) + 0.5
                        }
                        expected.append([
                            Double(domain.count), mean(0), mean(1), mean(2), max(0, (depths.min() ?? 0) - 0.5),
                            depths.reduce(0, +) / Double(depths.count), touches ? 1 : 0,
                        ])
                    }
                }
            }
            let numbers = found.domains.map {
                [Double($0.voxels)] + $0.centroid + [$0.distance, $0.meanDepth, $0.touchesBorder ? 1 : 0]
            }
            #expect(found.domains.map(\.voxels) == found.domains.map(\.voxels).sorted(by: >))
            #expect(numbers.count == expected.count && numbers.count > 30)
            let rounded = { (rows: [[Double]]) in
                Set(rows.map { $0.map { ($0 * 1e6).rounded() } })
            }
            #expect(rounded(numbers) == rounded(expected))
            #expect(found.domains.contains { $0.touchesBorder } && found.domains.contains { !$0.touchesBorder })
        }
    }

    /// One over the share of places in which the box, a voxel wider, fits: counted place by place.
    @Test(arguments: [Axis.z, .x]) func weightsCountPlaces(axis: Axis) throws {
        let random = try Random(axis, .high)
        let slab = random.slab
        let found = try #require(
            try SodiumDomains(in: random.phases, slab: slab, heights: random.heights, edges: [1, 1, 1]))
        let starts = slab.layerStart
        for domain in found.domains {
            let map = axis.ofMap
            let (rows, columns) = (domain.box[map.rows].count + 2, domain.box[map.columns].count + 2)
            var places = 0
            for row in 0..<max(0, starts.rows - rows + 1) {
                for column in 0..<max(0, starts.columns - columns + 1) {
                    let fits = (row..<row + rows).allSatisfy { r in
                        (column..<column + columns).allSatisfy { starts[r, $0] != Slab.outside }
                    }
                    places += fits ? 1 : 0
                }
            }
            let depths = slab.layers - domain.layers.count
            let expected =
                domain.touchesBorder || places * depths == 0
                ? nil : Double(slab.insideColumns * slab.layers) / Double(places * depths)
            #expect(domain.weight == expected)
            #expect(domain.weight.map { $0 > 1 } ?? true)
        }
    }

    /// A ball in the middle of Li.
    private func ball(_ radius: Double, _ edges: [Double] = [1, 1, 1], layers: Int = 60) throws -> SodiumDomain {
        let size = layers + 6
        let shape = VolumeShape(slices: size, rows: size, columns: size)
        let middle = Double(size) / 2 + 0.13
        let grid = GreyGrid(
            shape: shape,
            values: (0..<shape.count).map { index in
                let place = [index / (size * size), index / size % size, index % size]
                var square = 0.0
                for (index, edge) in zip(place, edges) {
                    let distance: Double = (Double(index) + 0.5 - middle) * edge
                    square += distance * distance
                }
                return square <= radius * radius ? 200 : 10
            })
        let heights = Map(rows: size, columns: size, repeating: Float(3))
        let slab = try Interface(
            method: "test", geometry: .init(axis: .z, electrode: .high), region: VoxelRegion(shape), heights: heights
        ).slab(layers: layers, following: .surface, fieldOfView: .everything)
        let phases = PhaseVolume(grid.volume { UInt8($0) }, thresholds: PhaseThresholds(na: 150, void: nil))
        let found = try #require(try SodiumDomains(in: phases, slab: slab, heights: heights, edges: edges))
        #expect(found.domains.count == 1)
        return try #require(found.domains.first)
    }

    /// Crofton's formula in 13 directions finds the surface of balls: −3.4, −1.4, −0.6, −0.2 % at radii of 2, 3, 5 and 10 voxels.
    @Test(arguments: [(2.0, 0.06), (3, 0.035), (5, 0.02), (10, 0.008), (20, 0.005)])
    func surfacesOfBalls(radius: Double, error: Double) throws {
        let domain = try ball(radius)
        let surface = 4 * Double.pi * radius * radius
        #expect(abs(domain.surface / surface - 1) < error, "\(domain.surface / surface)")
        #expect(abs(domain.equivalentDiameter(voxel: 1) / (2 * radius) - 1) < error)
        #expect(!domain.touchesBorder)
        if radius >= 3 { #expect(abs((domain.sphericity(voxel: 1) ?? 0) - 1) < 0.05) }
    }

    /// Voxels need not be cubes; faces of voxels would be some 50 % too many.
    @Test(arguments: [[1, 1, 0.5], [0.5, 1, 1], [2, 1, 1.5]]) func surfacesOfBallsInLongVoxels(edges: [Double]) throws {
        let domain = try ball(10, edges)
        #expect(abs(domain.surface / (400 * .pi) - 1) < 0.03, "\(domain.surface / (400 * .pi))")
        let volume = Double(domain.voxels) * edges.reduce(1, *)
        #expect(abs(volume / (4000 * .pi / 3) - 1) < 0.02)
    }

    /// The shares of the sphere of cubes' directions: SCIENCE E.
    @Test func directionsShareOutTheSphere() {
        let areas = SurfaceDirections(edges: [1, 1, 1]).areas
        for (index, step) in SurfaceDirections.steps.enumerated() {
            let steps = abs(step.z) + abs(step.y) + abs(step.x)
            let share: Double = [1: 0.0915558, 2: 0.0739613, 3: 0.0703913][steps] ?? 0
            let expected: Double = 2 * share / Double(steps).squareRoot()
            #expect(abs(areas[index] / expected - 1) < 0.005)
        }
    }

    /// Cubes of one size, in windows of which many cut some: their density is that of the whole.
    @Test func densityHasNoBorderBias() throws {
        var random = TestRandom(seed: 3)
        let (size, layers, edge) = (40, 12, 4)
        let shape = VolumeShape(slices: layers + 10, rows: size, columns: size)
        let heights = Map(rows: size, columns: size, repeating: Float(4))
        let slab = try Interface(
            method: "test", geometry: .init(axis: .z, electrode: .high), region: VoxelRegion(shape), heights: heights
        ).slab(layers: layers, following: .surface, fieldOfView: .everything)
        var (weighted, plain, whole) = (0.0, 0.0, 0.0)
        let windows = 1200
        for _ in 0..<windows {
            // A cube anywhere that meets the window, so that each place of it is alike.
            let corner = [
                Int.random(in: 4...4 + layers - 1, using: &random), Int.random(in: 1 - edge..<size, using: &random),
                Int.random(in: 1 - edge..<size, using: &random),
            ]
            var values = [UInt8](repeating: 10, count: shape.count)
            for z in corner[0]..<corner[0] + edge {
                for y in max(0, corner[1])..<min(size, corner[1] + edge) {
                    for x in max(0, corner[2])..<min(size, corner[2] + edge) { values[(z * size + y) * size + x] = 200 }
                }
            }
            let volume = MemoryVolume(shape: shape, samples: values)
            let phases = PhaseVolume(volume, thresholds: PhaseThresholds(na: 150, void: nil))
            let found = try #require(try SodiumDomains(in: phases, slab: slab, heights: heights, edges: [1, 1, 1]))
            plain += Double(found.domains.count)
            whole += Double(found.domains.count { !$0.touchesBorder })
            weighted += found.domains.compactMap(\.weight).reduce(0, +)
        }
        // Of the places that a corner can have, those in the window's own are its columns and layers.
        let expected = Double(windows) * Double(size * size) / Double((size + edge - 1) * (size + edge - 1))
        #expect(abs(weighted / expected - 1) < 0.1, "\(weighted / expected)")
        #expect(plain / expected > 1.1 && whole / expected < 0.7)
    }

    @Test func noiseIsNotListed() throws {
        let shape = VolumeShape(slices: 12, rows: 1100, columns: 1100)
        let heights = Map(rows: 1100, columns: 1100, repeating: Float(4))
        let slab = try Interface(
            method: "test", geometry: .init(axis: .z, electrode: .high), region: VoxelRegion(shape), heights: heights
        ).slab(layers: 2, following: .surface, fieldOfView: .everything)
        // A voxel of every four of a slice.
        var values = [UInt8](repeating: 10, count: shape.count)
        for row in stride(from: 0, to: shape.rows, by: 2) {
            for column in stride(from: 0, to: shape.columns, by: 2) {
                values[(5 * shape.rows + row) * shape.columns + column] = 200
            }
        }
        let volume = MemoryVolume(shape: shape, samples: values)
        let phases = PhaseVolume(volume, thresholds: PhaseThresholds(na: 150, void: nil))
        #expect(try SodiumDomains(in: phases, slab: slab, heights: heights, edges: [1, 1, 1]) == nil)
    }

    @Test func nothingIsNoDomain() throws {
        let random = try Random(.z, .high)
        let none = PhaseVolume(random.grid.volume { UInt8($0) }, thresholds: PhaseThresholds(na: 250, void: nil))
        let found = try #require(
            try SodiumDomains(in: none, slab: random.slab, heights: random.heights, edges: [1, 1, 1]))
        #expect(found.domains.isEmpty)
        #expect(found.equivalentDiameters(holding: [0.5], voxel: 1) == nil)
    }
}
