import Publishing
import Results
import Synchronization
import VoxelCore

/// All files of a scan's result.
package enum ScanExports {
    /// The exports; what takes longest comes first.
    private static let all: [any ScanExport.Type] = [
        PairProbabilityCSV.self, ChordLengthsCSV.self, MapsCSV.self, ThresholdSweepCSV.self, FigureFiles.self,
        HTMLReport.self, ResultJSON.self, SchemaJSON.self,
        FirstNaTIFF.self,
        InterfaceTIFF.self, AmbiguousTIFF.self, CurveCSV.self, DomainsCSV.self, ProfileCSV.self, LabelsTIFF.self,
        CoverageMaps.self,
    ]

    /// What a folder of results holds.
    package static let folder = FolderContent(
        seal: ScanFolder.seal, folders: all.map { $0.folder }.filter { !$0.isEmpty }, isName: mayWrite, list: files)

    private static func mayWrite(_ path: String) -> Bool { all.contains { $0.mayWrite(path) } }

    private static func files(in folder: String) -> [String]? {
        FinishedFolder(folder).map { result in all.flatMap { $0.files(of: result) } }
    }

    /// What progress is called.
    package static let stage = "writing files"

    /// Writes every file of a result.
    ///
    /// - Parameters:
    ///   - folder: where to; published by whoever made it.
    ///   - progress: told after every piece of a file; by throwing it cancels the work.
    /// - Throws: `SimstripError` of kind `output`, and what `progress` throws.
    package static func write(
        _ result: ScanResult, into folder: OutputFolder, progress: ProgressHandler? = nil
    ) throws {
        let document = result.document
        let exports = all.compactMap { $0.init(result, document) }
        let work = exports.indices.flatMap { export in (0..<exports[export].pieces).map { (export, $0) } }
        let done = Atomic<Int>(0)
        let made = try concurrentMap(count: work.count, threads: result.threads) { task in
            let (export, piece) = work[task]
            let file = try exports[export].make(piece, in: folder)
            let count = done.wrappingAdd(1, ordering: .relaxed).newValue
            try progress?(ProgressEvent(stage: stage, done: count, total: work.count))
            return file
        }
        for (index, export) in exports.enumerated() {
            try export.finish(zip(work, made).filter { $0.0.0 == index }.map(\.1), in: folder)
        }
    }
}

extension ScanResult {
    /// Writes the result as a folder that appears whole or not at all; a finished result in its place is replaced.
    ///
    /// - Parameter path: the folder.
    /// - Throws: `SimstripError` of kind `output`, of kind `usage` where that would touch what was read.
    public func write(to path: String) throws {
        if !input.files.isEmpty { try OutputPlace(path).check(apartFrom: input.path, for: ScanExports.folder) }
        let folder = try OutputFolder(path, for: ScanExports.folder)
        try ScanExports.write(self, into: folder)
        try folder.publish()
    }
}
