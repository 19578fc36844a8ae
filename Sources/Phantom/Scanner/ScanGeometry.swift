import VoxelCore

/// How a scanner's slices lie in the canonical frame, and what its detector is.
///
/// A slice has rows (the map's, or levels) and columns (always the map's). The sample goes on beyond the volume for a
/// margin and ends in air.
package struct ScanGeometry: Sendable {
    /// How far the sample goes on beyond the volume, in voxels.
    static let margin = 8

    /// Slices of the volume, and slices more at either end that have a say in theirs.
    let slices: Int
    let extraSlices: Int
    /// The extents of the volume within a slice, in voxels.
    package let rows: Int
    package let columns: Int
    /// Pixels of a detector row, each as wide as a voxel, the rotation axis before their middle.
    package let pixels: Int
    /// cos and sin of the angles, over half a turn.
    package let angles: [(cosine: Double, sine: Double)]
    private let isAlong: Bool

    /// The geometry of a scanner for a volume of so many levels, rows and columns.
    init(_ scanner: PhantomRecipe.Scanner, frame: ScanFrame) {
        self.init(
            scanner, slices: scanner.axis == .along ? frame.levels : frame.rows,
            rows: scanner.axis == .along ? frame.rows : frame.levels, columns: frame.columns)
    }

    /// The geometry of a scanner for so many slices of so many rows and columns.
    package init(_ scanner: PhantomRecipe.Scanner, slices: Int, rows: Int, columns: Int) {
        isAlong = scanner.axis == .along
        self.slices = slices
        self.rows = rows
        self.columns = columns
        extraSlices = scanner.propagation > 0 ? 4 : 0
        let height = Double(rows + 2 * Self.margin)
        let width = Double(columns + 2 * Self.margin)
        pixels = 2 * Int((height * height + width * width).squareRoot() / 2 + 4)
        let count = scanner.angles ?? Int((PortableMath.pi / 2 * Double(max(rows, columns))).rounded(.up))
        angles = (0..<count).map { PortableMath.circle(turns: Double($0) / Double(2 * count)) }
    }

    /// The margin that maps need for a detector's reach in halves of a voxel.
    func mapMargin(reach: Int) -> Int { max(Self.margin, extraSlices + (reach + 3) / 2) }

    /// Rows and columns of a slice of the sample, in halves of a voxel.
    package var fineRows: Int { 2 * (rows + 2 * Self.margin) }
    package var fineColumns: Int { 2 * (columns + 2 * Self.margin) }

    /// The box of a thin slice of the sample, grown by the margin within the slice, in steps of a voxel or of half of one.
    func box(at index: Int, halves: Bool) -> CanonicalBox {
        let factor = halves ? 2 : 1
        let lines = (0..<factor * rows).grown(by: factor * Self.margin)
        return CanonicalBox(
            levels: isAlong ? index..<index + 1 : lines, rows: isAlong ? lines : index..<index + 1,
            columns: (0..<factor * columns).grown(by: factor * Self.margin))
    }

    /// The box of a slice of the volume, in voxels.
    func box(slice: Int) -> CanonicalBox {
        CanonicalBox(
            levels: isAlong ? slice..<slice + 1 : 0..<rows, rows: isAlong ? 0..<rows : slice..<slice + 1,
            columns: 0..<columns)
    }
}
