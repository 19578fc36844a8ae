import TestSupport

extension TemporaryFolder {
    /// Writes a TIFF file of one page and returns its path.
    @discardableResult
    func write(_ name: String, _ page: TIFFBytes.Page) throws -> String {
        try write(name, TIFFBytes(pages: [page]).bytes)
    }
}
