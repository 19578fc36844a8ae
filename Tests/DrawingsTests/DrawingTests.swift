import CZlib
import Drawings
import FoundationEssentials
import Testing
import VoxelCore

/// Drawings as they are written, as SVG and as PNG.
@Suite struct DrawingTests {
    private static let red = Colour(220, 30, 40)
    private static let white = Colour(grey: 255)

    /// 64 units wide and 40 high, at two pixels a unit.
    private func image(_ items: [Drawing.Item]) throws -> RGBImage {
        var drawing = Drawing(width: 64, height: 40, title: "test")
        for item in items { drawing.add(item) }
        let image = try drawing.image(resolution: 2 * 25.4 * Drawing.unitsPerMillimetre)
        #expect(image.width == 128 && image.height == 80)
        return image
    }

    /// How many pixels of a part of a picture are not white.
    private func inked(_ image: RGBImage, rows: Range<Int>, columns: Range<Int>) -> Int {
        rows.reduce(0) { sum, row in sum + columns.count { image[row, $0] != Self.white } }
    }

    @Test func areasLieWhereTheyAreAndNowhereElse() throws {
        let image = try image([.block(.init(10, 5), width: 20, height: 10, Self.red, opacity: 1)])
        for row in 0..<image.height {
            for column in 0..<image.width {
                let isInside = (10..<30).contains(row) && (20..<60).contains(column)
                #expect(image[row, column] == (isInside ? Self.red : Self.white))
            }
        }
        let half = try self.image([
            .area([.init(0, 0), .init(64, 0), .init(64, 40), .init(0, 40)], Self.red, opacity: 0.5)
        ])
        let mixed = half[40, 64]
        #expect(abs(Int(mixed.red) - (255 + 220) / 2) <= 1 && abs(Int(mixed.green) - (255 + 30) / 2) <= 1)
    }

    /// An area that ends within a pixel colours it in part.
    @Test func edgesAreSmooth() throws {
        let image = try image([.block(.init(10, 10), width: 10.25, height: 10, Colour(grey: 0), opacity: 1)])
        #expect(image[30, 39] == Colour(grey: 0) && image[30, 41] == Self.white)
        #expect((120...136).contains(image[30, 40].red))
    }

    @Test func curvesAreAsWideAsTheyShouldBe() throws {
        let points = [Drawing.Point(8, 20), .init(56, 20)]
        let whole = try image([.curve(points, Self.red, isDashed: false, name: "Na")])
        // 2.5 units are five pixels.
        #expect((20..<110).allSatisfy { column in (0..<80).count { whole[$0, column] != Self.white } == 6 })
        #expect(inked(whole, rows: 0..<80, columns: 0..<15) == 0)
        let dashed = try image([.curve(points, Self.red, isDashed: true, name: "Na")])
        let share =
            Double(inked(dashed, rows: 0..<80, columns: 16..<112))
            / Double(inked(whole, rows: 0..<80, columns: 16..<112))
        #expect(abs(share - 7.0 / 12) < 0.06)
        // It begins with a dash, and a gap follows.
        #expect(dashed[40, 18] == Self.red && dashed[40, 16 + 19] == Self.white)
    }

    /// Of more layers than FreeType's outlines have room for, the curve and its band are drawn all the same.
    @Test func curvesOfAnyLengthAreDrawn() throws {
        let points = (0...40_000).map { Drawing.Point(8 + Double($0) / 40_000 * 48, 30 - Double($0) / 40_000 * 20) }
        let curve = try image([.curve(points, Self.red, isDashed: false, name: "Na")])
        let below = points + [.init(56, 38), .init(8, 38)]
        let area = try image([.area(below, Self.red, opacity: 1)])
        for column in 18..<110 {
            let row = Int(2 * (30 - (Double(column) / 2 - 8) / 48 * 20))
            #expect(curve[row, column] == Self.red && curve[row - 10, column] == Self.white)
            #expect(area[row + 4, column] == Self.red && area[row - 4, column] == Self.white)
        }
        // Sharp enough for several runs, one of which begins within the steps.
        var drawing = Drawing(width: 640, height: 40, title: "steps")
        drawing.add(
            .curve(
                (0...6_000).map { .init(10 + Double($0) / 10, $0 % 20 < 10 ? 10 : 30) }, Self.red, isDashed: false,
                name: "Na"))
        let steps = try drawing.image(resolution: 600)
        let unit = Double(steps.width) / 640
        let seen = (0..<steps.width).count { steps[Int(20 * unit), $0] == Self.red }
        // An edge every unit, and lines 2.5 units wide: nothing of the middle is left white.
        #expect(Double(seen) > 0.97 * 600 * unit)
    }

    /// An edge that crosses thousands of pixels of one line is drawn whole, at the sharpness that is printed.
    @Test(arguments: [0.02, 0.1, 1, -0.3]) func longEdgesThatAreNearlyLevelAreDrawn(rise: Double) throws {
        var drawing = Drawing(width: 640, height: 40, title: "level")
        let (start, end) = (Drawing.Point(10, 20), Drawing.Point(630, 20 + rise))
        drawing.add(.curve([start, .init(300, 20 + rise / 3), end], Self.red, isDashed: false, name: "Na"))
        drawing.add(.area([start, end, .init(630, 30), .init(10, 30)], Self.red, opacity: 0.5))
        let image = try drawing.image(resolution: 600)
        let scale = Double(image.width) / 640
        for column in Int(12 * scale)..<Int(628 * scale) {
            let place = 20 + rise * (Double(column) / scale - 10) / 620
            #expect(image[Int(place * scale), column] == Self.red)
            #expect(image[Int(25 * scale), column].green > 130 && image[Int(35 * scale), column] == Self.white)
        }
    }

    @Test(arguments: [Drawing.Anchor.start, .middle, .end]) func textsStandAtTheirAnchor(anchor: Drawing.Anchor) throws
    {
        let text = { (isUpright: Bool) in
            Drawing.Item.text("Li", .init(32, 20), anchor, .plain, isUpright: isUpright)
        }
        let level = try image([text(false)])
        let (left, right) = (
            inked(level, rows: 0..<42, columns: 0..<64), inked(level, rows: 0..<42, columns: 64..<128)
        )
        #expect(inked(level, rows: 42..<80, columns: 0..<128) == 0)
        switch anchor {
        case .start: #expect(left == 0 && right > 50)
        case .middle: #expect(left > 20 && right > 20)
        case .end: #expect(left > 50 && right <= 2)
        }
        // Upright texts run upwards, their feet to the right.
        let upright = try image([text(true)])
        let (above, below) = (
            inked(upright, rows: 0..<40, columns: 0..<66), inked(upright, rows: 40..<80, columns: 0..<66)
        )
        #expect(inked(upright, rows: 0..<80, columns: 66..<128) == 0)
        switch anchor {
        case .start: #expect(below == 0 && above > 50)
        case .middle: #expect(above > 20 && below > 20)
        case .end: #expect(above <= 2 && below > 50)
        }
    }

    /// Letters of names are heavier, and every letter that figures hold is there: none is drawn as the box of a missing one.
    @Test func lettersAreThere() throws {
        let ink = { (text: String, kind: Drawing.TextKind) in
            inked(
                try image([.text(text, .init(8, 30), .start, kind, isUpright: false)]), rows: 0..<80, columns: 0..<128)
        }
        #expect(try ink("Na", .name(Self.red)) > ink("Na", .plain))
        let missing = try ink("\u{4E00}", .plain)
        #expect(missing > 0)
        for letter in "µ⁻²×°−–·…₀Ωé" { #expect(try ink(String(letter), .plain) != missing, "\(letter)") }
    }

    @Test func picturesAreDrawnPixelByPixel() throws {
        let pixels = PNGImage(width: 2, height: 2, palette: [Colour(grey: 0), Self.red], pixels: [0, 1, 1, 0])
        let image = try image([.picture(.init(pixels), .init(10, 10), width: 20, height: 20, name: "map")])
        for row in 20..<60 {
            for column in 20..<60 {
                let isRed = (row < 40) != (column < 40)
                #expect(image[row, column] == (isRed ? Self.red : Colour(grey: 0)))
            }
        }
        #expect(inked(image, rows: 0..<80, columns: 0..<128) == 1600)
    }

    /// The file says how large it is, and holds the pixels that it should.
    @Test func pngFilesHoldTheirPixels() throws {
        var image = RGBImage(width: 3, height: 2, filledWith: Self.white)
        image[1, 2] = Self.red
        let file = try image.encoded(resolution: 600)
        // Where the content of a chunk begins.
        let content = { (name: String) in
            file.indices.first { file[$0...].starts(with: name.utf8) }.map { $0 + 4 }
        }
        let start = try #require(content("pHYs"))
        // 600 dots per inch are 23,622 a metre.
        #expect(Array(file[start..<start + 9]) == [0, 0, 0x5C, 0x46, 0, 0, 0x5C, 0x46, 1])
        let white = [UInt8](repeating: 255, count: 3)
        #expect(
            try unpacked(file) == [0] + white + white + white + [0] + white + white + [220, 30, 40])
    }

    /// A drawing that is painted in several bands has no seams.
    @Test func bandsMakeAWhole() throws {
        var drawing = Drawing(width: 90, height: 300, title: "bands")
        drawing.add(.curve([.init(3, 2), .init(80, 298)], Self.red, isDashed: true, name: "Na"))
        drawing.add(.area([.init(10, 40), .init(80, 150), .init(20, 280)], Colour(grey: 40), opacity: 0.4))
        let pixels = PNGImage(width: 2, height: 3, palette: [Colour(grey: 0), Self.red], pixels: [0, 1, 1, 0, 0, 1])
        drawing.add(.picture(try .init(pixels), .init(30, 20), width: 20, height: 250, name: "map"))
        for y in stride(from: 10.0, to: 300, by: 9) {
            drawing.add(.text("Li \(y)", .init(40, y), .middle, .plain, isUpright: false))
        }
        let resolution = 2.3 * 25.4 * Drawing.unitsPerMillimetre
        let image = try drawing.image(resolution: resolution)
        #expect(image.height == 690)
        #expect(try drawing.png(resolution: resolution).count > 1000)
        let (banded, whole) = (try unpacked(drawing.png(resolution: resolution)), try unpacked(image.encoded()))
        // FreeType rounds single edges otherwise where a band cuts them.
        #expect(banded.count == whole.count && zip(banded, whole).allSatisfy { abs(Int($0) - Int($1)) <= 3 })
        #expect(zip(banded, whole).count { $0 != $1 } < whole.count / 10_000)
    }

    /// The lines of a PNG file.
    private func unpacked(_ file: [UInt8]) throws -> [UInt8] {
        let from = try #require(file.indices.first { file[$0...].starts(with: "IDAT".utf8) }.map { $0 + 4 })
        var (bytes, size) = ([UInt8](repeating: 0, count: 1 << 22), uLong(1 << 22))
        let packed = Array(file[from..<file.count - 16])
        #expect(uncompress(&bytes, &size, packed, uLong(packed.count)) == Z_OK)
        return Array(bytes.prefix(Int(size)))
    }

    @Test func svgFilesAreAsLargeAsOnPaperAndEscaped() throws {
        var drawing = Drawing(width: 640, height: 320, title: "a < b & \"c\"")
        drawing.add(.text("x > 1 & y", .init(1, 2), .start, .plain, isUpright: false))
        drawing.add(.curve([.init(0, 0), .init(1, 1)], Self.red, isDashed: true, name: "<Na>"))
        let pixels = PNGImage(width: 1, height: 1, palette: [Self.red], pixels: [0])
        drawing.add(.picture(try .init(pixels), .init(0, 0), width: 1, height: 1, name: "map-1"))
        let svg = drawing.svg()
        #expect(svg.contains("width=\"85.00mm\" height=\"42.50mm\" viewBox=\"0 0 640.0 320.0\""))
        #expect(svg.contains("<title>a &lt; b &amp; &quot;c&quot;</title>") && svg.contains(">x &gt; 1 &amp; y</text>"))
        #expect(svg.contains("<title>&lt;Na&gt;</title>") && svg.contains("stroke-dasharray"))
        #expect(svg.contains("href=\"data:image/png;base64,\(Data(try pixels.encoded()).base64EncodedString())\""))
        #expect(drawing.svg { "picture:\($0)" }.contains("href=\"picture:map-1\""))
    }

    @Test func drawingsAreMovedAsAWhole() throws {
        var part = Drawing(width: 10, height: 10, title: "part")
        part.add(.block(.init(1, 2), width: 3, height: 4, Self.red, opacity: 1))
        part.add(.line(.init(0, 0), .init(5, 5), .mark))
        var whole = Drawing(width: 64, height: 40, title: "whole")
        whole.add(part, at: .init(20, 10))
        let svg = whole.svg()
        #expect(svg.contains("<rect x=\"21.0\" y=\"12.0\" width=\"3.0\" height=\"4.0\""))
        #expect(svg.contains("<line x1=\"20.0\" y1=\"10.0\" x2=\"25.0\" y2=\"15.0\" class=\"mark\"/>"))
    }
}
