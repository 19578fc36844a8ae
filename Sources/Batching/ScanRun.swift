import Analysis
import Exports
import FoundationEssentials
import Publishing
import Results
import VoxelCore

extension ScanTask {
    /// Strips the scan and puts its results into place, whole or not at all.
    ///
    /// - Parameters:
    ///   - folder: the output of the batch.
    ///   - threads: at most this many; the results do not depend on it.
    ///   - progress: told of every slice; by throwing it cancels the work.
    /// - Returns: the result in short.
    /// - Throws: `SimstripError`, and what `progress` throws.
    @discardableResult
    package func run(
        into folder: BatchFolder, threads: Int, progress: ProgressHandler? = nil
    ) throws -> SummaryTable.Numbers {
        let clock = ContinuousClock()
        let start = clock.now
        let place = try OutputFolder(folder.results(of: name), for: ScanExports.folder, replacing: .folder)
        let scan = try Scan(volume, parameters(threads: threads))
        let result = try scan.strip(for: folder.results(of: name), progress: progress)
        try ScanExports.write(result, into: place, progress: scan.plan.telling(progress))
        try place.publish()
        let time = clock.now - start
        ScanTimes(of: folder).append(
            Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18, for: name)
        return try SummaryTable.Numbers(result.document, in: place.path)
    }
}
