import Foundation
import TestSupport
import Testing
import VoxelCore

/// Texts of strangers, on their way to a terminal, a table and a program.
@Suite struct ControlCharacterTests {
    @Test func messagesAndWarningsHoldNone() {
        for control in HostileText.controls where control != "\n" {
            let text = "slice 'a\(control)b' is bad"
            #expect(!SimstripError.data(text).message.hasControls, "U+\(String(control.value, radix: 16))")
            #expect(!Warning("code", text).message.hasControls)
        }
        #expect(SimstripError.data("ä 'µ' – 日本 é").message == "ä 'µ' – 日本 é")
    }

    @Test func onlyDetailsHaveLinesOfTheirOwn() {
        #expect(SimstripError.data("2 mistakes\n  one\n  two").message == "2 mistakes\n  one\n  two")
        #expect(SimstripError.data("'a\nsimstrip: done'").message == "'a\u{FFFD}simstrip: done'")
        #expect(SimstripError.data("'a\r\n  b'").message == "'a\u{FFFD}\n  b'")
    }

    @Test func aMessageCanBeRead() {
        let message = SimstripError.usage("--maps is '" + String(repeating: "9,", count: 100_000) + "'").message
        #expect(message.utf8.count < 4100)
        #expect(message.hasSuffix("(cut off)"))
    }

    @Test(arguments: HostileText.samples)
    func jsonGivesBackTheTextAndHoldsNoControls(text: String) throws {
        let json = jsonText(text)
        #expect(!json.hasControls)
        #expect(try Array(JSONDecoder().decode(String.self, from: Data(json.utf8)).utf8) == Array(text.utf8))
        let others = escapingControls(inJSON: String(decoding: try JSONEncoder().encode([text]), as: UTF8.self))
        #expect(!others.hasControls)
        #expect(
            try JSONDecoder().decode([String].self, from: Data(others.utf8)).map { Array($0.utf8) } == [
                Array(text.utf8)
            ])
    }

    @Test(arguments: HostileText.joiners)
    func aSlashDividesAPathWhateverFollows(joiner: String) throws {
        #expect(FilePath.last(of: "a/\(joiner)b") == "\(joiner)b")
        #expect(FilePath.folder(of: "a/\(joiner)b") == "a")
        #expect(FilePath.leads("/a/\(joiner)b", below: "/a") && !FilePath.leads("/ab/c", below: "/a"))
        #expect(FilePath.isPattern("scan*\(joiner)b") && !FilePath.isPattern("scan\(joiner)b"))
        #expect(FilePath.absolute("/a/./\(joiner)b//c") == "/a/\(joiner)b/c")
    }

    @Test func aPathOnWhichATerminalActsIsRefused() throws {
        try FilePath.check("/data/ä b/'c'", of: "the volume")
        let error = #expect(throws: SimstripError.self) { try FilePath.check("/data/\u{1B}[2J", of: "the volume") }
        #expect(error?.message.contains("U+001B") == true)
        #expect(throws: SimstripError.self) { try FilePath.check("/data/\u{202E}x", of: "the volume") }
    }
}
