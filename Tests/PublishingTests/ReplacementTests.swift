import Exports
import Foundation
import Publishing
import Results
import Synchronization
import TestSupport
import Testing
import VoxelCore

import Glibc

/// A result replaces another at once, or as one that can be gone on with from every point.
@Suite struct ReplacementTests {
    /// A result as far as publishing looks at it: everything in it tells which one it is.
    private static func seal(_ mark: String, maps: String = "[1]") -> String {
        """
        {"version": "\(mark)", "input": {"path": "v", "shape": [9, 8, 7], "dtype": "uint8"},
        "parameters": {"maps": \(maps), "labels": false}, "geometry": {"axis": "z", "electrode": "high"},
        "curve": [{"layers_removed": 0, "na_coverage": 0}, {"layers_removed": 1, "na_coverage": 0.5}]}
        """
    }

    private static func publish(
        _ mark: String, to place: String, _ replacement: OutputFolder.Replacement = .files,
        trial: PublishingTrial = .init()
    ) throws {
        let folder = try OutputFolder(place, for: ScanExports.folder, replacing: replacement, trial: trial)
        try folder.write(mark, to: "curve.csv")
        try folder.write(mark, to: "interface.tif")
        try folder.write(mark, to: "maps/coverage_000\(mark == "old" ? 0 : 1).pgm")
        try folder.write(seal(mark, maps: mark == "old" ? "[0]" : "[1]"), to: ScanFolder.seal)
        try folder.publish()
    }

    private static let foreign = ["maps/notes.txt", "own/deep/file.txt", "notes.txt"]
    private static let old = ["curve.csv", "interface.tif", "maps/coverage_0000.pgm", "result.json"]
    private static let new = ["curve.csv", "interface.tif", "maps/coverage_0001.pgm", "result.json"]

    /// The files below a folder.
    private static func files(_ folder: String) -> [String] {
        (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).sorted().filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(folder)/\($0)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    /// Which result a folder with a seal holds, if it holds that and nothing of the other; nil where it has no seal.
    private static func whole(_ folder: String, foreign: [String]) throws -> String? {
        guard let seal = try? String(contentsOfFile: "\(folder)/result.json", encoding: .utf8) else { return nil }
        let mark = seal.contains("\"old\"") ? "old" : "new"
        let names = (mark == "old" ? old : new).filter { $0 != "result.json" }
        for name in names {
            #expect(try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) == mark, "\(name)")
        }
        let visible = files(folder).filter { !$0.contains(".simstrip-") }
        #expect(visible == (names + ["result.json"] + foreign).sorted())
        return mark
    }

    /// A former result in `disk/out`, with files of somebody else in it.
    private static func formerResult(in temporary: TemporaryFolder, beside foreign: [String]) throws -> String {
        let place = temporary.file("disk/out")
        try publish("old", to: place)
        for name in foreign { try temporary.write("disk/out/\(name)", "mine") }
        return place
    }

    /// The ways a replacement can go: at once; file by file because the file system cannot, or because of foreign files.
    private static let ways: [(exchanges: Bool, foreign: [String])] = [
        (true, []), (false, []), (true, foreign), (false, foreign),
    ]

    /// A kill is looked at as what it leaves on the disk: a copy of everything, made before every step.
    @Test(arguments: [OutputFolder.Replacement.files, .folder]) func aKillAtAnyPointLeavesOneOrTheOther(
        replacement: OutputFolder.Replacement
    ) throws {
        for (exchanges, foreign) in Self.ways where replacement == .files || foreign.isEmpty {
            let temporary = try TemporaryFolder()
            let place = try Self.formerResult(in: temporary, beside: foreign)
            let steps = Atomic(0)
            var trial = PublishingTrial()
            trial.exchanges = exchanges
            let (disk, copies) = (temporary.file("disk"), temporary.file("copies"))
            try temporary.makeFolder("copies")
            let copy: @Sendable () throws -> Void = {
                let step = steps.add(1, ordering: .relaxed).newValue
                try FileManager.default.copyItem(atPath: disk, toPath: "\(copies)/\(step)")
            }
            trial.beforeStep = copy
            try Self.publish("new", to: place, replacement, trial: trial)
            try copy()
            let count = steps.load(ordering: .relaxed)
            #expect(count >= (exchanges && foreign.isEmpty ? 4 : 12))
            var found: [String?] = []
            for step in 1...count {
                let out = "\(copies)/\(step)/out"
                found.append(try Self.whole(out, foreign: foreign))
                for name in foreign {
                    #expect(try String(contentsOfFile: "\(out)/\(name)", encoding: .utf8) == "mine")
                }
                // The plan of a batch does not refuse it either.
                try OutputFolder.check(out, for: ScanExports.folder, replacing: replacement)
                // The same command again.
                try Self.publish("new", to: out, replacement)
                #expect(try Self.whole(out, foreign: foreign) == "new", "step \(step)")
                #expect(
                    Self.files("\(copies)/\(step)") == (Self.new + foreign).map { "out/\($0)" }.sorted(), "step \(step)"
                )
            }
            #expect(found.first == "old")
            #expect(found.last == "new")
            if exchanges, foreign.isEmpty { #expect(!found.contains(nil), "there was a moment without a result") }
        }
    }

    /// What a kill left is brought to its end by whoever tidies up, too.
    @Test func aReplacementThatWasKilledIsFinishedByTheNextOne() throws {
        let temporary = try TemporaryFolder()
        try Self.publish("old", to: temporary.file("disk/out"))
        for name in Self.foreign { try temporary.write("disk/out/\(name)", "mine") }
        let steps = Atomic(0)
        var trial = PublishingTrial()
        let (disk, copy) = (temporary.file("disk"), temporary.file("copy"))
        trial.beforeStep = {
            let step = steps.add(1, ordering: .relaxed).newValue
            if step == 8 { try FileManager.default.copyItem(atPath: disk, toPath: copy) }
        }
        try Self.publish("new", to: temporary.file("disk/out"), trial: trial)
        #expect(try Self.whole(temporary.file("copy/out"), foreign: Self.foreign) == nil)
        // Another kind of result does not go there, and leaves it as it is.
        let error = #expect(throws: SimstripError.self) {
            try OutputFolder(temporary.file("copy/out"), for: ComparisonExports.folder)
        }
        #expect(error?.kind == .output)
        #expect(error?.message.contains("give that command again") == true)
        try OutputFolder.tidy(temporary.file("copy/out"), for: ScanExports.folder)
        #expect(try Self.whole(temporary.file("copy/out"), foreign: Self.foreign) == "new")
        #expect(Self.files(temporary.file("copy")) == (Self.new + Self.foreign).map { "out/\($0)" }.sorted())
    }

    /// A call that fails leaves the one or the other, with its seal, and nothing besides.
    @Test func aFailureAtAnyPointLeavesOneOrTheOther() throws {
        for (exchanges, foreign) in Self.ways {
            for failing in 1... {
                let temporary = try TemporaryFolder()
                let place = try Self.formerResult(in: temporary, beside: foreign)
                let steps = Atomic(0)
                var trial = PublishingTrial()
                trial.exchanges = exchanges
                trial.beforeStep = {
                    if steps.add(1, ordering: .relaxed).newValue == failing { throw CocoaError(.fileWriteNoPermission) }
                }
                do {
                    try Self.publish("new", to: place, trial: trial)
                } catch let error as SimstripError {
                    #expect(error.kind == .output)
                }
                #expect(try Self.whole(place, foreign: foreign) != nil, "step \(failing)")
                try Self.publish("new", to: place)
                #expect(Self.files(temporary.file("disk")) == (Self.new + foreign).map { "out/\($0)" }.sorted())
                if steps.load(ordering: .relaxed) < failing { break }
            }
        }
    }

    @Test func aSecondOneOnTheSameOutputIsRefused() throws {
        let temporary = try TemporaryFolder()
        let place = temporary.file("out")
        for _ in 1...2 {
            let first = try OutputFolder(place, for: ScanExports.folder)
            for content in [ScanExports.folder, ComparisonExports.folder] {
                let error = #expect(throws: SimstripError.self) { try OutputFolder(place + "/", for: content) }
                #expect(error?.kind == .output)
                #expect(error?.message.contains("another simstrip is writing into") == true)
                #expect(error?.message.contains("process \(getpid()), since 20") == true)
            }
            try first.write("a", to: "curve.csv")
            try first.write(Self.seal("new", maps: "[]"), to: ScanFolder.seal)
            try first.publish()
            #expect(temporary.contents() == ["out", "out/curve.csv", "out/result.json"])
        }
        // One that has been killed is in nobody's way.
        try temporary.write(".out.simstrip-lock", "elsewhere, process 1")
        try Self.publish("new", to: place)
        #expect(!temporary.contents().contains(".out.simstrip-lock"))
    }

    @Test func aLockThatHasBecomeALinkOrAPipeIsNotFollowed() throws {
        let temporary = try TemporaryFolder()
        try temporary.write("mine", "mine")
        let lock = temporary.file(".out.simstrip-lock")
        try FileManager.default.createSymbolicLink(atPath: lock, withDestinationPath: temporary.file("mine"))
        for _ in 1...2 {
            let error = #expect(throws: SimstripError.self) { try Self.publish("new", to: temporary.file("out")) }
            #expect(error?.message.contains("is a link, a pipe or a device") == true)
            unlink(lock)
            #expect(mkfifo(lock, 0o600) == 0)
        }
        #expect(try String(contentsOfFile: temporary.file("mine"), encoding: .utf8) == "mine")
    }

    @Test func theFolderKeepsItsRightsAndWhoStandsInItStays() throws {
        let temporary = try TemporaryFolder()
        let place = temporary.file("out")
        try Self.publish("old", to: place)
        chmod(place, 0o750)
        try Self.publish("new", to: place)
        let rights = try FileManager.default.attributesOfItem(atPath: place)[.posixPermissions] as? Int
        #expect(rights == 0o750)
        // Through a link, the folder that it leads to is replaced, and the link stays.
        try FileManager.default.createSymbolicLink(atPath: temporary.file("link"), withDestinationPath: place)
        try Self.publish("old", to: temporary.file("link"))
        #expect(try Self.whole(place, foreign: []) == "old")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: temporary.file("link")) == place)
    }

    /// Leftovers of the dead go with the next run on the output, those of other outputs and of the living stay.
    @Test func deadStagingFoldersOfTheOutputGo() throws {
        let temporary = try TemporaryFolder()
        let number = ".simstrip-5B1C2F2E-0F7B-4C0B-9C63-0D7C5C6C1A11"
        try Self.publish("old", to: temporary.file("out"))
        let living = try OutputFolder(temporary.file("living"), for: ScanExports.folder)
        try living.write("a", to: "curve.csv")
        for name in [".out\(number)", "out/\(number)", ".other\(number)", ".out\(number)-replaced"] {
            try temporary.write("\(name)/maps/coverage_0001.pgm", "x")
        }
        try Self.publish("new", to: temporary.file("out"))
        let left = temporary.contents().filter {
            $0.contains(".simstrip-") && !$0.contains("living") && !$0.contains("/")
        }
        #expect(left == [".other\(number)"])
        #expect(try Self.whole(temporary.file("out"), foreign: []) == "new")
        try living.publish()
    }

    /// A journal can be anybody's: it moves nothing but what a result consists of.
    @Test func aJournalThatNamesOtherFilesIsNotFollowed() throws {
        let staging = ".simstrip-5B1C2F2E-0F7B-4C0B-9C63-0D7C5C6C1A11"
        for name in ["notes.txt", "../mine", "maps/coverage_/../../../mine.csv", "/tmp/x", "maps/coverage_//x.csv"] {
            let temporary = try TemporaryFolder()
            try temporary.write("mine", "mine")
            try temporary.write("out/notes.txt", "mine")
            try temporary.write(
                "out/\(staging)/journal",
                "{\"seal\": \"result.json\", \"former\": [\"\(name)\"], \"written\": [\"\(name)\"]}")
            try temporary.write("out/\(staging)/new/notes.txt", "theirs")
            let before = temporary.contents()
            #expect(throws: SimstripError.self, "\(name)") { try Self.publish("new", to: temporary.file("out")) }
            #expect(temporary.contents() == before)
        }
    }

    @Test func aFailingSyncIsAnErrorAndOneThatDoesNotExistIsNone() throws {
        for (code, fails) in [(EIO, true), (ENOSPC, true), (EINVAL, false), (EROFS, false)] {
            for exchanges in [true, false] {
                let temporary = try TemporaryFolder()
                try Self.publish("old", to: temporary.file("out"))
                var trial = PublishingTrial()
                trial.exchanges = exchanges
                trial.fsync = { _ in
                    errno = code
                    return -1
                }
                var error: SimstripError?
                do { try Self.publish("new", to: temporary.file("out"), trial: trial) } catch let found as SimstripError
                {
                    error = found
                }
                #expect((error?.kind == .output) == fails)
                #expect(try Self.whole(temporary.file("out"), foreign: []) == (fails ? "old" : "new"))
                #expect(temporary.contents().count == 6)
            }
        }
    }

    /// Every file and folder of a result is synced before its seal is in place, and the folder after that.
    @Test func allIsOnTheDiskBeforeTheSealIsInPlace() throws {
        for exchanges in [true, false] {
            let temporary = try TemporaryFolder()
            let place = temporary.file("out")
            try Self.publish("old", to: place)
            let synced = Guarded<[String]>([])
            var trial = PublishingTrial()
            trial.exchanges = exchanges
            trial.fsync = { descriptor in
                let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
                let seal = try? String(contentsOfFile: "\(place)/result.json", encoding: .utf8)
                let when = seal?.contains("\"new\"") == true ? "after" : "before"
                synced.withLock { $0.append("\(when) \(path ?? "")") }
                return 0
            }
            try Self.publish("new", to: place, trial: trial)
            let all = synced.withLock { $0 }
            for name in Self.new + ["maps"] {
                #expect(
                    all.contains { $0.hasPrefix("before ") && $0.contains(".simstrip-") && $0.hasSuffix("/\(name)") })
            }
            #expect(all.last?.hasPrefix("after ") == true)
        }
    }
}
