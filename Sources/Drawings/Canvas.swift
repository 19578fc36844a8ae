import CFreeType
import VoxelCore

/// Paper that drawings are painted on, in pixels; FreeType fills outlines, those of letters among them, and makes strokes outlines.
final class Canvas {
    /// Its extents, and how many lines of the drawing lie above it.
    private let width, height, above: Int
    /// Red, green and blue of every pixel, row by row.
    private var pixels: [UInt8]
    /// Pixels of a unit.
    private let scale: Double
    private let library: FT_Library
    private let stroker: FT_Stroker
    private let face: FT_Face
    /// The letters' file, which FreeType reads as long as the face is there.
    private let font: UnsafeMutableBufferPointer<UInt8>

    /// White paper for some lines of pixels of a drawing.
    ///
    /// - Throws: `SimstripError` of kind `failed` where FreeType has no memory.
    init(width: Int, rows: Range<Int>, scale: Double) throws(SimstripError) {
        (self.width, height, above) = (width, rows.count, rows.lowerBound)
        pixels = Array(repeating: 255, count: 3 * width * rows.count)
        self.scale = scale
        var library: FT_Library?
        try check(FT_Init_FreeType(&library))
        var stroker: FT_Stroker?
        try check(FT_Stroker_New(library, &stroker))
        let bytes = PackageResources.DejaVuSans_ttf
        font = .allocate(capacity: bytes.count)
        _ = font.initialize(from: bytes)
        var face: FT_Face?
        try check(FT_New_Memory_Face(library, font.baseAddress, FT_Long(bytes.count), 0, &face))
        guard let library, let stroker, let face else { throw Canvas.failure(0) }
        (self.library, self.stroker, self.face) = (library, stroker, face)
    }

    deinit {
        FT_Done_Face(face)
        FT_Stroker_Done(stroker)
        FT_Done_FreeType(library)
        font.deallocate()
    }

    /// What has been painted.
    var image: RGBImage { RGBImage(width: width, height: height, bytes: pixels) }

    // MARK: Outlines

    /// Fills the area within a closed line.
    func fill(_ points: [Drawing.Point], _ colour: Colour, opacity: Double) throws(SimstripError) {
        try withOutline(apart(points)) { outline throws(SimstripError) in try fill(&outline, colour, opacity) }
    }

    /// Draws a line of some width along points.
    ///
    /// - Parameter dashes: lengths of dashes and gaps, in turn; none for a whole line.
    func stroke(
        _ points: [Drawing.Point], _ colour: Colour, width: Double, dashes: [Double] = [], isClosed: Bool = false
    ) throws(SimstripError) {
        FT_Stroker_Set(
            stroker, FT_Fixed((width * scale * 32).rounded()),
            FT_STROKER_LINECAP_BUTT,
            FT_STROKER_LINEJOIN_ROUND, 0)
        let points = apart(points)
        let pieces = dashes.isEmpty ? [points] : Self.dashed(points, dashes)
        for piece in pieces.flatMap(Self.runs) where piece.count > 1 {
            try withOutline(piece) { line throws(SimstripError) in
                try check(FT_Stroker_ParseOutline(stroker, &line, isClosed ? 0 : 1))
                var (points, contours): (FT_UInt, FT_UInt) = (0, 0)
                try check(FT_Stroker_GetCounts(stroker, &points, &contours))
                var outline = FT_Outline()
                try check(FT_Outline_New(library, points, FT_Int(contours), &outline))
                defer { FT_Outline_Done(library, &outline) }
                // The stroker adds to what is there.
                (outline.n_points, outline.n_contours) = (0, 0)
                FT_Stroker_Export(stroker, &outline)
                try fill(&outline, colour, 1)
            }
        }
    }

    /// The dashes of a line, one after the other.
    private static func dashed(_ points: [Drawing.Point], _ dashes: [Double]) -> [[Drawing.Point]] {
        var pieces: [[Drawing.Point]] = []
        var (part, left, isDrawn) = (0, dashes[0], true)
        var piece = points.first.map { [$0] } ?? []
        for (a, b) in zip(points, points.dropFirst()) {
            let length = ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)).squareRoot()
            var done = 0.0
            while length - done > left {
                done += left
                let at = Drawing.Point(a.x + (b.x - a.x) * done / length, a.y + (b.y - a.y) * done / length)
                if isDrawn { pieces.append(piece + [at]) }
                piece = [at]
                isDrawn.toggle()
                part = (part + 1) % dashes.count
                left = dashes[part]
            }
            left -= length - done
            piece.append(b)
        }
        return isDrawn ? pieces + [piece] : pieces
    }

    /// So many points of a line are stroked at a time: FreeType's outlines hold 32,767, and a stroke has a dozen a point.
    private static let run = 1_000

    /// The points in runs, each with the last piece of line of the one before, so that lines are joined where runs meet.
    private static func runs(_ points: [Drawing.Point]) -> [ArraySlice<Drawing.Point>] {
        stride(from: 0, to: max(1, points.count - 2), by: run).map { points[$0..<min($0 + run + 2, points.count)] }
    }

    /// Of a line of more points than are stroked at a time those half a pixel apart and more, the first and the last among them:
    /// thousands of layers lie closer.
    private func apart(_ points: [Drawing.Point]) -> [Drawing.Point] {
        guard points.count > Self.run, var former = points.first else { return points }
        let least = 0.5 / scale
        var kept = [former]
        for (number, point) in points.enumerated().dropFirst()
        where number == points.count - 1 || abs(point.x - former.x) >= least || abs(point.y - former.y) >= least {
            kept.append(point)
            former = point
        }
        return kept
    }

    private func withOutline(
        _ points: some Collection<Drawing.Point>, _ body: (inout FT_Outline) throws(SimstripError) -> Void
    ) throws(SimstripError) {
        var outline = FT_Outline()
        try check(FT_Outline_New(library, FT_UInt(points.count), 1, &outline))
        defer { FT_Outline_Done(library, &outline) }
        for (index, point) in points.enumerated() {
            outline.points[index] = FT_Vector(
                x: fraction(point.x), y: bottom - fraction(point.y))
            outline.tags[index] = 1  // on the line, not a handle beside it
        }
        outline.contours[0] = numericCast(points.count - 1)
        try body(&outline)
    }

    /// The lower edge of the paper in 64ths of a pixel, from which FreeType counts upwards.
    private var bottom: FT_Pos { FT_Pos(64 * (above + height)) }

    /// A length in 64ths of a pixel.
    private func fraction(_ length: Double) -> FT_Pos { FT_Pos((length * scale * 64).rounded()) }

    // MARK: Letters

    /// Writes a text.
    func write(
        _ text: String, at place: Drawing.Point, _ anchor: Drawing.Anchor, _ kind: Drawing.TextKind, isUpright: Bool
    ) throws(SimstripError) {
        try check(FT_Set_Char_Size(face, 0, fraction(kind.size), 72, 72))
        var width = 0.0
        for letter in text.unicodeScalars { width += try advance(letter) }
        let behind = width * (anchor == .end ? 1 : anchor == .middle ? 0.5 : 0)
        var pen = -behind
        for letter in text.unicodeScalars {
            let step = try advance(letter)
            var outline = face.pointee.glyph.pointee.outline
            if kind.isBold { try check(FT_Outline_Embolden(&outline, fraction(kind.size / 24))) }
            let turn: (Double, Double) = isUpright ? (0, 1) : (1, 0)
            var matrix = FT_Matrix(
                xx: FT_Fixed(turn.0 * 65536), xy: FT_Fixed(-turn.1 * 65536), yx: FT_Fixed(turn.1 * 65536),
                yy: FT_Fixed(turn.0 * 65536))
            FT_Outline_Transform(&outline, &matrix)
            let x = place.x * scale + pen * turn.0
            let y = place.y * scale - pen * turn.1
            FT_Outline_Translate(&outline, FT_Pos((x * 64).rounded()), bottom - FT_Pos((y * 64).rounded()))
            if outline.n_points > 0 { try fill(&outline, kind.colour, 1) }
            pen += step
        }
    }

    /// Loads a letter; how far the next one stands from it, in pixels.
    private func advance(_ letter: Unicode.Scalar) throws(SimstripError) -> Double {
        try check(FT_Load_Char(face, FT_ULong(letter.value), simstrip_letter_outlines))
        return Double(face.pointee.glyph.pointee.linearHoriAdvance) / 65536
    }

    // MARK: Pixels

    /// Paints a picture, every pixel of it a box.
    func paint(_ picture: Drawing.Picture, at corner: Drawing.Point, width: Double, height: Double) {
        let (columns, rows) = picture.extents
        let left = Int((corner.x * scale).rounded())
        let top = Int((corner.y * scale).rounded()) - above
        let (right, bottom) = (
            Int(((corner.x + width) * scale).rounded()), Int(((corner.y + height) * scale).rounded()) - above
        )
        let shown = max(0, left)..<max(max(0, left), min(right, self.width))
        let line = 3 * self.width
        var former: Int?
        for y in max(0, top)..<max(max(0, top), min(bottom, self.height)) {
            let row = min(rows - 1, (y - top) * rows / max(1, bottom - top))
            if row == former {
                // The same as the line above, copied in place.
                let from = (y - 1) * line + 3 * shown.lowerBound
                pixels.withUnsafeMutableBytes { bytes in
                    let copy = UnsafeRawBufferPointer(rebasing: bytes[from..<from + 3 * shown.count])
                    UnsafeMutableRawBufferPointer(rebasing: bytes[from + line..<from + line + 3 * shown.count])
                        .copyMemory(from: copy)
                }
                continue
            }
            former = row
            for x in shown {
                let colour = picture[row, min(columns - 1, (x - left) * columns / max(1, right - left))]
                let place = y * line + 3 * x
                (pixels[place], pixels[place + 1], pixels[place + 2]) = (colour.red, colour.green, colour.blue)
            }
        }
    }

    /// What the callback of FreeType is given.
    private struct Paint {
        let canvas: Unmanaged<Canvas>
        let colour: Colour
        let opacity: Double
    }

    /// So many columns are filled at a time: FreeType keeps the pixels that an edge crosses in one line of pixels in a pool
    /// of some 680, which a long edge that is nearly level exceeds (error 98).
    private static let strip = 256

    private func fill(_ outline: inout FT_Outline, _ colour: Colour, _ opacity: Double) throws(SimstripError) {
        var bounds = FT_BBox()
        FT_Outline_Get_CBox(&outline, &bounds)
        let columns = (Int(bounds.xMin) >> 6..<Int(bounds.xMax) >> 6 + 1).clamped(to: 0..<width)
        for first in stride(from: columns.lowerBound, to: columns.upperBound, by: Self.strip) {
            try fill(&outline, colour, opacity, columns: first..<min(first + Self.strip, columns.upperBound))
        }
    }

    private func fill(
        _ outline: inout FT_Outline, _ colour: Colour, _ opacity: Double, columns: Range<Int>
    ) throws(SimstripError) {
        var paint = Paint(canvas: .passUnretained(self), colour: colour, opacity: opacity)
        let height = height
        let failure = withUnsafeMutablePointer(to: &paint) { paint in
            var parameters = FT_Raster_Params()
            parameters.flags = simstrip_smooth_spans
            parameters.clip_box = FT_BBox(
                xMin: FT_Pos(columns.lowerBound), yMin: 0, xMax: FT_Pos(columns.upperBound), yMax: FT_Pos(height))
            parameters.user = UnsafeMutableRawPointer(paint)
            parameters.gray_spans = { y, count, spans, user in
                guard let paint = user?.assumingMemoryBound(to: Paint.self).pointee, let spans else { return }
                let canvas = paint.canvas.takeUnretainedValue()
                for span in UnsafeBufferPointer(start: spans, count: Int(count)) {
                    canvas.blend(
                        paint.colour, Double(span.coverage) / 255 * paint.opacity,
                        row: canvas.height - 1 - Int(y),
                        columns: Int(span.x)..<Int(span.x) + Int(span.len))
                }
            }
            return FT_Outline_Render(library, &outline, &parameters)
        }
        try check(failure)
    }

    private func blend(_ colour: Colour, _ share: Double, row: Int, columns: Range<Int>) {
        guard (0..<height).contains(row) else { return }
        let shown = columns.clamped(to: 0..<width)
        let parts = 256 - Int((256 * share).rounded())
        let (red, green, blue) = (Int(colour.red), Int(colour.green), Int(colour.blue))
        for place in stride(
            from: 3 * (row * width + shown.lowerBound), to: 3 * (row * width + shown.upperBound), by: 3)
        {
            pixels[place] = Self.mixed(pixels[place], red, parts)
            pixels[place + 1] = Self.mixed(pixels[place + 1], green, parts)
            pixels[place + 2] = Self.mixed(pixels[place + 2], blue, parts)
        }
    }

    /// So many 256ths of an old value, the rest of a new one.
    private static func mixed(_ old: UInt8, _ new: Int, _ parts: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (parts * Int(old) + (256 - parts) * new + 128) >> 8)
    }

    fileprivate static func failure(_ code: FT_Error) -> SimstripError {
        SimstripError(.failed, "a figure could not be drawn: FreeType's error \(code)")
    }
}

private func check(_ code: FT_Error) throws(SimstripError) {
    guard code == 0 else { throw Canvas.failure(code) }
}
