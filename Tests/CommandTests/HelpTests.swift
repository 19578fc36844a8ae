import Foundation
import Options
import TestSupport
import Testing

/// Help: options in groups, and examples that work.
@Suite struct HelpTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func help(_ command: String) throws -> [String] {
        let help = try Command([command, "--help"])
        #expect(help.status == 0)
        return help.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The options by the titles that they stand under.
    private func options(_ lines: [String]) -> [String: [String]] {
        var title = ""
        var found: [String: [String]] = [:]
        for line in lines {
            if !line.hasPrefix(" "), line.hasSuffix(":") { title = String(line.dropLast()) }
            guard line.hasPrefix("  -"), let name = line.split(separator: "--").dropFirst().first else { continue }
            found[title, default: []].append(String(name.prefix { $0.isLetter || $0 == "-" }))
        }
        return found
    }

    @Test(arguments: ["strip", "compare"]) func everyOptionStandsOnceUnderItsTitle(command: String) throws {
        let lines = try help(command)
        let text = lines.joined(separator: "\n")
        for group in ScanOptions.groups {
            let title = group.title.uppercased() + ":"
            #expect(lines.filter { $0 == title }.count == 1, "\(title)")
            let start = try #require(lines.firstIndex(of: title))
            let end = lines[start...].firstIndex(of: "") ?? lines.endIndex
            for option in group.options {
                let isDeclaration = { (line: String) in
                    line.hasPrefix("  --\(option.name) ") || line == "  --\(option.name)"
                }
                #expect(lines.filter(isDeclaration).count == 1, "\(option.name) in \(text)")
                #expect(lines[start..<end].contains(where: isDeclaration), "\(option.name) is not under \(title)")
            }
        }
        #expect(Set(ScanOptions.all.map { $0.name }).count == ScanOptions.all.count)
    }

    @Test func theOptionsOfAPhantomAreGrouped() throws {
        let found = options(try help("phantom"))
        #expect(
            Set(found.keys) == [
                "THE SAMPLE", "WHAT SPOILS THE IMAGE", "THE SCANNER", "WHAT IS WRITTEN", "WHILE WORKING", "OPTIONS",
            ])
        #expect(found["THE SCANNER"]?.count == 7)
        let all = found.values.flatMap(\.self)
        #expect(Set(all).count == all.count)
    }

    /// The command lines among the examples of a command's help.
    private func examples(_ command: String) throws -> [String] {
        let lines = try help(command)
        let start = try #require(lines.firstIndex(of: "Examples:"), "\(command)")
        let end = try #require(lines.firstIndex { $0.hasPrefix("USAGE:") })
        #expect(lines[start..<end].allSatisfy { $0.isEmpty || $0 == "Examples:" || $0.hasPrefix("  ") }, "\(lines)")
        return lines[start..<end].filter { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
    }

    /// Every example is run as it stands, in a folder with what it names.
    @Test func everyExampleWorks() throws {
        let small = ["--shape", "60,48,48", "--noise", "3", "--layers", "4", "--quiet", "--output"]
        let results = ["--segmentation", "threshold", "--quiet", "--output"]
        for name in ["rec_000", "rec_020", "rec_041"] {
            #expect(try Command(["phantom"] + small + [temporary.file("made/\(name)")]).status == 0)
            try FileManager.default.moveItem(
                atPath: temporary.file("made/\(name)/volume"), toPath: temporary.file(name))
        }
        try FileManager.default.copyItem(atPath: temporary.file("rec_000"), toPath: temporary.file("rec"))
        for (name, volume) in [("pristine", "rec_000"), ("cycled", "rec_041")] {
            let made = try Command(
                ["strip", temporary.file(volume)] + results + [temporary.file("results/\(name)")])
            #expect(made.status == 0, "\(made.errors)")
        }
        try temporary.write("night.yaml", "scans: [{ volume: rec_000 }, { volume: rec_041 }]\n")
        for command in ["strip", "compare", "batch", "info", "phantom"] {
            let lines = try examples(command)
            #expect((2...4).contains(lines.count), "\(lines)")
            for line in lines {
                #expect(line.hasPrefix("simstrip \(command) "))
                let isForSlurm = line.contains("--engine slurm")
                // What is finished already needs no Slurm.
                if isForSlurm { try FileManager.default.removeItem(atPath: temporary.file("night")) }
                let ran = try Command.shell(
                    "simstrip() { \"$0\" \"$@\"; }; cd '\(temporary.file(""))'; PATH=/nowhere; \(line)")
                if isForSlurm {
                    // All of it is understood; but there is no Slurm here.
                    #expect(ran.status == 1 && ran.errors.contains("'sbatch' cannot be run"), "\(line): \(ran.errors)")
                } else {
                    #expect(ran.status == 0, "\(line): \(ran.errors)")
                }
            }
        }
    }

    /// The manifest that the help of batch shows is one.
    @Test func theManifestOfTheHelpIsRead() throws {
        let lines = try help("batch")
        let start = try #require(lines.firstIndex { $0.hasPrefix("  defaults:") })
        let end = try #require(lines[start...].firstIndex(of: ""))
        let manifest = try temporary.write("m.yaml", lines[start..<end].joined(separator: "\n") + "\n")
        for name in ["cell7_000_rec", "cell8_041_rec"] {
            let made = try Command([
                "phantom", "--shape", "40,48,48", "--quiet", "--output", temporary.file("made/\(name)"),
            ])
            #expect(made.status == 0)
            try FileManager.default.createDirectory(
                atPath: temporary.file("scans"), withIntermediateDirectories: true)
            try FileManager.default.moveItem(
                atPath: temporary.file("made/\(name)/volume"), toPath: temporary.file("scans/\(name)"))
        }
        let plan = try Command(["batch", manifest, "--output", temporary.file("out"), "--dry-run"])
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(plan.output.contains("2 scans: 0 done, 2 to do") && plan.output.contains("pristine_vs_cell8_041_rec"))
    }
}
