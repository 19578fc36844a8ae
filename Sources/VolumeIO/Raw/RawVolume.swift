import VoxelCore

/// A volume whose samples lie bare in files, behind each other, plain or packed.
///
/// Nothing of it is held but what a reader reads; every offset was checked against the files when it was opened.
struct RawVolume: VolumeSource {
    let form: Form
    /// Where the slices lie, in their order; as many in each.
    let parts: [Part]
    let storage: Storage

    /// What the samples are.
    struct Form: Sendable {
        let shape: VolumeShape
        let sampleType: SampleType
        let isLittleEndian: Bool
        let sliceBytes: Int
        let slicesPerPart: Int

        var bytesAreSwapped: Bool { isLittleEndian != (1.littleEndian == 1) }

        /// Turns samples as they are stored into those that are delivered, in place.
        func finish(_ samples: UnsafeMutableRawBufferPointer) {
            if bytesAreSwapped { reverseBytes(of: samples, sampleSize: sampleType.byteCount) }
        }
    }

    /// A piece of a file that holds whole slices.
    struct Part: Sendable {
        let file: SourceFile
        let offset: Int
        let storedBytes: Int
        /// The bytes passed over once it is unpacked.
        let skippedBytes: Int
    }

    /// How slices are got at.
    enum Storage: Sendable {
        /// At their offsets.
        case plain
        /// By unpacking from the nearest of some known states.
        case packed([InflateIndex], depth: Int)
        /// By reading all columns of a block of slices.
        case columns(FortranBlocks)
    }

    var shape: VolumeShape { form.shape }
    var sampleType: SampleType { form.sampleType }

    var blockDepth: Int {
        switch storage {
        case .plain: 1
        case .packed(_, let depth): depth
        case .columns(let blocks): blocks.depth
        }
    }

    /// The files that hold samples, each once.
    var files: [SourceFile] { parts.map(\.file) }

    func makeReader() throws -> any VolumeReader { RawVolumeReader(of: self) }

    /// The words with which messages name a slice.
    func place(ofSlice index: Int) -> Place { Place(slice: index, path: parts[index / form.slicesPerPart].file.path) }
}

/// Reads windows of a raw volume's slices, with the last file kept open and what was unpacked last.
final class RawVolumeReader: VolumeReader {
    private let volume: RawVolume
    private var open: OpenRawFile?
    private let scratch = GrowingBuffer()
    /// The unpacked slice, or the block of slices, that was asked for last, in the machine's byte order.
    private let kept = GrowingBuffer()
    private var keptSlices = 0..<0
    private var unpacking: (part: Int, inflater: Inflater)?

    init(of volume: RawVolume) { self.volume = volume }

    func read(
        slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
    ) throws {
        let form = volume.form
        let size = form.sampleType.byteCount
        precondition(slice >= 0 && slice < form.shape.slices, "the slice lies within the volume")
        precondition(rows.lowerBound >= 0 && rows.upperBound <= form.shape.rows, "the rows lie within the slice")
        precondition(
            columns.lowerBound >= 0 && columns.upperBound <= form.shape.columns, "the columns lie within the slice")
        precondition(
            destination.count == rows.count * columns.count * size, "the destination holds exactly the window")
        guard !destination.isEmpty else { return }

        let place = volume.place(ofSlice: slice)
        let rowBytes = form.shape.columns * size
        let bytes = columns.lowerBound * size..<columns.upperBound * size
        if case .plain = volume.storage {
            let part = volume.parts[slice / form.slicesPerPart]
            let file = try file(slice / form.slicesPerPart, place)
            try file.input.readWindow(
                at: part.offset + slice % form.slicesPerPart * form.sliceBytes, rowBytes: rowBytes, rows: rows,
                bytes: bytes, into: destination, scratch: scratch, place: place)
            form.finish(destination)
            return
        }
        let held = try keep(slice, place)
        for row in rows {
            let start = row * rowBytes
            let target = (row - rows.lowerBound) * bytes.count
            destination[target..<target + bytes.count].copyBytes(
                from: held[start + bytes.lowerBound..<start + bytes.upperBound])
        }
    }

    /// The open file of a part, the last one again if it is the same.
    private func file(_ part: Int, _ place: Place) throws(SimstripError) -> OpenRawFile {
        if let open, open.part == part { return open }
        open = nil
        unpacking = nil
        let file = try OpenRawFile(part, of: volume, place: place)
        open = file
        return file
    }

    /// A slice that has to be unpacked or put together, from what is kept or into it.
    private func keep(_ slice: Int, _ place: Place) throws -> UnsafeMutableRawBufferPointer {
        let form = volume.form
        if !keptSlices.contains(slice) {
            keptSlices = 0..<0
            switch volume.storage {
            case .plain: break
            case .packed(let indices, _): try unpack(slice, with: indices, place)
            case .columns(let blocks):
                let block = blocks.block(of: slice)
                try blocks.read(
                    block, of: file(0, place).input, at: volume.parts[0].offset,
                    into: kept.bytes(block.count * form.sliceBytes), scratch: scratch, place: place)
                keptSlices = block
            }
            form.finish(kept.bytes(keptSlices.count * form.sliceBytes))
        }
        let all = kept.bytes(keptSlices.count * form.sliceBytes)
        let start = (slice - keptSlices.lowerBound) * form.sliceBytes
        return UnsafeMutableRawBufferPointer(rebasing: all[start..<start + form.sliceBytes])
    }

    private func unpack(_ slice: Int, with indices: [InflateIndex], _ place: Place) throws(SimstripError) {
        let form = volume.form
        let part = slice / form.slicesPerPart
        let file = try file(part, place)
        let within = slice % form.slicesPerPart
        let target = volume.parts[part].skippedBytes + within * form.sliceBytes
        let inflater: Inflater
        if let last = unpacking, last.part == part, last.inflater.decodedBytes <= target,
            last.inflater.decodedBytes >= indices[part].nearest(before: within)
        {
            inflater = last.inflater
        } else {
            unpacking = nil
            inflater = try indices[part].inflater(before: within, place: place)
            unpacking = (part, inflater)
        }
        do {
            try inflater.skip(to: target, of: file.input, place: place)
            try inflater.fill(kept.bytes(form.sliceBytes), of: file.input, place: place)
        } catch {
            unpacking = nil
            throw error
        }
        keptSlices = slice..<slice + 1
    }
}

/// A file of a raw volume while slices are read from it.
private final class OpenRawFile {
    let part: Int
    let input: InputFile

    init(_ part: Int, of volume: RawVolume, place: Place) throws(SimstripError) {
        input = try InputFile.reopened(volume.parts[part].file, place: place)
        self.part = part
    }
}
