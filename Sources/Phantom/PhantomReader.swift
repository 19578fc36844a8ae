import VoxelCore

/// Makes windows of a phantom's slices; holds nothing but working memory for a band of lines.
final class PhantomReader: VolumeReader {
    /// Lines made at a time: enough to make the margin cheap, few enough to stay in a core's cache.
    private static let bandLines = 64

    private let grey: GreyField
    private let frame: ScanFrame
    private let sampleType: SampleType
    private let scale: PhantomGreyScale
    private var scratch = GreyField.Scratch()

    init(grey: GreyField, frame: ScanFrame, sampleType: SampleType, scale: PhantomGreyScale) {
        self.grey = grey
        self.frame = frame
        self.sampleType = sampleType
        self.scale = scale
    }

    func read(
        slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
    ) throws {
        let shape = frame.shape
        guard slice >= 0, slice < shape.slices, rows.lowerBound >= 0, rows.upperBound <= shape.rows,
            columns.lowerBound >= 0, columns.upperBound <= shape.columns, !rows.isEmpty, !columns.isEmpty
        else {
            throw SimstripError.usage(
                "slice \(slice), rows \(rows), columns \(columns) is not a part of the phantom's \(shape)")
        }
        let byteCount = rows.count * columns.count * sampleType.byteCount
        precondition(destination.count == byteCount, "a destination of the window's size")
        let box = frame.box(slice: slice, rows: rows, columns: columns)
        let layout = frame.layout(windowRows: rows, windowColumns: columns)
        box.forEachBand(lines: Self.bandLines) { band, firstLine in
            grey.render(box: band, scratch: &scratch)
            let origin = layout.origin + firstLine * layout.lineStride
            store(band: band, origin: origin, layout: layout, in: destination)
        }
    }

    /// Turns the levels of a band into samples at their places.
    private func store(
        band: CanonicalBox, origin: Int, layout: WindowLayout, in destination: UnsafeMutableRawBufferPointer
    ) {
        let offset = Float(scale.offset)
        let gain = Float(scale.gain)
        let width = band.columns.count
        let step = layout.columnStride
        scratch.levels.withUnsafeBufferPointer { levels in
            for line in 0..<band.count / width {
                let place = origin + line * layout.lineStride
                let levels = levels.part(at: line * width, count: width)
                switch sampleType {
                case .uint8:
                    for i in 0..<width {
                        let sample = UInt8(truncatingIfNeeded: Self.rounded(offset + gain * levels[i], limit: 255))
                        destination[place &+ i &* step] = sample
                    }
                case .uint16:
                    for i in 0..<width {
                        let sample = UInt16(truncatingIfNeeded: Self.rounded(offset + gain * levels[i], limit: 65_535))
                        destination.storeBytes(of: sample, toByteOffset: 2 &* (place &+ i &* step), as: UInt16.self)
                    }
                default:
                    for i in 0..<width {
                        let sample = offset + gain * levels[i]
                        destination.storeBytes(of: sample, toByteOffset: 4 &* (place &+ i &* step), as: Float.self)
                    }
                }
            }
        }
    }

    /// A value clipped to 0 … limit and rounded to the nearest whole number, ties to even, in the lowest bits.
    ///
    /// Above 2²³ a Float's last bit counts whole numbers, so the addition itself rounds, without a conversion's checks.
    @inline(__always)
    private static func rounded(_ value: Float, limit: Float) -> UInt32 {
        let clipped = value < 0 ? 0 : (value > limit ? limit : value)
        return (clipped + 0x1p23).bitPattern
    }
}

extension CanonicalBox {
    /// Cuts a box one level or one row thick into bands of lines, and calls `body` with each and its first line.
    func forEachBand(lines: Int, _ body: (CanonicalBox, Int) -> Void) {
        let alongRows = levels.count == 1
        let range = alongRows ? rows : levels
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min(start + lines, range.upperBound)
            var band = self
            if alongRows { band.rows = start..<end } else { band.levels = start..<end }
            body(band, start - range.lowerBound)
            start = end
        }
    }
}
