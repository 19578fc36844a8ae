import Phantom
import Testing
import VoxelCore

/// A volume permuted with its axis, or mirrored with its electrode's side, is the same phantom.
struct FrameTests {
    static let levels = 30
    static let rows = 18
    static let columns = 23

    /// The same phantom, in the frame of `--axis z --electrode high` and in another.
    static func recipe(_ kind: PhantomRecipe.Kind, axis: Axis, electrode: ElectrodeSide) -> PhantomRecipe {
        let shape =
            switch axis {
            case .z: VolumeShape(slices: levels, rows: rows, columns: columns)
            case .y: VolumeShape(slices: rows, rows: levels, columns: columns)
            case .x: VolumeShape(slices: rows, rows: columns, columns: levels)
            }
        return PhantomRecipe.small(kind).with {
            $0.shape = shape
            $0.axis = axis
            $0.electrode = electrode
        }
    }

    /// The index of a voxel of the reference in the other frame.
    static func place(_ level: Int, _ row: Int, _ column: Int, axis: Axis, electrode: ElectrodeSide) -> Int {
        let along = electrode == .high ? level : levels - 1 - level
        return switch axis {
        case .z: (along * rows + row) * columns + column
        case .y: (row * levels + along) * columns + column
        case .x: (row * columns + column) * levels + along
        }
    }

    @Test(arguments: PhantomRecipe.Kind.allCases)
    func permutedAndMirroredIsTheSame(kind: PhantomRecipe.Kind) throws {
        try expectTheSameInEveryFrame { Self.recipe(kind, axis: $0, electrode: $1) }
    }

    @Test func fringesAndCorrelatedNoiseArePermutedToo() throws {
        try expectTheSameInEveryFrame { axis, electrode in
            Self.recipe(.cycled, axis: axis, electrode: electrode).with {
                $0.fringe = 0.3
                $0.noiseCorrelation = 1.2
                $0.sampleType = .float32
            }
        }
    }

    @Test(arguments: PhantomRecipe.Scanner.RotationAxis.allCases)
    func scansArePermutedToo(scanned: PhantomRecipe.Scanner.RotationAxis) throws {
        try expectTheSameInEveryFrame { axis, electrode in
            Self.recipe(.crust, axis: axis, electrode: electrode).with {
                $0.sampleType = .float32
                $0.scanner = .init()
                $0.scanner?.axis = scanned
                $0.scanner?.angles = 20
            }
        }
    }

    private func expectTheSameInEveryFrame(_ recipe: (Axis, ElectrodeSide) -> PhantomRecipe) throws {
        let reference = try Phantom(recipe(.z, .high))
        let samples = try reference.samples()
        let labels = reference.labels()
        for axis in Axis.allCases {
            for electrode in ElectrodeSide.allCases where (axis, electrode) != (.z, .high) {
                let other = try Phantom(recipe(axis, electrode))
                let places = labels.indices.map { index in
                    Self.place(
                        index / (Self.rows * Self.columns), index / Self.columns % Self.rows, index % Self.columns,
                        axis: axis, electrode: electrode)
                }
                let otherSamples = try other.samples()
                let otherLabels = other.labels()
                let frame: Comment = "axis \(axis), electrode \(electrode)"
                #expect(samples == places.map { otherSamples[$0] }, frame)
                #expect(labels == places.map { otherLabels[$0] }, frame)
                #expect(reference.firstNaLayer(layers: 12) == other.firstNaLayer(layers: 12), frame)
                #expect(reference.completeLayers == other.completeLayers, frame)
                let mirrored = reference.interface.map { electrode == .high ? $0 : Float(Self.levels) - $0 }
                #expect(mirrored == other.interface, frame)
            }
        }
    }
}
