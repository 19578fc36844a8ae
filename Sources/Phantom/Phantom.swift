import VoxelCore

/// A synthetic volume with known truth, made voxel by voxel as it is read.
///
/// It holds maps and tables but never a volume, unless it has a scanner: memory grows with the map's area alone. The same recipe gives the
/// same samples on every machine, whatever was read before, in whatever order and by however many readers.
public struct Phantom: VolumeSource {
    /// The recipe it was made of.
    public let recipe: PhantomRecipe
    /// h: the position of the SSE's surface along the stripping axis in voxels of the volume's own index, a multiple
    /// of 1/1024.
    public let interface: Map<Float>
    private var grey: GreyField
    private let frame: ScanFrame
    private let scale: PhantomGreyScale

    /// Makes the phantom of a recipe; where it has a scanner, it is scanned here, on all cores.
    ///
    /// - Throws: `SimstripError` of kind `usage` where the recipe asks for what cannot be.
    public init(_ recipe: PhantomRecipe) throws(SimstripError) {
        do {
            try self.init(recipe, threads: recipe.scanner == nil ? 1 : availableCores())
        } catch let error as SimstripError {
            throw error
        } catch {
            // Nobody is told of progress, who might throw something else.
            throw SimstripError(.failed, "the phantom was not made: \(error)")
        }
    }

    private init(unscanned recipe: PhantomRecipe) throws(SimstripError) {
        try recipe.validate()
        guard let scale = PhantomGreyScale(of: recipe.sampleType) else {
            throw .usage("--dtype \(recipe.sampleType.rawValue) is not made; choose uint8, uint16 or float32")
        }
        self.recipe = recipe
        self.scale = scale
        frame = ScanFrame(shape: recipe.shape, axis: recipe.axis, electrode: recipe.electrode)
        grey = try GreyField(recipe, frame: frame)
        let levels = Double(frame.levels)
        let heights = grey.phases.surface.height.inner.map { height in
            let h = Double(height) / Double(InterfaceSurface.quantum)
            return Float(recipe.electrode == .high ? h : levels - h)
        }
        interface = Map(rows: frame.rows, columns: frame.columns, values: heights)
    }

    /// Makes the phantom of a recipe on several threads, where it has a scanner.
    ///
    /// - Throws: `SimstripError` of kind `usage` where the recipe asks for what cannot be; what `progress` throws.
    package init(_ recipe: PhantomRecipe, threads: Int, progress: ProgressHandler? = nil) throws {
        try self.init(unscanned: recipe)
        try grey.scan(recipe, frame: frame, threads: threads, progress: progress)
    }

    /// Photons per detector pixel and projection in the open beam; nil without a scanner or without noise.
    package var photons: Double? { grey.tomograph?.photons }

    /// The extents of the volume as written.
    public var shape: VolumeShape { recipe.shape }
    /// The type of its samples: uint8, uint16 or float32.
    public var sampleType: SampleType { recipe.sampleType }

    /// The grey scale of its samples.
    package var greyScale: PhantomGreyScale { scale }

    /// A reader that makes samples as they are asked for; readers share nothing that changes.
    public func makeReader() -> any VolumeReader {
        PhantomReader(grey: grey, frame: frame, sampleType: recipe.sampleType, scale: scale)
    }

    /// The number of layers that every column has in full: electrode voxels of the thinnest column.
    package var completeLayers: Int {
        frame.levels - Int(grey.phases.surface.first.inner.max() ?? 0)
    }

    /// The true labels of a slice, codes as in truth_labels.tif, `rows × columns` of the volume as written.
    ///
    /// - Parameters:
    ///   - slice: index along z, within the shape.
    public func truthLabels(slice: Int) -> [UInt8] {
        precondition(slice >= 0 && slice < shape.slices, "a slice within the shape")
        let rows = 0..<shape.rows
        let columns = 0..<shape.columns
        let box = frame.box(slice: slice, rows: rows, columns: columns)
        let layout = frame.layout(windowRows: rows, windowColumns: columns)
        var canonical: [UInt8] = []
        grey.phases.fill(&canonical, box: box)
        var labels = [UInt8](repeating: 0, count: box.count)
        let width = box.columns.count
        for line in 0..<box.count / width {
            let place = layout.origin + line * layout.lineStride
            for column in 0..<width { labels[place + column * layout.columnStride] = canonical[line * width + column] }
        }
        return labels
    }

    /// The labels of eighths of voxels in a level of half a voxel, counted from the SSE's side, of `2 · rows × 2 · columns` of
    /// the map; pores of the SSE are void. Nil for the kinds of whole voxels.
    package func eighths(halfLevel: Int) -> [UInt8]? {
        guard let fine = grey.phases.fine else { return nil }
        let box = CanonicalBox(
            levels: halfLevel..<halfLevel + 1, rows: 0..<2 * frame.rows, columns: 0..<2 * frame.columns)
        var labels: [UInt8] = []
        var scratch = SodiumShape.Scratch()
        fine.fill(&labels, box: box, scratch: &scratch)
        return labels
    }

    /// The true first-contact map, layers following h: the smallest n ≤ `layers` whose voxel is Na, 0 if none is.
    ///
    /// A column whose electrode has fewer voxels ends with its last one; see `completeLayers`.
    public func firstNaLayer(layers: Int) -> Map<UInt16> {
        precondition(layers >= 0 && layers < UInt16.max, "a number of layers that fits the map")
        let first = grey.phases.surface.first.inner
        let lowest = Int(first.min() ?? 0)
        let highest = min(frame.levels, Int(first.max() ?? 0) + layers)
        var result = [UInt16](repeating: 0, count: first.count)
        var labels: [UInt8] = []
        for level in lowest..<max(lowest, highest) {
            let box = CanonicalBox(levels: level..<level + 1, rows: 0..<frame.rows, columns: 0..<frame.columns)
            grey.phases.fill(&labels, box: box)
            for index in first.indices where labels[index] == Phase.sodium.truthCode && result[index] == 0 {
                let layer = level - Int(first[index]) + 1
                if layer <= layers { result[index] = UInt16(layer) }
            }
        }
        return Map(rows: frame.rows, columns: frame.columns, values: result)
    }
}
