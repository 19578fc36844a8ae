import VoxelCore

/// The strips or tiles of a page: their extents, their number and how many bytes each decodes to.
struct ChunkGrid: Sendable {
    let isTiled: Bool
    /// Rows of a strip or tile; the last strip may have fewer.
    let chunkRows: Int
    let chunkColumns: Int
    /// The number of tiles side by side; 1 for strips.
    let across: Int
    /// The number of strips, or of rows of tiles.
    let down: Int
    /// Bytes of a decoded row of a chunk.
    let rowBytes: Int
    private let rows: Int

    /// The grid of a directory.
    ///
    /// - Throws: `SimstripError` of kind `data` where its sizes contradict themselves or overflow.
    init(of directory: TIFFDirectory, layout: PixelLayout, chunkCount: Int, place: Place) throws(SimstripError) {
        isTiled = directory.isTiled
        chunkRows = directory.chunkRows
        chunkColumns = directory.chunkColumns
        rows = directory.rows
        across = (directory.columns - 1) / chunkColumns + 1
        down = (directory.rows - 1) / chunkRows + 1
        let (count, overflow) = across.multipliedReportingOverflow(by: down)
        let (all, overflowToo) = count.multipliedReportingOverflow(by: layout.planes)
        guard !overflow, !overflowToo, all == chunkCount else {
            throw .data(
                "\(place) is damaged: \(chunkCount) \(directory.isTiled ? "tiles" : "strips") for an image of"
                    + " \(directory.rows) × \(directory.columns)")
        }
        guard let rowBytes = layout.byteCount(ofRow: chunkColumns),
            !rowBytes.multipliedReportingOverflow(by: chunkRows).overflow
        else { throw .data("\(place) is damaged: \(directory.rows) × \(directory.columns) cannot be its size") }
        self.rowBytes = rowBytes
    }

    /// The number of strips or tiles; of samples in planes of their own, of one plane.
    var count: Int { across * down }

    /// The rows that are stored in a chunk of a row of chunks: tiles are always whole.
    func storedRows(inBand band: Int) -> Int {
        isTiled ? chunkRows : min(chunkRows, rows - band * chunkRows)
    }

    /// Bytes of a whole decoded chunk.
    var chunkBytes: Int { chunkRows * rowBytes }
}
