import Publishing
import Results

/// simstrip.schema.json: what the fields of result.json hold.
struct SchemaJSON: ScanFileExport {
    static let name = ResultSchema.name

    init(_ result: ScanResult, _ document: ResultDocument) {}

    static func files(of result: FinishedFolder) -> [String] { result.namesSchema ? [name] : [] }

    func write(into folder: OutputFolder) throws { try folder.write(ResultSchema.json, to: Self.name) }
}
