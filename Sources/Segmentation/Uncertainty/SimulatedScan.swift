import VoxelCore
import VoxelKernels

extension FieldModel {
    /// What the scan would show had it these domains: their image through the blur that was found, and what the sample leaves
    /// of the grey elsewhere in the map.
    ///
    /// What is left of the grey is noise, texture, rings, and what a wrong surface makes of the step; elsewhere it knows
    /// nothing of the domains. What says nothing of a phase, such as void, stays as it is.
    ///
    /// - Parameters:
    ///   - domains: the domains to show.
    ///   - labels: of the sample that explains the grey: 1 for Na, 0 for Li.
    ///   - levels: of Li, Na and the SSE.
    ///   - further: how far away what is left is taken from, as a share of the map's rows and columns, around its ends.
    func simulated(
        _ domains: RedrawnDomains, instead labels: SharedBuffer<UInt8>, _ levels: GreyLevels, noiseFrom further: Double
    ) throws -> StraightSlab {
        let found = try layout.blurred(taps: blur.taps, threads: threads) { Float(labels.elements[$0]) }
        let shown = try layout.blurred(taps: blur.taps, threads: threads) { Float(domains.eighths.elements[$0]) / 8 }
        let grey: SharedBuffer<Float> = layout.buffer()
        let contrast = Float(levels.sodium - levels.lithium)
        let (lithium, fall) = (Float(levels.lithium), Float(levels.electrolyte - levels.lithium))
        try layout.forEachStrip(threads: threads) { rows in
            layout.forEachColumn(ofRows: rows) { column in
                let elsewhere = place(further, from: column)
                for k in 0..<layout.depth {
                    let voxel = column * layout.depth + k
                    let own = slab.grey.elements[voxel]
                    grey.elements[voxel] = own
                    guard isUsed(own) else { continue }
                    var other = elsewhere * layout.depth + k
                    if !isUsed(slab.grey.elements[other]) { other = voxel }
                    let left =
                        slab.grey.elements[other] - lithium - fall * electrolyteShare.elements[other]
                        - contrast * found.elements[other]
                    grey.elements[voxel] =
                        lithium + fall * electrolyteShare.elements[voxel] + contrast * shown.elements[voxel] + left
                }
            }
        }
        return StraightSlab(layout: layout, below: slab.below, grey: grey, heights: slab.heights)
    }

    /// The column a share of the rows and of the columns further, around the map's ends; the same one where that is outside.
    private func place(_ further: Double, from column: Int) -> Int {
        let (rows, columns) = (layout.rows, layout.columns)
        let row = (column / columns + Int(further * Double(rows))) % rows
        let other = row * columns + (column % columns + Int(further * Double(columns))) % columns
        return layout.starts[other] == Slab.outside ? column : other
    }
}
