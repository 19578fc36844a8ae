import VoxelCore

/// Voxels made of their eighths.
struct Eighths: Sendable {
    /// So many of a voxel's eighths make it Na, or a pore.
    static let half = 4

    /// Working memory of one thread.
    struct Scratch {
        var fine: [UInt8] = []
        var shape = SodiumShape.Scratch()
    }

    /// Writes the labels of a box of voxels, columns fastest: SSE below the first electrode voxel, above it Na where at least
    /// half of the eighths are, and void where that many are pores.
    ///
    /// - Parameters:
    ///   - first: the first electrode level of every column.
    ///   - showsPores: whether an SSE voxel at least half of whose eighths are pores is void; else it is SSE.
    static func fill(
        _ labels: UnsafeMutableBufferPointer<UInt8>, of world: FineWorld, first: MarginMap<Int32>, box: CanonicalBox,
        showsPores: Bool, scratch: inout Scratch
    ) {
        // Cut across its shorter side, so that little is drawn beyond it where a field is filtered.
        let alongRows = box.levels.count <= box.rows.count
        let lines = alongRows ? box.rows : box.levels
        let width = box.columns.count
        var sodium = [UInt8](repeating: 0, count: lines.count * width)
        var pores = sodium
        let countsPores = showsPores || world.hasElectrodePores
        for thin in alongRows ? box.levels : box.rows {
            sodium.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
            pores.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
            for half in 2 * thin..<2 * thin + 2 {
                let plane = CanonicalBox(
                    levels: alongRows ? half..<half + 1 : lines.doubled,
                    rows: alongRows ? lines.doubled : half..<half + 1, columns: box.columns.doubled)
                world.fill(&scratch.fine, box: plane, scratch: &scratch.shape)
                scratch.fine.withUnsafeBufferPointer { fine in
                    count(Phase.sodium.truthCode, in: fine, lines: lines.count, into: &sodium)
                    if countsPores { count(Phase.void.truthCode, in: fine, lines: lines.count, into: &pores) }
                }
            }
            for (index, line) in lines.enumerated() {
                let level = alongRows ? thin : line
                let row = alongRows ? line : thin
                let target = labels.line(of: box, level: level, row: row, columns: box.columns)
                let above = Int32(level)
                first.withLine(row: row, columns: box.columns) { first in
                    for i in 0..<width {
                        let isPore = pores[index * width + i] >= half
                        let phase: Phase =
                            if above < first[i] {
                                isPore && showsPores ? .void : .electrolyte
                            } else {
                                sodium[index * width + i] >= half ? .sodium : isPore ? .void : .lithium
                            }
                        target[i] = phase.truthCode
                    }
                }
            }
        }
    }

    /// Adds to every voxel how many of four eighths have a code.
    private static func count(
        _ code: UInt8, in fine: UnsafeBufferPointer<UInt8>, lines: Int, into counts: inout [UInt8]
    ) {
        let columns = counts.count / lines
        counts.withUnsafeMutableBufferPointer { counts in
            for row in 0..<2 * lines {
                let line = fine.part(at: row * 2 * columns, count: 2 * columns)
                let sums = counts.part(at: row / 2 * columns, count: columns)
                for i in 0..<columns {
                    sums[i] += (line[2 * i] == code ? 1 : 0) + (line[2 * i + 1] == code ? 1 : 0)
                }
            }
        }
    }
}

extension Range<Int> {
    /// The halves of a range of voxels.
    var doubled: Range<Int> { 2 * lowerBound..<2 * upperBound }
}
