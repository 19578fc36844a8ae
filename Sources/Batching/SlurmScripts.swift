import FoundationEssentials
import Publishing
import VoxelCore

import Glibc

/// What Slurm is given: a list of scans, a script that does the scan of a line, a script that collects.
package struct SlurmScripts: Sendable {
    /// A job array has at most so many tasks, as Slurm comes.
    static let tasksPerArray = 1000

    /// The scans of the tasks; task 1 does the first.
    package let names: [String]
    private let folder: BatchFolder

    package var array: String { "\(folder.slurm)/array.sh" }
    var collection: String { "\(folder.slurm)/collect.sh" }
    private var list: String { "\(folder.slurm)/tasks.txt" }

    /// The log of the scan at an index of the list.
    package func log(of index: Int) -> String {
        let first = index / Self.tasksPerArray * Self.tasksPerArray
        return "\(folder.slurm)/task_\(first)_\(index - first + 1).log"
    }

    /// The logs of an array's tasks, as sbatch wants to have them named.
    package func logs(after first: Int) -> String { Self.literal("\(folder.slurm)/task_\(first)_") + "%a.log" }

    /// The log of the task that collects.
    var collectionLog: String { Self.literal("\(folder.slurm)/collect.log") }

    /// In sbatch's names of files, % begins a pattern.
    private static func literal(_ path: String) -> String {
        path.replacingScalars { $0 == "%" ? "%%" : nil }
    }

    /// Writes the scripts for these scans, in place of those of an earlier submission.
    ///
    /// - Parameters:
    ///   - program: simstrip, where every node finds it.
    ///   - manifest: the manifest's path.
    /// - Throws: `SimstripError` of kind `output`.
    package init(for names: [String], in folder: BatchFolder, program: String, manifest: String, options: [String])
        throws(SimstripError)
    {
        self.names = names
        self.folder = folder
        let words = [program, "batch", FilePath.absolute(manifest), "--output", folder.path] + options
        let command = words.map(shellQuoted).joined(separator: " ")
        do {
            for file in Self.files(in: folder) where unlink("\(folder.slurm)/\(file)") != 0 {
                throw SimstripError.output("\(file) cannot be removed: \(describe(errno: errno))")
            }
            try FileManager.default.createDirectory(atPath: folder.slurm, withIntermediateDirectories: true)
            try WholeFile.write(names.joined(separator: "\n") + "\n", to: list)
            try WholeFile.write(
                """
                #!/bin/sh
                # A task of the array does the scan in its line of the list; the first argument counts the lines before.
                number=$((SLURM_ARRAY_TASK_ID + ${1:-0}))
                scan=$(sed -n "${number}p" \(shellQuoted(list)))
                exec \(command) --scan="$scan" --threads "${SLURM_CPUS_PER_TASK:-1}"

                """, to: array)
            try WholeFile.write(
                """
                #!/bin/sh
                # After the last task: what has become of every scan, comparisons, summary.csv.
                exec \(command) --collect

                """, to: collection)
        } catch {
            throw .output("'\(folder.slurm)' cannot be written: \(error)")
        }
    }

    /// The second line of the script of an array, by which it is known.
    private static let firstWords = "# A task of the array does the scan in its line of the list;"

    /// The files of an earlier submission; what else is in their folder stays.
    private static func files(in folder: BatchFolder) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.slurm)) ?? []).filter { name in
            ["array.sh", "collect.sh", "tasks.txt", "collect.log"].contains(name)
                || name.hasPrefix("task_") && name.hasSuffix(".log")
        }
    }

    /// Makes sure that writing scripts replaces none but our own.
    ///
    /// - Throws: `SimstripError` of kind `output`.
    static func check(_ folder: BatchFolder) throws(SimstripError) {
        if let kind = FileKind(of: folder.slurm), kind != .folder {
            throw .output("'\(folder.slurm)' is a file or a link, not a folder for scripts and logs; move it away")
        }
        let found = files(in: folder).sorted()
        guard let first = found.first else { return }
        let array = RegularFile.contents("\(folder.slurm)/array.sh")
        guard let array, String(decoding: array, as: UTF8.self).contains(firstWords) else {
            throw .output(
                "'\(folder.slurm)' holds \(first), but no array.sh of simstrip, so it is not of an earlier submission and not"
                    + " replaced; move it away, or name another folder with --output")
        }
    }

    /// The scripts of an earlier submission; nil where there are none.
    package init?(in folder: BatchFolder) {
        self.folder = folder
        guard let data = RegularFile.contents("\(folder.slurm)/tasks.txt") else { return nil }
        names = String(decoding: data, as: UTF8.self).unicodeScalars.split(separator: "\n").map { String($0) }
    }
}
