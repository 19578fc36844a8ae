import Analysis
import Options
import Publishing
import Report
import Results
import VoxelCore

extension Batch {
    /// Makes sure, before anything is read, that the batch leaves alone what it is made of and what is not of a batch.
    ///
    /// - Parameters:
    ///   - place: what `--output` names.
    ///   - usesSlurm: whether scripts for Slurm will be written.
    /// - Throws: `SimstripError` of kind `usage` where scans and output lie in each other, of kind `output` where files
    ///   are in the way.
    package func check(_ place: OutputPlace, usesSlurm: Bool) throws {
        for scan in manifest.scans {
            try place.check(apartFrom: scan.volume, pattern: scan.pattern, for: nil)
            try OutputPlace(folder.results(of: scan.name)).check(
                apartFrom: scan.volume, with: ScanParameters(scan.settings), pattern: scan.pattern)
        }
        try folder.refuseForeignFiles()
        if usesSlurm { try SlurmScripts.check(folder) }
    }
}

extension BatchFolder {
    /// Makes sure that what a batch writes besides results is written over nothing but its like.
    fileprivate func refuseForeignFiles() throws(SimstripError) {
        try refuse(summary) { $0.hasPrefix("name,state,") }
        try refuse(page, unless: BatchPage.isMade)
        // A later line may have been cut off by a full disk.
        try refuse(times) { text in
            guard let line = text.split(separator: "\n").first else { return true }
            let parts = line.prefix { $0 != "," }.split(separator: ".")
            return line.contains(",") && parts.count == 2 && parts[1].count == 3
                && parts.allSatisfy { $0.allSatisfy(\.isNumber) }
        }
        try refuse(lock) { $0.isEmpty || BatchLock.owner(in: lock) != nil }
    }

    private func refuse(_ path: String, unless isOurs: (String) -> Bool) throws(SimstripError) {
        guard let kind = FileKind(of: path) else { return }
        let text = kind == .file ? RegularFile.contents(path).map { String(decoding: $0, as: UTF8.self) } : nil
        guard let text, isOurs(text) else {
            throw .output(
                "'\(path)' is not of a batch and would be written over; move it away, or name another folder with --output"
            )
        }
    }
}
