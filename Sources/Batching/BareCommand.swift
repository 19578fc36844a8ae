import Options
import VoxelCore

extension ScanTask {
    /// The command that does this scan alone, for other schedulers: `simstrip strip …`, quoted for a shell.
    ///
    /// Its result is the same, byte for byte, and a batch takes it for its own.
    package func command(into folder: BatchFolder, program: String) -> String {
        ([program, "strip", volume, "--output", folder.results(of: name)] + settings.words)
            .map(shellQuoted).joined(separator: " ")
    }
}
