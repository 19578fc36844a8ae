import Batching
import Foundation
import TestSupport
import Testing
import VoxelCore

/// Words on their way through a shell.
@Suite struct ShellTests {
    /// What a POSIX shell prints of quoted words, each behind a zero byte.
    private func printed(_ words: [String]) throws -> [[UInt8]] {
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        let (input, output) = (Pipe(), Pipe())
        (shell.standardInput, shell.standardOutput) = (input, output)
        try shell.run()
        let script = words.map { "printf '%s\\0' \(shellQuoted($0))\n" }.joined()
        DispatchQueue.global().async {
            try? input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
            try? input.fileHandleForWriting.close()
        }
        let bytes = Array(output.fileHandleForReading.readDataToEndOfFile())
        shell.waitUntilExit()
        #expect(shell.terminationStatus == 0)
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map { Array($0) }
    }

    @Test func everyWordComesBackByteForByte() throws {
        let commands = HostileText.joiners.flatMap {
            ["v\($0)';touch PWN;'", "v'\($0);touch PWN;'\($0)", "$(touch PWN)\($0)"]
        }
        let words = [""] + commands + HostileText.samples
        #expect(try printed(words) == words.map { Array($0.utf8) })
    }

    @Test func wordsAreDividedAtQuotesWhateverFollowsThem() throws {
        #expect(
            try shellWords(of: "--a='b \u{301}c' d").map { Array($0.utf8) }
                == ["--a=b \u{301}c", "d"].map { Array($0.utf8) })
        #expect(try shellWords(of: "'a'\u{301}b").map { Array($0.utf8) } == [Array("a\u{301}b".utf8)])
    }
}
