import VoxelCore
import VoxelKernels

/// How the grey of Li and of the SSE drifts across the map: beam hardening, cupping, uneven illumination.
///
/// In blocks of columns the mean of what lies below the interface stands for the SSE, and the mean of the dark half of
/// what lies above it for Li. A quadratic surface over the map is fitted to each, and used where it explains
/// significantly more than a constant does. Scales and offsets may drift alike.
struct GreyDrift: Sendable, Codable {
    /// The surfaces of Li and of the SSE; nil where they do not drift.
    let lithium: QuadraticSurface
    let electrolyte: QuadraticSurface

    /// Looks for a drift; nil where there is none, or the map is too small to tell.
    init?(of slab: StraightSlab) {
        let layout = slab.layout
        guard let blocks = slab.driftBlocks, let middle = slab.middleGrey else { return nil }
        var places: [(row: Double, column: Double)] = []
        var (dark, bright): ([Double], [Double]) = ([], [])
        for block in blocks {
            var (electrolyte, lithium) = (Mean(), Mean())
            for row in block.rows {
                for column in block.columns {
                    let index = row * layout.columns + column
                    guard layout.starts[index] != Slab.outside else { continue }
                    let voxels = slab.grey.elements[index * layout.depth..<(index + 1) * layout.depth]
                    for grey in voxels.prefix(slab.below - 3) { electrolyte.add(grey) }
                    for grey in voxels.dropFirst(slab.below + 1) where grey < middle { lithium.add(grey) }
                }
            }
            guard let sse = electrolyte.value(of: block.count), let li = lithium.value(of: block.count) else {
                continue
            }
            let corner = layout.mapPlace(ofRow: block.rows.lowerBound)
            places.append(
                (
                    Double(corner.row) + Double(block.rows.count) / 2,
                    Double(corner.column + block.columns.lowerBound) + Double(block.columns.count) / 2
                ))
            dark.append(li)
            bright.append(sse)
        }
        guard let lithium = QuadraticSurface(places, dark), let electrolyte = QuadraticSurface(places, bright),
            lithium.isSignificant || electrolyte.isSignificant, electrolyte.mean > lithium.mean
        else { return nil }
        self.lithium = lithium.isSignificant ? lithium : lithium.flat
        self.electrolyte = electrolyte.isSignificant ? electrolyte : electrolyte.flat
    }

    /// By how much the contrast of SSE and Li differs over the map, as a share of its mean.
    func range(rows: Int, columns: Int) -> Double {
        var (least, most) = (Double.infinity, -Double.infinity)
        for row in [0, rows / 2, rows - 1] {
            for column in [0, columns / 2, columns - 1] {
                let contrast = electrolyte(row, column) - lithium(row, column)
                (least, most) = (min(least, contrast), max(most, contrast))
            }
        }
        return (most - least) / (electrolyte.mean - lithium.mean)
    }
}

extension StraightSlab {
    /// The grey values on one scale: those of Li and of the SSE as they are on average.
    func withoutDrift(_ drift: GreyDrift) -> StraightSlab {
        let level = layout.buffer(repeating: Float.nan)
        let fall = drift.electrolyte.mean - drift.lithium.mean
        for row in 0..<layout.rows {
            let corner = layout.mapPlace(ofRow: row)
            for column in 0..<layout.columns {
                let index = row * layout.columns + column
                guard layout.starts[index] != Slab.outside else { continue }
                let (mapRow, mapColumn) = (corner.row, corner.column + column)
                let lithium = drift.lithium(mapRow, mapColumn)
                let scale = Float(fall / max(0.2 * fall, drift.electrolyte(mapRow, mapColumn) - lithium))
                let offset = Float(drift.lithium.mean) - scale * Float(lithium)
                for voxel in index * layout.depth..<(index + 1) * layout.depth {
                    level.elements[voxel] = scale * grey.elements[voxel] + offset
                }
            }
        }
        return StraightSlab(layout: layout, below: below, grey: level, heights: heights)
    }

    /// The blocks of columns, of this slab, whose means show a drift; nil where there are too few. Of a survey the quarters
    /// of its squares.
    fileprivate var driftBlocks: [MapPart]? {
        let place = layout.place
        guard place.corners.count > 1 else {
            let edge = max(12, min(layout.rows, layout.columns) / 8)
            let (rows, columns) = (layout.rows / edge, layout.columns / edge)
            guard rows >= 5, columns >= 5 else { return nil }
            return (0..<rows * columns).map { index in
                let (row, column) = (index / columns * edge, index % columns * edge)
                return MapPart(rows: row..<row + edge, columns: column..<column + edge)
            }
        }
        let (height, width) = ((place.pitch - SurveyPlaces.gap) / 2, layout.columns / 2)
        guard min(height, width) >= 12 else { return nil }
        return place.corners.indices.flatMap { square in
            [0, height].flatMap { row in
                [0, width].map { column in
                    let first = square * place.pitch + row
                    return MapPart(rows: first..<first + height, columns: column..<column + width)
                }
            }
        }
    }

    /// The grey half-way between what lies below the interface and the dark part above it; nil where there is none.
    fileprivate var middleGrey: Float? {
        var (electrolyte, electrode) = (Mean(), Mean())
        for index in layout.starts.indices where layout.starts[index] != Slab.outside {
            let voxels = grey.elements[index * layout.depth..<(index + 1) * layout.depth]
            for grey in voxels.prefix(below - 3) { electrolyte.add(grey) }
            for grey in voxels.dropFirst(below + 1) { electrode.add(grey) }
        }
        guard let sse = electrolyte.value(of: 1), let all = electrode.value(of: 1), sse > all else { return nil }
        // Na lifts the electrode's mean; what is darker than it is mostly Li.
        var lithium = Mean()
        for index in layout.starts.indices where layout.starts[index] != Slab.outside {
            for grey in grey.elements[index * layout.depth + below + 1..<(index + 1) * layout.depth]
            where Double(grey) < all { lithium.add(grey) }
        }
        return lithium.value(of: 1).map { Float((sse + $0) / 2) }
    }
}

private struct Mean {
    private var (sum, count) = (0.0, 0)

    mutating func add(_ grey: Float) {
        guard grey.isFinite else { return }
        sum += Double(grey)
        count += 1
    }

    /// The mean; nil of fewer than so many values.
    func value(of least: Int) -> Double? { count >= max(1, least) ? sum / Double(count) : nil }
}
