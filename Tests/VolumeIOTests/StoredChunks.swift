/// Where the strips or tiles of a classic TIFF file's first page lie, for tests that damage them.
struct StoredChunks {
    /// The bytes of each strip or tile within the file.
    let ranges: [Range<Int>]
    private let isLittleEndian: Bool
    /// The position of each byte count, and the bytes of one.
    private let counts: (positions: [Int], size: Int)

    init?(of file: [UInt8]) {
        guard file.count > 8 else { return nil }
        let isLittleEndian = file[0] == 0x49
        func number(at start: Int, _ size: Int) -> Int {
            (0..<size).reduce(0) { $0 << 8 | Int(file[start + (isLittleEndian ? size - 1 - $1 : $1)]) }
        }
        let directory = number(at: 4, 4)
        var tables: [Int: (positions: [Int], size: Int)] = [:]
        for index in 0..<number(at: directory, 2) {
            let entry = directory + 2 + 12 * index
            let size = number(at: entry + 2, 2) == 3 ? 2 : 4
            let count = number(at: entry + 4, 4)
            let start = count * size <= 4 ? entry + 8 : number(at: entry + 8, 4)
            tables[number(at: entry, 2)] = ((0..<count).map { start + $0 * size }, size)
        }
        guard let offsets = tables[273] ?? tables[324], let counts = tables[279] ?? tables[325] else { return nil }
        self.isLittleEndian = isLittleEndian
        self.counts = counts
        ranges = zip(offsets.positions, counts.positions).map {
            let offset = number(at: $0, offsets.size)
            return offset..<offset + number(at: $1, counts.size)
        }
    }

    /// The file with a strip or tile that ends sooner.
    func truncating(_ chunk: Int, to count: Int, in file: [UInt8]) -> [UInt8] {
        var file = file
        for byte in 0..<counts.size {
            let shift = 8 * (isLittleEndian ? byte : counts.size - 1 - byte)
            file[counts.positions[chunk] + byte] = UInt8(truncatingIfNeeded: count >> shift)
        }
        return file
    }
}
