import Foundation
import TestSupport
import Testing

/// The sample in Fixtures is what `simstrip phantom` makes, and its result is near its truth.
@Suite struct FixtureTests {
    private let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/pristine").path

    @Test func theSampleIsMadeByThePhantomCommand() throws {
        let temporary = try TemporaryFolder()
        let command = try Command([
            "phantom", "--output", temporary.file("pristine"), "--shape", "60,96,96", "--noise", "10", "--tilt",
            "0.01,0.02", "--seed", "1",
        ])
        #expect(command.status == 0, "\(command.errors)")
        let names = temporary.contents().filter { $0.contains(".") }
        #expect(names.count == 64)
        for name in names {
            let made = try bytes(ofFile: temporary.file(name))
            #expect(try made == bytes(ofFile: fixture + name.dropFirst("pristine".count)), "\(name)")
        }
    }

    @Test func itsCurveIsWithinThreePointsOfTheTruth() throws {
        let temporary = try TemporaryFolder()
        let command = try Command(["strip", fixture + "/volume", "--output", temporary.file("out")])
        #expect(command.status == 0, "\(command.errors)")
        func coverages(_ path: String, column: Int) throws -> [Double] {
            try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst().compactMap {
                Double($0.split(separator: ",", omittingEmptySubsequences: false)[column])
            }
        }
        let found = try coverages(temporary.file("out/curve.csv"), column: 4)
        let truth = try coverages(fixture + "/truth_curve.csv", column: 1)
        #expect(found.count == 11)
        for (n, coverage) in found.enumerated() { #expect(abs(coverage - truth[n]) < 0.03) }
    }
}
