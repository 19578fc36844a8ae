import Options
import Results
import VolumeIO
import VoxelCore

extension PhaseAgreement {
    /// Holds the labels.tif of two results against each other; nil where either has none, where both are of grey values, or where
    /// their volumes or geometries are not alike.
    ///
    /// - Throws: `SimstripError` of kind `data` where a labels.tif or an interface.tif is damaged; and from reading.
    /// - Complexity: O(voxels that both have); two slices of memory.
    init?(of a: FinishedScan, and b: FinishedScan) throws {
        let (first, second) = (a.document, b.document)
        guard !(a.isGrey && b.isGrey), first.input.shape == second.input.shape,
            first.geometry.axis == second.geometry.axis, first.geometry.electrode == second.geometry.electrode,
            let labelsA = try StoredLabels(of: a), let labelsB = try StoredLabels(of: b)
        else { return nil }
        self.init()
        let box = labelsA.region.intersection(labelsB.region)
        let count = box.rows.count * box.columns.count
        if box.shape.count > 0 {
            let (windowA, windowB) = (AlignedBytes(count: count), AlignedBytes(count: count))
            let (readerA, readerB) = (try labelsA.volume.makeReader(), try labelsB.volume.makeReader())
            for slice in box.slices {
                try labelsA.read(slice, of: box, readerA, into: windowA)
                try labelsB.read(slice, of: box, readerB, into: windowB)
                for place in 0..<count { add(windowA.buffer[place], windowB.buffer[place]) }
            }
        }
        try addHeights(of: a, and: b)
    }

    private mutating func addHeights(of a: FinishedScan, and b: FinishedScan) throws {
        let maps = try [a, b].map { try StoredHeights(of: $0) }
        let rows = maps[0].rows.clamped(to: maps[1].rows)
        let columns = maps[0].columns.clamped(to: maps[1].columns)
        for row in rows {
            for column in columns {
                let heights = maps.map { $0[row, column] }
                if heights.allSatisfy(\.isFinite) { add(height: heights[0], heights[1]) }
            }
        }
    }
}

/// The labels.tif of a result, and where in the volume it lies.
private struct StoredLabels {
    let volume: Volume
    let region: VoxelRegion
    private let path: String

    init?(of scan: FinishedScan) throws {
        guard let labels = scan.document.labels else { return nil }
        path = scan.path(of: "labels.tif")
        volume = try Volume.open(path)
        let (origin, shape) = (labels.origin, labels.shape)
        guard origin.count == 3, shape == volume.shape.extents, volume.sampleType == .uint8,
            origin.allSatisfy({ (0..<1 << 40).contains($0) })
        else {
            throw SimstripError.data(
                "'\(path)' is \(volume.shape.extents.map(String.init).joined(separator: " × ")) samples of"
                    + " \(volume.sampleType.rawValue), result.json tells of \(shape.map(String.init).joined(separator: " × ")) of"
                    + " uint8; strip the scan again")
        }
        region = VoxelRegion(
            slices: origin[0]..<origin[0] + shape[0], rows: origin[1]..<origin[1] + shape[1],
            columns: origin[2]..<origin[2] + shape[2])
    }

    func read(_ slice: Int, of box: VoxelRegion, _ reader: any VolumeReader, into window: AlignedBytes) throws {
        let within = { (range: Range<Int>, origin: Int) in range.lowerBound - origin..<range.upperBound - origin }
        try reader.read(
            slice: slice - region.slices.lowerBound, rows: within(box.rows, region.rows.lowerBound),
            columns: within(box.columns, region.columns.lowerBound), into: window.buffer)
        guard window.buffer.allSatisfy({ $0 <= Phase.electrolyte.rawValue }) else {
            throw SimstripError.data("'\(path)' is damaged: it holds codes above 4; strip the scan again")
        }
    }
}

/// The interface.tif of a result by the volume's own rows and columns.
private struct StoredHeights {
    let rows, columns: Range<Int>
    private let heights: Map<Float>

    init(of scan: FinishedScan) throws {
        let path = scan.path(of: "interface.tif")
        heights = try TIFFImage.readFloatMap(path, options: ReadingOptions())
        let (extents, map) = (scan.document.input.shape, scan.document.geometry.axis.ofMap)
        guard extents.count == 3, extents.allSatisfy({ (1..<1 << 40).contains($0) }) else {
            throw SimstripError.data("the shape in the result.json beside '\(path)' is none; strip the scan again")
        }
        let shape = VolumeShape(slices: extents[0], rows: extents[1], columns: extents[2])
        let roi = try scan.document.parameters[RegionOption.name].map { try RegionRequest(parsing: $0.description) }
        let region = try roi?.region(in: shape) ?? VoxelRegion(shape)
        (rows, columns) = (region[map.rows], region[map.columns])
        guard (heights.rows, heights.columns) == (rows.count, columns.count) else {
            throw SimstripError.data(
                "'\(path)' has \(heights.rows) × \(heights.columns) columns, result.json tells of \(rows.count) ×"
                    + " \(columns.count); strip the scan again")
        }
    }

    subscript(row: Int, column: Int) -> Float { heights[row - rows.lowerBound, column - columns.lowerBound] }
}

extension VoxelRegion {
    /// What two regions share; empty where they share nothing.
    fileprivate func intersection(_ other: VoxelRegion) -> VoxelRegion {
        var shared = self
        for axis in Axis.allCases { shared[axis] = self[axis].clamped(to: other[axis]) }
        return shared
    }
}
