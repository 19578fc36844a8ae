import VoxelCore
import VoxelKernels

/// How many patches there are on an interface of which a map is a window, and how large they are.
///
/// A window cuts patches, and large ones more often than small ones. So only those count that lie within it as a whole, each with
/// a weight that is 1 over the places in which it would (Horvitz & Thompson 1952, doi 10.1080/01621459.1952.10483446; for
/// windows, Miles 1974): the places in the map in which the patch's bounding box, one column wider on every side, holds no column
/// that is outside. Without bias as far as no patch is so large that it fits nowhere.
package struct PatchSizes: Sendable, Hashable {
    /// All patches, cut ones included.
    package let count: Int
    /// Patches per column of the interface; nil where there are patches and all are cut.
    package let density: Double?
    /// Mean number of columns of a patch; nil where no patch is whole.
    package let mean: Double?
    /// The same, every patch as often as it has columns: the patch that a column of the phase lies in.
    package let areaWeightedMean: Double?
    /// The share of the phase's columns that lie in cut patches, which have no say in the other numbers; nil without a patch.
    package let cutShare: Double?

    /// The sizes of patches.
    ///
    /// - Parameters:
    ///   - boxes: the patches.
    ///   - map: the columns that are not outside.
    package init(_ boxes: PatchBoxes, in map: ColumnSet) {
        count = boxes.count
        // By the number of places: the sum does not depend on the order in which patches are found.
        var byPlaces: [Int: PatchBoxes.Sums] = [:]
        let all = Array(boxes.sums)
        let places = map.places(ofBoxes: all.map { ($0.key.rows + 2, $0.key.columns + 2) })
        for (box, places) in zip(all, places) where places > 0 {
            byPlaces[places, default: .init()].add(box.value)
        }
        let (cut, columns) = all.reduce((0, 0)) { ($0.0 + $1.value.cutColumns, $0.1 + $1.value.columns) }
        cutShare = columns > 0 ? Double(cut) / Double(columns) : nil
        var (density, area, squares) = (0.0, 0.0, 0.0)
        for (places, sums) in byPlaces.sorted(by: { $0.key < $1.key }) {
            density += Double(sums.count - sums.cut) / Double(places)
            area += Double(sums.columns - sums.cutColumns) / Double(places)
            squares += Double(sums.squares) / Double(places)
        }
        self.density = density > 0 || count == 0 ? density : nil
        mean = density > 0 ? area / density : nil
        areaWeightedMean = density > 0 ? squares / area : nil
    }
}

/// Patches by the extents of their bounding boxes.
package struct PatchBoxes: Sendable {
    /// The extents of a box.
    struct Box: Hashable { let rows, columns: Int }

    /// What the patches of a box add up to.
    struct Sums {
        /// Patches, and those of them whose box, one column wider on every side, does not lie within the map.
        var count = 0
        var cut = 0
        /// Their columns, and those of cut ones.
        var columns = 0
        var cutColumns = 0
        /// Squares of the columns of whole ones.
        var squares = 0

        mutating func add(_ other: Sums) {
            count += other.count
            cut += other.cut
            columns += other.columns
            cutColumns += other.cutColumns
            squares += other.squares
        }
    }

    private(set) var sums: [Box: Sums] = [:]
    /// All patches.
    package private(set) var count = 0
    private let map: ColumnSet

    /// No patches yet of a map.
    ///
    /// - Parameter map: the columns that are not outside.
    package init(of map: ColumnSet) { self.map = map }

    /// Takes in a patch.
    package mutating func add(_ patch: Patch) {
        count += 1
        let box = Box(
            rows: patch.lastRow - patch.firstRow + 1, columns: patch.lastColumn - patch.firstColumn + 1)
        let isWhole = isWithin(patch)
        sums[box, default: .init()].add(
            Sums(
                count: 1, cut: isWhole ? 0 : 1, columns: patch.count, cutColumns: isWhole ? 0 : patch.count,
                squares: isWhole ? patch.count * patch.count : 0))
    }

    private func isWithin(_ patch: Patch) -> Bool {
        guard patch.firstRow > 0, patch.firstColumn > 0, patch.lastRow + 1 < map.rows,
            patch.lastColumn + 1 < map.columns
        else { return false }
        guard !map.isWhole else { return true }
        return (patch.firstRow - 1...patch.lastRow + 1).allSatisfy {
            map.holds(row: $0, columns: patch.firstColumn - 1..<patch.lastColumn + 2)
        }
    }
}
