import FoundationEssentials
import Options
import Results
import VolumeIO
import VoxelCore
import VoxelKernels

extension PhaseAgreement {
    /// Holds the labels.tif of two results against each other; nil where they are not of one volume, or either has none.
    ///
    /// A voxel's phase is what labels.tif says; before the box that this spans, it is SSE where its centre lies on the SSE's side of
    /// the interface. Everywhere else nobody looked.
    ///
    /// - Throws: `SimstripError` of kind `data` where a labels.tif or an interface.tif is damaged; and from reading.
    /// - Complexity: O(voxels of both boxes); two slices and four maps of memory.
    init?(of a: FinishedScan, and b: FinishedScan) throws {
        guard Self.isMeant(a, b), Self.sidesWithoutLabels(a, b).isEmpty else { return nil }
        let both = PairedLabels(a: try StoredLabels(of: a), b: try StoredLabels(of: b))
        self.init()
        guard let box = both.box else { return }
        let geometry = StrippingGeometry(axis: a.document.geometry.axis, electrode: a.document.geometry.electrode)
        let map = geometry.axis.ofMap
        let (firstRow, firstColumn) = (box[map.rows].lowerBound, box[map.columns].lowerBound)
        // One thread is as fast as the files are read, and what it needs is no option of a comparison.
        let parts = try accumulateRows(
            of: both, axis: geometry.axis, region: box, threads: 1, stage: "comparing labels", progress: nil,
            makeAccumulator: { PhaseAgreement() }
        ) { found, row in
            let codes = row.samples.bytes
            for column in 0..<row.samples.count {
                let place = (firstRow + row.mapRow, firstColumn + column)
                let (a, b) = PairedLabels.codes(codes[column])
                found.add(
                    both.a.phase(a, at: row.position, column: place, geometry),
                    both.b.phase(b, at: row.position, column: place, geometry))
            }
        }
        self = parts[0]
        for row in box[map.rows] {
            for column in box[map.columns] {
                let heights = (both.a.height(row, column), both.b.height(row, column))
                if heights.0.isFinite, heights.1.isFinite { add(height: heights.0, heights.1) }
            }
        }
    }

    /// Whether two results can be two segmentations of one volume: of the same files, or one of labels and of the same shape.
    static func isMeant(_ a: FinishedScan, _ b: FinishedScan) -> Bool {
        let (first, second) = (a.document, b.document)
        // One volume is found by more paths than one.
        let files = [first, second].map {
            $0.input.files.map { [FilePath.last(of: $0.path), "\($0.bytes)", $0.modified] }
        }
        return (files[0] == files[1] || !(a.isGrey && b.isGrey)) && first.input.shape == second.input.shape
            && first.geometry.axis == second.geometry.axis && first.geometry.electrode == second.geometry.electrode
    }

    /// Which of two results have no labels.tif.
    static func sidesWithoutLabels(_ a: FinishedScan, _ b: FinishedScan) -> [String] {
        [("A", a), ("B", b)].filter { _, scan in
            scan.document.labels == nil || !FileManager.default.fileExists(atPath: scan.path(of: StoredLabels.name))
        }.map(\.0)
    }
}

/// The labels of two results in one volume: a byte holds the codes of both, outside where either has nothing.
private struct PairedLabels: VolumeSource {
    let a, b: StoredLabels

    var shape: VolumeShape { a.shape }
    var sampleType: SampleType { .uint8 }

    /// What the maps of both share, along the axis all that either has labels of; nil where they share nothing.
    var box: VoxelRegion? {
        var box = a.box
        for axis in Axis.allCases {
            let (first, second) = (a.box[axis], b.box[axis])
            box[axis] =
                axis == a.axis
                ? min(first.lowerBound, second.lowerBound)..<max(first.upperBound, second.upperBound)
                : first.clamped(to: second)
        }
        return box.shape.count > 0 ? box : nil
    }

    /// The codes of both from a byte.
    static func codes(_ byte: UInt8) -> (a: UInt8, b: UInt8) { (byte & 0xF, byte >> 4) }

    func makeReader() throws -> any VolumeReader {
        Reader(sides: try [a, b].map { ($0, try $0.volume.makeReader()) })
    }

    private final class Reader: VolumeReader {
        private let sides: [(labels: StoredLabels, reader: any VolumeReader)]
        private var own = AlignedBytes(count: 0)

        init(sides: [(StoredLabels, any VolumeReader)]) { self.sides = sides }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) throws {
            destination.initializeMemory(as: UInt8.self, repeating: 0)
            for (side, (labels, reader)) in sides.enumerated() where labels.box.slices.contains(slice) {
                let (first, box) = (labels.box, labels.box)
                let (ownRows, ownColumns) = (rows.clamped(to: box.rows), columns.clamped(to: box.columns))
                let count = ownRows.count * ownColumns.count
                guard count > 0 else { continue }
                if own.buffer.count != count { own = AlignedBytes(count: count) }
                try reader.read(
                    slice: slice - first.slices.lowerBound,
                    rows: ownRows.lowerBound - first.rows.lowerBound..<ownRows.upperBound - first.rows.lowerBound,
                    columns: ownColumns.lowerBound - first.columns.lowerBound..<ownColumns.upperBound
                        - first.columns.lowerBound,
                    into: own.buffer)
                for row in ownRows {
                    let from = (row - ownRows.lowerBound) * ownColumns.count
                    let to = (row - rows.lowerBound) * columns.count + ownColumns.lowerBound - columns.lowerBound
                    for column in 0..<ownColumns.count {
                        let code = own.buffer[from + column]
                        guard code <= Phase.electrolyte.rawValue else {
                            throw labels.damage("it holds the code \(code)")
                        }
                        destination[to + column] |= code << UInt8(4 * side)
                    }
                }
            }
        }
    }
}

/// The labels.tif of a result, where in the volume it lies, and the interface above which its layers were counted.
private struct StoredLabels: Sendable {
    static let name = "labels.tif"

    let volume: Volume
    let shape: VolumeShape
    let axis: Axis
    /// Where in the volume it lies.
    let box: VoxelRegion
    private let path: String
    /// h of every column of the box.
    private let heights: Map<Float>

    /// - Throws: `SimstripError` of kind `data` where files and result.json do not belong together; and from reading.
    init(of scan: FinishedScan) throws {
        path = scan.path(of: Self.name)
        axis = scan.document.geometry.axis
        volume = try Volume.open(path)
        let (extents, origin) = (scan.document.input.shape, scan.document.labels?.origin ?? [])
        let own = volume.shape.extents
        guard extents.count == 3, origin.count == 3, scan.document.labels?.shape == own, volume.sampleType == .uint8,
            zip(origin, zip(own, extents)).allSatisfy({ $0 >= 0 && $0 <= $1.1 - $1.0 })
        else {
            throw SimstripError.data(
                "'\(path)' has \(volume.shape) samples of \(volume.sampleType.rawValue), and not what result.json tells of it;"
                    + " strip the scan again")
        }
        shape = VolumeShape(slices: extents[0], rows: extents[1], columns: extents[2])
        box = VoxelRegion(
            slices: origin[0]..<origin[0] + own[0], rows: origin[1]..<origin[1] + own[1],
            columns: origin[2]..<origin[2] + own[2])
        let surface = scan.path(of: ScanFolder.interface)
        heights = try TIFFImage.readFloatMap(surface, options: ReadingOptions())
        let map = axis.ofMap
        guard heights.rows == box[map.rows].count, heights.columns == box[map.columns].count else {
            throw SimstripError.data(
                "'\(surface)' has \(heights.rows) × \(heights.columns) columns, '\(path)' has \(box[map.rows].count) ×"
                    + " \(box[map.columns].count); strip the scan again")
        }
    }

    func damage(_ found: String) -> SimstripError {
        .data(
            "'\(path)' is damaged: \(found), and a phase has 0 to \(Phase.electrolyte.rawValue); strip the scan again")
    }

    /// h of a column, by the volume's own indices of both.
    func height(_ row: Int, _ column: Int) -> Float {
        heights[row - box[axis.ofMap.rows].lowerBound, column - box[axis.ofMap.columns].lowerBound]
    }

    /// The phase of a voxel, given its code in labels.tif, or 0 beyond that.
    func phase(
        _ code: UInt8, at position: Int, column: (row: Int, column: Int), _ geometry: StrippingGeometry
    ) -> Phase {
        let isBefore =
            geometry.electrode == .high ? position < box[axis].lowerBound : position >= box[axis].upperBound
        guard isBefore else { return Phase(rawValue: code) ?? .outside }
        let (centre, height) = (Float(position) + 0.5, height(column.row, column.column))
        // No comparison with NaN is true: columns outside stay outside.
        return (geometry.electrode == .high ? centre < height : centre > height) ? .electrolyte : .outside
    }
}
