import Options
import Results
import VolumeIO
import VoxelCore

extension Volume {
    /// Opens the volume of a scan; a folder of results is none, and is called what it is.
    ///
    /// - Throws: `SimstripError` as `Volume.open`, of kind `data` for results.
    package static func open(scan path: String, with parameters: ScanParameters) throws -> Volume {
        do {
            return try Volume.open(path, options: parameters.reading, threads: parameters.threads)
        } catch let error as SimstripError where error.kind != .interrupted {
            guard let result = FinishedFolder(path) else { throw error }
            throw SimstripError.data(
                "'\(path)' is the result of '\(result.input)' and no volume; look at '\(path)/report.html', or give"
                    + " '\(result.input)' itself")
        }
    }
}
