import Options
import VoxelCore

/// One scan of a batch: its name, its volume, its options.
package struct ScanTask: Sendable {
    /// The name of its folder of results.
    package let name: String
    /// Its volume, from the root of the file system.
    package let volume: String
    /// Its options as typed, the defaults among them; paths from the root of the file system.
    package let settings: ScanSettings
    /// The line of the manifest that asks for it.
    let line: Int
    /// The pattern that its volume is a match of; nil where it is named itself.
    var pattern: String?

    /// What its options mean.
    ///
    /// - Parameter threads: how many it may have at most.
    /// - Throws: `SimstripError` of kind `usage`.
    func parameters(threads: Int) throws(SimstripError) -> ScanParameters {
        var parameters = try ScanParameters(settings)
        parameters.threads = min(parameters.threads, threads)
        return parameters
    }
}
