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

    @Test(arguments: PhantomRecipe.Kind.allCases, Axis.allCases.flatMap { a in ElectrodeSide.allCases.map { (a, $0) } })
    func permutedAndMirroredIsTheSame(kind: PhantomRecipe.Kind, frame: (Axis, ElectrodeSide)) throws {
        let (axis, electrode) = frame
        let reference = try Phantom(Self.recipe(kind, axis: .z, electrode: .high))
        let other = try Phantom(Self.recipe(kind, axis: axis, electrode: electrode))
        let referenceBytes = try reference.bytes()
        let otherBytes = try other.bytes()
        let referenceLabels = reference.labels()
        let otherLabels = other.labels()
        var grey = 0
        var labels = 0
        for level in 0..<Self.levels {
            for row in 0..<Self.rows {
                for column in 0..<Self.columns {
                    let index = (level * Self.rows + row) * Self.columns + column
                    let place = Self.place(level, row, column, axis: axis, electrode: electrode)
                    if referenceBytes[index] != otherBytes[place] { grey += 1 }
                    if referenceLabels[index] != otherLabels[place] { labels += 1 }
                }
            }
        }
        #expect(grey == 0)
        #expect(labels == 0)
        #expect(reference.firstNaLayer(layers: 12) == other.firstNaLayer(layers: 12))
        #expect(reference.completeLayers == other.completeLayers)
        let mirrored = reference.interface.map { electrode == .high ? $0 : Float(Self.levels) - $0 }
        #expect(mirrored == other.interface)
    }
}
