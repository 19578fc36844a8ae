/// A box of rows within a larger window of samples.
struct SampleWindow {
    /// The samples of the larger window.
    private let memory: UnsafeMutableRawBufferPointer
    private let start: Int
    /// From a row to the next.
    private let pitch: Int
    let rows: Int
    /// Bytes of a row of the box.
    let width: Int

    /// All of a window.
    init(_ memory: UnsafeMutableRawBufferPointer, rows: Int) {
        (self.memory, self.rows, start) = (memory, rows, 0)
        pitch = memory.count / rows
        width = pitch
    }

    private init(_ memory: UnsafeMutableRawBufferPointer, start: Int, pitch: Int, rows: Int, width: Int) {
        (self.memory, self.start, self.pitch, self.rows, self.width) = (memory, start, pitch, rows, width)
    }

    /// A part of it.
    func part(rows: Range<Int>, bytes: Range<Int>) -> SampleWindow {
        SampleWindow(
            memory, start: start + rows.lowerBound * pitch + bytes.lowerBound, pitch: pitch, rows: rows.count,
            width: bytes.count)
    }

    /// A row.
    func row(_ index: Int) -> UnsafeMutableRawBufferPointer {
        let first = start + index * pitch
        return UnsafeMutableRawBufferPointer(rebasing: memory[first..<first + width])
    }

    /// All its bytes, if they lie one behind the other.
    var whole: UnsafeMutableRawBufferPointer? {
        guard width == pitch || rows == 1 else { return nil }
        return UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + rows * width])
    }

    /// Turns samples into those of the other byte order.
    func reverseBytes(sampleSize: Int) {
        if let whole {
            VolumeIO.reverseBytes(of: whole, sampleSize: sampleSize)
        } else {
            for index in 0..<rows { VolumeIO.reverseBytes(of: row(index), sampleSize: sampleSize) }
        }
    }

    /// Copies a part of a box whose samples are in memory.
    func copy(_ part: BoxPart, from samples: UnsafeRawBufferPointer) {
        for index in 0..<rows {
            let start = part.offset + index * part.rowBytes
            row(index).copyMemory(from: UnsafeRawBufferPointer(rebasing: samples[start..<start + width]))
        }
    }

    /// Makes every sample the same.
    func fill(with sample: [UInt8]) {
        for index in 0..<rows {
            let row = row(index)
            for byte in row.indices { row[byte] = sample[byte % sample.count] }
        }
    }
}
