import Foundation
import TestSupport
import Testing
import VoxelCore

import Drawings
import Exports
import Report
import Results
import Stripping

@Suite struct FormatTests {
    private let map = Map<Phase>(rows: 2, columns: 3, values: [.outside, .lithium, .sodium, .void, .sodium, .lithium])

    @Test func pgmIsBinaryWithTheContractsGreys() {
        #expect(map.pgm == Array("P5\n3 2\n255\n".utf8) + [0, 128, 255, 64, 255, 128])
    }

    @Test func csvIsAMatrixOfCodes() {
        #expect(String(decoding: map.csv, as: UTF8.self) == "0,1,2\n3,2,1\n")
    }

    @Test(arguments: [
        (0.0, 2, "0.00"), (1.005, 1, "1.0"), (-0.04, 1, "0.0"), (-1.26, 1, "-1.3"), (12.5, 0, "13"), (0.05, 2, "0.05"),
        (999.996, 2, "1000.00"), (.nan, 2, "nan"), (-.infinity, 1, "-inf"), (0.000001, 6, "0.000001"),
    ])
    func numbersHaveFixedPlaces(value: Double, places: Int, text: String) {
        #expect(fixed(value, places) == text)
    }

    @Test(arguments: [
        (-0.314, "−0.31 µm"), (2, "+2.00 µm"), (-0.004, "0.00 µm"), (0, "0.00 µm"), (-10, "−10.00 µm"),
    ])
    func signsGoWithWhatIsNotNought(_ value: Double, _ text: String) {
        #expect(signed(value, fixed(abs(value), 2) + " µm") == text)
    }

    /// The examples of the Particle Data Group, 5.3, and others.
    @Test(arguments: [
        (0.119, 2), (0.367, 1), (0.9, 1), (0.97, 1), (15.2, 0), (3.54, 1), (3.56, 0), (0.0021, 4), (0, 6),
    ])
    func aNumberHasThePlacesThatItsErrorLeavesAMeaning(error: Double, count: Int) {
        #expect(places(within: error, atMost: 6) == count)
    }

    @Test(arguments: [
        (13.9999986, "14"), (4.2, "4.2"), (0.3249999, "0.325"), (1727.6, "1728"), (123456, "123456"), (0, "0"),
        (12.345678, "12.35"), (-0.5, "-0.5"), (.nan, "nan"),
    ])
    func lengthsHaveFourDigits(value: Double, text: String) {
        #expect(lengthText(value) == text)
    }

    @Test func sharesHaveAsManyDigitsAsTheirBoundsLeave() {
        #expect(Bounded(0.4137).percentWithInterval == "41.4 %")
        #expect(Bounded(0.4137, low: 0.39, high: 0.43).percentWithInterval == "41.4 % (39.0 to 43.0)")
        let wide = Bounded(0.4137, low: 0.33, high: 0.47)
        #expect(wide.percentWithInterval == "41 % (33 to 47)")
        #expect(wide.percentInterval == "33 to 47 %")
        #expect(wide.percent(0.5863) == "59")
        #expect(Bounded(-0.281, low: -0.446, high: -0.106).pointsText == "−28 points (−45 to −11)")
        #expect(Bounded(0.0004, low: -0.02, high: 0.02).pointsText == "0.0 points (−2.0 to +2.0)")
    }

    @Test(arguments: HostileText.samples)
    func whateverATextHoldsItIsTextInHTML(text: String) {
        let html = escaped(text)
        #expect(!html.unicodeScalars.contains { "<>\"'".unicodeScalars.contains($0) || $0.isControl && $0 != "\n" })
        let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        let back = entities.reduce(html) { $0.replacingOccurrences(of: $1.0, with: $1.1, options: .literal) }
        let shown = text.replacingScalars { $0.isControl && $0 != "\n" ? "\u{FFFD}" : nil }
        #expect(Array(back.utf8) == Array(shown.utf8))
    }

    @Test(arguments: HostileText.samples)
    func whateverATextHoldsItIsOneFieldOfCSV(text: String) {
        let field = csvField(text)
        #expect(!field.hasControls)
        let isQuoted = field.unicodeScalars.first == "\""
        let inner = isQuoted ? String(String.UnicodeScalarView(field.unicodeScalars.dropFirst().dropLast())) : field
        let quotes = inner.utf8.filter { $0 == UInt8(ascii: "\"") }.count
        #expect(isQuoted ? quotes % 2 == 0 : quotes == 0 && !inner.utf8.contains(UInt8(ascii: ",")))
        #expect(!"=+-@".unicodeScalars.contains(inner.unicodeScalars.first ?? " "))
    }

    @Test func numbersAndMessagesInCSVStayWhatTheyAre() {
        #expect(["-1.5", "+2", "-inf", "a", ""].map(csvField) == ["-1.5", "+2", "-inf", "a", ""])
        #expect(csvField("2 mistakes\n  one\n  two") == "2 mistakes; one; two")
        #expect(csvField("=HYPERLINK(\"x\")") == "\"'=HYPERLINK(\"\"x\"\")\"")
    }

    @Test func htmlIsEscaped() {
        #expect(escaped("<a href=\"x\">&'") == "&lt;a href=&quot;x&quot;&gt;&amp;&#39;")
    }

    @Test func aPNGHasTheSignatureTheChunksAndTheSizeOfThePicture() throws {
        let png = try PNGImage(map).encoded()
        #expect(png.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(Array(png[12..<16]) == Array("IHDR".utf8))
        #expect(Array(png[16..<24]) == [0, 0, 0, 3, 0, 0, 0, 2])
        #expect(Array(png.suffix(8).prefix(4)) == Array("IEND".utf8))
        // Two bits a pixel from a palette.
        #expect(png[24..<26] == [2, 3])
        // The CRC of an empty IEND chunk is a constant of the standard.
        #expect(Array(png.suffix(4)) == [0xAE, 0x42, 0x60, 0x82])
    }

    @Test func unknownNumbersAreNullNotMissing() throws {
        struct Sample: Codable {
            @ExplicitNull var value: Double?
            @ExplicitNull var other: Double?
        }
        let text = String(decoding: try JSONEncoder().encode(Sample(value: nil, other: 2)), as: UTF8.self)
        #expect(text.contains("\"value\":null"))
        #expect(text.contains("\"other\":2"))
        #expect(try JSONDecoder().decode(Sample.self, from: Data(text.utf8)).value == nil)
    }
}
