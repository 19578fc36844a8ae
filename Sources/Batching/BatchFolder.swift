import VoxelCore

/// Where everything of a batch lies.
package struct BatchFolder: Sendable {
    /// The folder, from the root of the file system.
    package let path: String

    /// The folder that `--output` names.
    package init(_ path: String) { self.path = FilePath.absolute(path) }

    /// The results of a scan or of a comparison.
    package func results(of name: String) -> String { "\(path)/\(name)" }

    /// The table with a row per scan.
    package var summary: String { "\(path)/\(Self.summaryName)" }

    /// The page of all scans.
    package var page: String { "\(path)/\(Self.pageName)" }

    /// How long each scan took.
    var times: String { "\(path)/\(Self.timesName)" }

    /// Scripts and logs of Slurm.
    var slurm: String { "\(path)/\(Self.slurmName)" }

    /// Who is writing.
    var lock: String { "\(path)/.batch-lock" }

    /// Names that no scan can have.
    static let ownNames = [summaryName, pageName, timesName, slurmName]

    private static let summaryName = "summary.csv"
    private static let pageName = "index.html"
    private static let timesName = "times.csv"
    private static let slurmName = "slurm"
}
