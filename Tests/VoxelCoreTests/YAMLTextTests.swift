import Foundation
import TestSupport
import Testing
import VoxelCore

/// YAML that is short and means a long work, and what is no YAML file at all.
@Suite struct YAMLTextTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func refusal(of yaml: String) -> String {
        do throws(SimstripError) {
            _ = try YAMLText(yaml, name: "m.yaml").root()
            return ""
        } catch {
            return error.message
        }
    }

    @Test(arguments: [
        "a: &x 1", "&x a: 1", "- &x\n  b: 1", "a: [&x 1]", "a: {&x b: 1}", "!!map &x {a: 1}", "a:\t&x 1",
        "{\"a\":&x 1}",
    ])
    func anchorsAreNotTaken(yaml: String) {
        #expect(
            refusal(of: "k: v\n" + yaml).contains("m.yaml, line 2: & begins an anchor"),
            "\(yaml)")
    }

    @Test(arguments: ["\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}"])
    func lineEndsThatOnlyYAMLKnowsAreNotTaken(end: String) {
        #expect(refusal(of: "x: [\(end)&a [1,1],\(end)&b [*a,*a]]").contains("is not taken"))
    }

    @Test(arguments: [
        "? [a]", "? {a: b}", "[a]: b", "{a: b}: c", "x: {[a]:b}", "x: {[a] : b}", "x: {{a: b}: c}", "x: {?[a]: b}",
        "x: {? [a]}",
        "x: {?!!seq [a]}", "x: {?#c\n[a]\n: v}",
    ])
    func onlyTextsAreNames(yaml: String) {
        #expect(refusal(of: yaml).contains("no name of a value"), "\(yaml)")
    }

    @Test func whatMeansNothingThereIsTaken() throws {
        for yaml in [
            "a: rock & roll", "a: b&c", "a: 'x?'", "a: what? no", "a: ?_rec", "a: [b, c]\nd: {e: f}", "a: \"\\x26b\"",
            "a: 1?[2]",
            "scans:\n  - { name: a, volume: 'x [1]' }\n  - { name: b, volume: y }",
        ] {
            #expect(refusal(of: yaml) == "", "\(yaml)")
            #expect(try YAMLText(yaml, name: "m.yaml").root() != nil)
        }
    }

    /// Three hundred bytes that ask for 2²⁴ comparisons, and more.
    @Test func bombsAreRefusedAtOnce() {
        let doubling = (1..<25).map { "a\($0): &a\($0) {? *a\($0 - 1) : *a\($0 - 1)}" }
        let start = ContinuousClock.now
        #expect(!refusal(of: (["a0: &a0 {k: v}"] + doubling).joined(separator: "\n")).isEmpty)
        #expect(!refusal(of: String(repeating: "? ", count: 30_000) + "x").isEmpty)
        #expect(!refusal(of: String(repeating: "{?", count: 30_000) + "x").isEmpty)
        #expect(
            !refusal(of: String(repeating: "{", count: 900) + "a: b" + String(repeating: "}: c", count: 900)).isEmpty)
        #expect(!refusal(of: String(repeating: "[", count: 100_000)).isEmpty)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func aMessageShowsNoLinesOfTheFile() {
        let long = String(repeating: "x", count: 50_000)
        #expect(refusal(of: "a: \"\(long)").utf8.count < 400)
        #expect(refusal(of: "a: [\(long), b: }").utf8.count < 400)
        #expect(refusal(of: "a: 1\na: 2").contains("'a' is there twice"))
    }

    @Test func whatIsNoFileIsCalledWhatItIs() throws {
        func refusal(_ path: String) -> SimstripError? {
            #expect(throws: SimstripError.self) { try YAMLText(contentsOf: path, as: "the manifest", atMost: 100) }
        }
        #expect(refusal(temporary.path)?.message.contains("is a folder") == true)
        #expect(refusal(temporary.file("none"))?.kind == .missingInput)
        mkfifo(temporary.file("pipe"), 0o600)
        #expect(refusal(temporary.file("pipe"))?.message.contains("is no file") == true)
        try temporary.write("large.yaml", String(repeating: "#", count: 101))
        #expect(refusal(temporary.file("large.yaml"))?.message.contains("101 bytes") == true)
        try temporary.write("small.yaml", "a: 1")
        #expect(try YAMLText(contentsOf: temporary.file("small.yaml"), as: "the manifest", atMost: 100).root() != nil)
    }
}
