import Publishing
import Results

/// comparison.csv: a row for each layer, or for each thickness where the layers are not of one thickness; `layers_removed` is
/// then empty.
struct ComparisonCSV: ComparisonFileExport {
    static let name = ComparisonFolder.table + ".csv"

    static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws {
        try folder.write(comparison.curves.csv, to: name)
    }
}
