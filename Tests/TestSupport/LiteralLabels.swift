import VoxelCore

/// Where the SSE of every column ends, as DEFINITIONS tells it: the run of SSE that begins at the SSE's end of the column. What
/// is labelled outside is not of the column; columns whose layers meet it, or leave the volume, are outside.
package struct LiteralLabels {
    package let stripping: LiteralStripping
    /// h of every column; NaN outside.
    package let heights: [Double]

    /// - Parameter phases: the phase of every code: s, L, N, v, o.
    package init(
        _ grid: GreyGrid, axis: Axis, electrode: ElectrodeSide, layers: Int, phases: [Int: Character],
        isolated: Character
    ) {
        let map = axis.ofMap
        let (rows, columns, extent) = (grid.shape[map.rows], grid.shape[map.columns], grid.shape[axis])
        let way = electrode == .high ? Array(0..<extent) : Array((0..<extent).reversed())
        let table = (0..<256).map { phases[$0]?.asciiValue ?? 0 }
        let phase = { (position: Int, row: Int, column: Int) -> UInt8 in
            table[Int(grid.value(along: axis, position, row, column))]
        }
        let (sse, sodium, void, outside) = (
            UInt8(ascii: "s"), UInt8(ascii: "N"), UInt8(ascii: "v"), UInt8(ascii: "o")
        )
        var first: [[Int?]] = []
        for row in 0..<rows {
            first.append(
                (0..<columns).map { column in
                    let seen = way.map { phase($0, row, column) }
                    var place = 0
                    while place < extent, seen[place] == outside { place += 1 }
                    guard place < extent, seen[place] == sse else { return nil }
                    while place < extent, seen[place] == sse { place += 1 }
                    guard place + layers <= extent, !seen[place..<place + layers].contains(outside) else {
                        return nil
                    }
                    return way[place]
                })
        }
        let starts = first
        stripping = LiteralStripping(
            rows: rows, columns: columns, layers: layers, step: electrode == .high ? 1 : -1, naThreshold: 2,
            voidThreshold: 0, first: { starts[$0][$1] }
        ) { position, row, column in
            let found = phase(position, row, column)
            switch found == sse ? isolated.asciiValue ?? 0 : found {
            case sodium: return 2
            case void: return 0
            default: return 1
            }
        }
        heights = first.joined().map { $0.map { Double(electrode == .high ? $0 : $0 + 1) } ?? .nan }
    }
}
