import Foundation
import TestSupport
import Testing
import VoxelCore

import Batching

/// What can be tested of Slurm without one; Tests/Batch/slurm.sh runs a real one.
@Suite struct SlurmTests {
    @Test(arguments: [
        ("slurmstepd-n1: error: *** JOB 7 ON n1 CANCELLED AT 2026-11-25T13:25:38 DUE TO TIME LIMIT ***", "time limit"),
        ("slurmstepd: error: Detected 1 oom_kill event in StepId=3.batch.", "out of memory"),
        (
            "slurmstepd: error: StepId=2.batch exceeded memory limit (67530752 > 52428800), being killed",
            "out of memory"
        ),
        ("error: *** JOB 7 ON n1 CANCELLED AT 2026-11-25T13:25:38 DUE TO NODE FAILURE ***", "the node has failed"),
        ("error: *** JOB 7 ON n1 CANCELLED AT 2026-11-25T13:25:38 DUE TO PREEMPTION ***", "preemption"),
        ("error: *** JOB 7 ON n1 CANCELLED AT 2026-11-25T13:25:38 ***", "cancelled"),
        ("simstrip: warning: noisy\nsimstrip: slice 4 is no image\nsimstrip: warning: more", "slice 4 is no image"),
    ])
    func aLogTellsWhyATaskHasNoResult(log: String, reason: String) {
        #expect(TaskLog.reason(in: "before\n" + log + "\nafter")?.contains(reason) == true)
    }

    @Test func aLogThatSaysNothingGivesNoReason() {
        #expect(TaskLog.reason(in: "") == nil)
        #expect(TaskLog.reason(in: "simstrip: warning: noisy") == nil)
    }

    @Test func wordsAreDividedByBlanksOutsideQuotes() throws {
        #expect(
            try shellWords(of: " --time=1:00  '--comment=two words' -A \"my lab\" '' ")
                == ["--time=1:00", "--comment=two words", "-A", "my lab", ""])
        #expect(throws: SimstripError.self) { try shellWords(of: "--comment='open") }
    }

    @Test(arguments: ["plain/path-1.tif", "with blank", "it's", "a\"b$c`d", "", "*"])
    func aShellReadsAQuotedWordBack(word: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "printf %s \(shellQuoted(word))"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        #expect(String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self) == word)
    }

    @Test func everyTaskOfEveryArrayHasALogOfItsOwn() throws {
        let temporary = try TemporaryFolder()
        let names = (1...2001).map { "scan \($0)" }
        let scripts = try SlurmScripts(
            for: names, in: BatchFolder(temporary.file("50%")), program: "/opt/simstrip", manifest: "m.yaml",
            options: [])
        #expect(Set(names.indices.map(scripts.log)).count == 2001)
        #expect(scripts.log(of: 1000).hasSuffix("task_1000_1.log"))
        #expect(scripts.logs(after: 1000).hasSuffix("/50%%/slurm/task_1000_%a.log"))
        #expect(SlurmScripts(in: BatchFolder(temporary.file("50%")))?.names == names)
        // The scan of task 2 of the second array, as the script finds it.
        let text = try String(contentsOfFile: scripts.array, encoding: .utf8)
            .replacingOccurrences(of: "exec ", with: "echo ")
        try text.write(toFile: scripts.array, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [scripts.array, "1000"]
        process.environment = ["SLURM_ARRAY_TASK_ID": "2", "PATH": "/usr/bin:/bin"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let line = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(line.contains("--scan=scan 1002 --threads 1"))
    }
}
