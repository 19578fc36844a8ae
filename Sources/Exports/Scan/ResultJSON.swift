import Publishing
import Results

/// result.json: every number, and all that is needed to get it again.
struct ResultJSON: ScanFileExport {
    static let name = ScanFolder.seal
    private let document: ResultDocument

    init(_ result: ScanResult, _ document: ResultDocument) { self.document = document }

    func write(into folder: OutputFolder) throws { try folder.write(document.json(), to: Self.name) }
}
