import Publishing
import Report
import Results

/// report.html: the result for eyes.
struct HTMLReport: ScanExport {
    static let name = "report.html"
    private let page: ReportPage

    init(_ result: ScanResult, _ document: ResultDocument) { page = ReportPage(result, document) }

    static func mayWrite(_ path: String) -> Bool { path == name }

    static func files(of result: FinishedFolder) -> [String] { [name] }

    /// A picture each.
    var pieces: Int { page.pictureCount }

    func make(_ piece: Int, in folder: OutputFolder) throws -> [UInt8] { try page.picture(piece) }

    func finish(_ pictures: [[UInt8]], in folder: OutputFolder) throws {
        try folder.write(try page.html(pictures), to: Self.name)
    }
}
