import Options
import Publishing
import Report
import Results
import Stripping
import VoxelCore

import Glibc

extension Scan {
    /// Strips the scan; where it is refused for what it shows, a page of what it shows is left beside the place of the results, and
    /// the message names it. A page of a former failure goes.
    ///
    /// - Parameters:
    ///   - output: the folder that the results are meant for.
    ///   - progress: told of every slice; by throwing it cancels the work.
    /// - Throws: as `strip(progress:)`.
    package func strip(for output: String, progress: ProgressHandler? = nil) throws -> ScanResult {
        let page = FailurePage.path(beside: output)
        let isFree = Self.remove(formerPage: page)
        do {
            return try strip(progress: progress)
        } catch let error as SimstripError where error.kind == .data {
            // The failure is what counts: what cannot be shown of it is left out.
            guard isFree, (try? leavePage(of: error, at: page)) != nil else { throw error }
            throw SimstripError(error.kind, error.message + "; what the volume looks like is in '\(page)'")
        }
    }

    /// Removes the page of a former failure; whether the place is free then.
    private static func remove(formerPage page: String) -> Bool {
        guard FileKind(of: page) != nil else { return true }
        guard let text = RegularFile.contents(page), FailurePage.isMade(String(decoding: text, as: UTF8.self)) else {
            return false
        }
        return unlink(page) == 0
    }

    private func leavePage(of error: SimstripError, at path: String) throws {
        let glance = try VolumeGlance(at: grey, region: region, threads: parameters.threads)
        let words = ScanSettings(recordedIn: parameters.request).words.map(shellQuoted).joined(separator: " ")
        let page = FailurePage(
            FilePath.components(of: volume.name).suffix(2).joined(separator: "/"), message: error.message,
            options: "simstrip strip \(shellQuoted(volume.name))" + (words.isEmpty ? "" : " \(words)"), glance: glance,
            shape: region.shape, of: parameters.segmentation == .labels ? .phases : .grey)
        try WholeFile.write(page.html(), to: path)
    }
}
