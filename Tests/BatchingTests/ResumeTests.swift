import Analysis
import Batching
import Foundation
import Exports
import Options
import Publishing
import Results
import TestSupport
import Testing
import VoxelCore

import Glibc

/// A scan is done when its result says so for the same inputs, the same request and the same version.
@Suite struct ResumeTests {
    private let scans: SmallScans

    init() throws {
        scans = try SmallScans()
        #expect(try scans.run(scans.manifest()).outcome.failures.isEmpty)
    }

    /// The scans that a manifest finds to be done, with the reasons.
    private func unfinished(_ manifest: Manifest) throws -> [String: String] {
        var reasons: [String: String] = [:]
        for step in try BatchPlan(manifest, in: scans.folder(), threads: 2).unfinished {
            guard case .pending(let need) = step.state else { continue }
            reasons[step.task.name] = need.reason ?? "no result"
        }
        return reasons
    }

    private func edit(_ name: String, _ old: String, _ new: String) throws {
        let path = scans.temporary.file("out/\(name)/result.json")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(old))
        try text.replacingOccurrences(of: old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func touch(_ path: String) throws {
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: path)
    }

    @Test func whatIsFinishedIsNotDoneAgain() throws {
        let before = try FileManager.default.attributesOfItem(atPath: scans.temporary.file("out/scan_1/result.json"))
        #expect(try scans.run(scans.manifest()).worked.isEmpty)
        let after = try FileManager.default.attributesOfItem(atPath: scans.temporary.file("out/scan_1/result.json"))
        #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
    }

    @Test func anOptionSaidInOtherWordsIsTheSame() throws {
        #expect(try unfinished(scans.manifest("na-threshold: auto, roi: ':,:,:', maps: all, threads: 1")).isEmpty)
    }

    @Test func anotherOptionMeansAnotherResult() throws {
        let reasons = try unfinished(scans.manifest("na-threshold: 118"))
        #expect(Set(reasons.keys) == Set(scans.names))
        #expect(reasons["scan_1"] == "na-threshold was auto, is 118")
        #expect(try scans.run(scans.manifest("na-threshold: 118")).worked.count == 3)
        #expect(try unfinished(scans.manifest("na-threshold: 118")).isEmpty)
        #expect(try unfinished(scans.manifest("na-threshold: 118.5")).count == 3)
    }

    @Test func aSliceOfTheSameSizeThatWasWrittenAnewIsAChange() throws {
        let slice = try scans.slice(3, of: "scan_2")
        var bytes = try bytes(ofFile: slice)
        bytes[bytes.count - 1] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: slice))
        #expect(try unfinished(scans.manifest()) == ["scan_2": "\(slice) has changed"])
    }

    @Test func aSliceMoreOrLessIsAChange() throws {
        try FileManager.default.removeItem(atPath: scans.slice(29, of: "scan_3"))
        #expect(try unfinished(scans.manifest()) == ["scan_3": "slices were added or removed"])
    }

    @Test func aVoxelSizeThatAppearsBesideTheSlicesIsAChange() throws {
        try "voxel-size: 0.7um\n".write(
            toFile: scans.volume("scan_1") + "/simstrip.yaml", atomically: true, encoding: .utf8)
        #expect(try Array(unfinished(scans.manifest()).keys) == ["scan_1"])
    }

    /// Of the same size and time, and yet another: written in place, replaced by another file, or copied.
    @Test func aSliceWhoseTimeWasSetBackIsAChange() throws {
        let slice = try scans.slice(3, of: "scan_2")
        for inPlace in [true, false] {
            var status = stat()
            #expect(stat(slice, &status) == 0)
            var changed = try bytes(ofFile: slice)
            changed[changed.count - 1] ^= 1
            if inPlace {
                let handle = try FileHandle(forWritingTo: URL(filePath: slice))
                try handle.write(contentsOf: Data(changed))
                try handle.close()
            } else {
                try Data(changed).write(to: URL(filePath: slice), options: .atomic)
            }
            let times = [status.st_atim, status.st_mtim]
            #expect(utimensat(AT_FDCWD, slice, times, 0) == 0)
            let reasons = try unfinished(scans.manifest())
            #expect(Array(reasons.keys) == ["scan_2"])
            #expect(reasons["scan_2"]?.contains("its time set back, or it is a copy") == true)
            #expect(try scans.run(scans.manifest()).worked == ["scan_2"])
            #expect(try unfinished(scans.manifest()).isEmpty)
        }
    }

    /// What a copied project holds is not known to be the same: done again once, or read once by whoever took digests.
    @Test func aCopyIsDoneAgainOnceAndNotWhereDigestsWereTaken() throws {
        for digest in [false, true] {
            var settings = ScanSettings()
            if digest { settings["digest"] = "true" }
            let manifest = try scans.manifest(overrides: settings)
            try scans.run(manifest)
            try FileManager.default.moveItem(atPath: scans.volume("scan_1"), toPath: scans.temporary.file("old"))
            try scans.temporary.makeFolder("scans/scan_1")
            for name in try FileManager.default.contentsOfDirectory(atPath: scans.temporary.file("old")) {
                let (from, copy) = (scans.temporary.file("old/\(name)"), scans.volume("scan_1") + "/\(name)")
                try Data(bytes(ofFile: from)).write(to: URL(filePath: copy))
                var status = stat()
                #expect(stat(from, &status) == 0)
                #expect(utimensat(AT_FDCWD, copy, [status.st_atim, status.st_mtim], 0) == 0)
            }
            try FileManager.default.removeItem(atPath: scans.temporary.file("old"))
            #expect(try scans.run(manifest).worked == (digest ? [] : ["scan_1"]))
            #expect(try scans.run(manifest).worked.isEmpty)
        }
    }

    /// Results of before inodes were recorded count by what they have recorded.
    @Test func aResultWithoutTimesOfInodesIsTakenByTheOthers() throws {
        let path = scans.temporary.file("out/scan_1/result.json")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n").filter { !$0.contains("\"changed\"") }
        #expect(lines.count == text.split(separator: "\n").count - 30)
        try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try unfinished(scans.manifest()).isEmpty)
        try touch(scans.slice(0, of: "scan_1"))
        #expect(try Array(unfinished(scans.manifest()).keys) == ["scan_1"])
    }

    @Test func timesAloneAreAChangeUnlessTheDigestSaysOtherwise() throws {
        try touch(scans.slice(0, of: "scan_1"))
        #expect(try Array(unfinished(scans.manifest()).keys) == ["scan_1"])
        var digest = ScanSettings()
        digest["digest"] = "true"
        let manifest = try scans.manifest(overrides: digest)
        try scans.run(manifest)
        try touch(scans.slice(1, of: "scan_1"))
        #expect(try unfinished(manifest).isEmpty)
        let slice = try scans.slice(1, of: "scan_1")
        var bytes = try bytes(ofFile: slice)
        bytes[bytes.count - 1] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: slice))
        #expect(try unfinished(manifest) == ["scan_1": "the samples have changed"])
    }

    @Test func anotherVersionOfTheMethodMeansAnotherResult() throws {
        try edit("scan_1", "\"version\" : \"\(Simstrip.version)\"", "\"version\" : \"0.0.9\"")
        #expect(
            try unfinished(scans.manifest())["scan_1"]?.contains("is of version 0.0.9 of the method") == true)
    }

    /// Without a result.json of ours nothing says whose the files are; nor is anything read for such a scan.
    @Test func aHalfWrittenFolderIsRefusedAndDoneOnceItIsMovedAway() throws {
        let whole = try scans.files()
        let files = FileManager.default
        try files.removeItem(atPath: scans.temporary.file("out/scan_1/result.json"))
        try "half".write(
            toFile: scans.temporary.file("out/scan_1/maps/coverage_0099.csv"), atomically: true, encoding: .utf8)
        try "{\"version\":".write(
            toFile: scans.temporary.file("out/scan_2/result.json"), atomically: true, encoding: .utf8)
        let before = try scans.files().filter { !$0.key.hasPrefix("summary") }
        let outcome = try scans.run(scans.manifest()).outcome
        #expect(outcome.failures.map(\.name) == ["scan_1", "scan_2"])
        #expect(outcome.failures.allSatisfy { $0.error.kind == .output })
        #expect(try scans.files().filter { !$0.key.hasPrefix("summary") } == before)
        for name in ["scan_1", "scan_2"] { try files.removeItem(atPath: scans.temporary.file("out/\(name)")) }
        #expect(try scans.run(scans.manifest()).worked == ["scan_1", "scan_2"])
        #expect(try scans.files() == whole)
    }

    @Test func whatAUserPutsAmongTheMapsIsNeverReplaced() throws {
        let notes = scans.temporary.file("out/scan_1/maps/notes.txt")
        try "mine".write(toFile: notes, atomically: true, encoding: .utf8)
        let outcome = try scans.run(scans.manifest("na-threshold: 118")).outcome
        #expect(outcome.failures.map(\.name) == ["scan_1"])
        #expect(outcome.failures.first?.error.message.contains("maps/notes.txt") == true)
        #expect(try String(contentsOfFile: notes, encoding: .utf8) == "mine")
    }

    @Test func whatIsNotOursIsNeverReplaced() throws {
        let notes = scans.temporary.file("out/scan_1/notes.txt")
        try "mine".write(toFile: notes, atomically: true, encoding: .utf8)
        let outcome = try scans.run(scans.manifest("na-threshold: 118")).outcome
        #expect(outcome.failures.map(\.name) == ["scan_1"])
        #expect(outcome.failures.first?.error.kind == .output)
        #expect(outcome.failures.first?.error.message.contains("notes.txt") == true)
        #expect(try String(contentsOfFile: notes, encoding: .utf8) == "mine")
    }
}
