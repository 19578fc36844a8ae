import Batching
import Foundation
import TestSupport
import Testing
import VoxelCore

@Suite struct ComparisonTests {
    private let scans: SmallScans

    init() throws { scans = try SmallScans() }

    private func seal(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: scans.temporary.file("out/\(name)/comparison.json"))[
            .systemFileNumber] as? Int
    }

    @Test func scansAreComparedOnceAndAnewWhenASideHasChanged() throws {
        let compare = "[scan_1, scan_2], [scan_3, scan_2]"
        let (outcome, _) = try scans.run(scans.manifest(compare: compare))
        #expect(outcome.failures.isEmpty, "\(outcome.failureTable(in: scans.folder()) ?? "")")
        let names = ["scan_1_vs_scan_2", "scan_3_vs_scan_2"]
        let before = try names.map(seal)
        #expect(!before.contains(nil))
        try scans.run(scans.manifest(compare: compare))
        #expect(try names.map(seal) == before)
        let slice = try scans.slice(3, of: "scan_1")
        try Data(bytes(ofFile: slice)).write(to: URL(fileURLWithPath: slice))
        #expect(try scans.run(scans.manifest(compare: compare)).worked == ["scan_1"])
        #expect(try seal(names[0]) != before[0])
        #expect(try seal(names[1]) == before[1])
    }

    /// Three scans are a series, made once and made anew when any of them has changed.
    @Test func threeScansAreASeries() throws {
        let compare = "[scan_1, scan_2, scan_3]"
        let (outcome, _) = try scans.run(scans.manifest(compare: compare))
        #expect(outcome.failures.isEmpty && outcome.failedComparisons.isEmpty)
        let name = "scan_1_vs_scan_2_vs_scan_3"
        let before = try seal(name)
        let part = try seal(name + "/c")
        #expect(before != nil && part != nil)
        try scans.run(scans.manifest(compare: compare))
        #expect(try seal(name) == before)
        let slice = try scans.slice(3, of: "scan_3")
        try Data(bytes(ofFile: slice)).write(to: URL(fileURLWithPath: slice))
        try scans.run(scans.manifest(compare: compare))
        #expect(try seal(name) != before)
        #expect(throws: SimstripError.self) { try scans.run(scans.manifest(compare: "[scan_1, scan_2, scan_1]")) }
    }

    /// A comparison is of the results that it names by their digests, whatever the times of files say.
    @Test func timesOfSealsDecideNothing() throws {
        let compare = "[scan_1, scan_2]"
        try scans.run(scans.manifest(compare: compare))
        let before = try seal("scan_1_vs_scan_2")
        let files = FileManager.default
        let result = scans.temporary.file("out/scan_1/result.json")
        // Younger results with the same bytes are the same results.
        try files.setAttributes([.modificationDate: Date(timeIntervalSinceNow: 86_400)], ofItemAtPath: result)
        try scans.run(scans.manifest(compare: compare))
        #expect(try seal("scan_1_vs_scan_2") == before)
        // An older one with others is not, nor one that is younger than all that come later.
        for day in [-86_400.0, 86_400] {
            let before = try seal("scan_1_vs_scan_2")
            try files.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: 864_000)],
                ofItemAtPath: scans.temporary.file("out/scan_1_vs_scan_2/comparison.json"))
            let slice = try scans.slice(3, of: "scan_1")
            try Data(bytes(ofFile: slice)).write(to: URL(fileURLWithPath: slice))
            #expect(try scans.run(scans.manifest()).worked == ["scan_1"])
            try files.setAttributes([.modificationDate: Date(timeIntervalSinceNow: day)], ofItemAtPath: result)
            try scans.run(scans.manifest(compare: compare))
            #expect(try seal("scan_1_vs_scan_2") != before)
        }
    }

    @Test func aComparisonOfAFailedScanFailsAndNamesIt() throws {
        try "no image".write(toFile: scans.slice(4, of: "scan_2"), atomically: true, encoding: .utf8)
        let (outcome, _) = try scans.run(scans.manifest(compare: "[scan_1, scan_2], [scan_1, scan_3]"))
        #expect(outcome.failures.map(\.name) == ["scan_2", "scan_1_vs_scan_2"])
        #expect(outcome.failures[1].error.message.contains("the scan 'scan_2' has failed"))
        #expect(try seal("scan_1_vs_scan_3") != nil)
        #expect(!FileManager.default.fileExists(atPath: scans.temporary.file("out/scan_1_vs_scan_2")))
    }
}
