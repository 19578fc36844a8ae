import VoxelCore

/// A picture of the slab from the side: grey values and phases along the stripping axis, for one line of the map.
package struct CrossSection: Sendable {
    /// The row or the column of the map that is cut through.
    package let line: MapLine
    /// The indices along the stripping axis that the rows of the picture show, in ascending order.
    package let positions: Range<Int>
    /// Grey values; a row a position, a column a place of the line.
    package let grey: Map<Float>
    /// What the voxels are: SSE and outside by geometry, the others as they were segmented; outside behind the last layer.
    package let phases: Map<Phase>

    /// A cross-section of what was read.
    ///
    /// - Parameters:
    ///   - grey: a row for each of `positions`.
    ///   - codes: of `Phase`, a row for each of the slab's positions.
    init(_ line: MapLine, positions: Range<Int>, grey: Map<Float>, codes: Map<Float>, slab: Slab) {
        self.line = line
        self.positions = positions
        self.grey = grey
        var map = Map(rows: positions.count, columns: grey.columns, repeating: Phase.outside)
        let step = slab.geometry.electrode.step
        for along in 0..<map.columns {
            let (row, column) = line.place(along)
            let (start, surface) = (slab.layerStart[row, column], slab.surfaceStart[row, column])
            guard start != Slab.outside else { continue }
            for (index, position) in positions.enumerated() {
                let layer = (position - Int(start)) * step + 1
                if (position - Int(surface)) * step < 0 {
                    map[index, along] = .electrolyte
                } else if layer >= 1, layer <= slab.layers {
                    let code = UInt8(codes[position - slab.positions.lowerBound, along])
                    map[index, along] = Phase(rawValue: code & ~Phase.notFiniteMark) ?? .outside
                }
            }
        }
        phases = map
    }
}

/// A row or a column of a map.
package enum MapLine: Sendable, Hashable {
    case row(Int)
    case column(Int)

    /// Where in the map a place of the line is.
    package func place(_ along: Int) -> (row: Int, column: Int) {
        switch self {
        case .row(let row): (row, along)
        case .column(let column): (along, column)
        }
    }

    /// How many places it has.
    func length(in box: BoxAlongAxis) -> Int {
        switch self {
        case .row: box.columns
        case .column: box.rows
        }
    }

    /// Its index in the map.
    package var index: Int {
        switch self {
        case .row(let index), .column(let index): index
        }
    }
}
