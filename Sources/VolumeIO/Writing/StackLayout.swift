import VoxelCore

/// Where everything lies in a stack that ``TIFFStackWriter`` writes, known before the first sample is.
///
/// Header, first directory with its values, all samples, the other directories. Samples in one piece behind the first
/// directory are what ImageJ expects of a stack; the other directories are for everybody else.
package struct StackLayout {
    /// The bytes of one slice's samples.
    package let sliceBytes: Int
    /// All that precedes the samples.
    package private(set) var head: [UInt8] = []

    private let shape: VolumeShape
    private let sampleType: SampleType
    private let description: [UInt8]
    private let resolutions: (x: Rational, y: Rational)?
    private let isBig: Bool
    /// Where the values of the first directory are: two rationals, then the description.
    private let firstValues: Int
    private let firstSample: Int

    private static let commonEntries = 10

    package init(shape: VolumeShape, sampleType: SampleType, voxelSize: VoxelSize?) {
        self.shape = shape
        self.sampleType = sampleType
        sliceBytes = shape.rows * shape.columns * sampleType.byteCount
        resolutions = voxelSize.map { (Rational($0.x.micrometres).inverse, Rational($0.y.micrometres).inverse) }
        var text = "ImageJ=1.11a\nimages=\(shape.slices)\n"
        if shape.slices > 1 { text += "slices=\(shape.slices)\n" }
        if let voxelSize { text += "unit=um\nspacing=\(voxelSize.z.micrometres)\n" }
        description = Array(text.utf8) + [0]
        // Offsets of classic files have 32 bits; a directory here takes less than 256 bytes.
        isBig = shape.slices * (sliceBytes + 256) + description.count + 512 > Int(UInt32.max)
        let firstEntries = StackLayout.commonEntries + 1 + (resolutions == nil ? 0 : 3)
        firstValues =
            (isBig ? 16 : 8) + StackLayout.directoryBytes(entries: firstEntries, isBig: isBig)
        // At a multiple of 16, so that readers may map the samples.
        firstSample = (firstValues + 16 + description.count + 15) / 16 * 16
        head = headBytes()
    }

    /// The directories of a range of slices, none of them the first, each linked to the next.
    package func directories(of slices: Range<Int>) -> [UInt8] {
        var bytes = LittleEndianBytes()
        if slices.lowerBound == 1 && shape.slices * sliceBytes % 2 == 1 { bytes.append(0, count: 1) }
        for slice in slices { appendDirectory(of: slice, to: &bytes) }
        return bytes.values
    }

    private var wordBytes: Int { isBig ? 8 : 4 }

    private static func directoryBytes(entries: Int, isBig: Bool) -> Int {
        isBig ? 16 + 20 * entries : 6 + 12 * entries
    }

    /// The offset of the directory of a slice that is not the first; even, as classic files need it.
    private func offset(ofDirectory slice: Int) -> Int {
        let samples = shape.slices * sliceBytes
        let bytes = StackLayout.directoryBytes(entries: StackLayout.commonEntries, isBig: isBig)
        return firstSample + samples + samples % 2 + (slice - 1) * bytes
    }

    private func headBytes() -> [UInt8] {
        var bytes = LittleEndianBytes()
        bytes.append(0x4949, count: 2)
        bytes.append(isBig ? 43 : 42, count: 2)
        if isBig {
            bytes.append(8, count: 2)
            bytes.append(0, count: 2)
        }
        bytes.append(isBig ? 16 : 8, count: wordBytes)
        appendDirectory(of: 0, to: &bytes)
        for rational in [resolutions?.x, resolutions?.y] {
            bytes.append(rational?.numerator ?? 0, count: 4)
            bytes.append(rational?.denominator ?? 0, count: 4)
        }
        bytes.values += description
        bytes.values += Array(repeating: 0, count: firstSample - bytes.values.count)
        return bytes.values
    }

    private func appendDirectory(of slice: Int, to bytes: inout LittleEndianBytes) {
        let word = isBig ? 16 : 4
        var entries: [(tag: Int, type: Int, count: Int, value: Int)] = [
            (256, 4, 1, shape.columns),
            (257, 4, 1, shape.rows),
            (258, 3, 1, sampleType.byteCount * 8),
            (259, 3, 1, 1),
            (262, 3, 1, 1),
            (273, word, 1, firstSample + slice * sliceBytes),
            (277, 3, 1, 1),
            (278, 4, 1, shape.rows),
            (279, word, 1, sliceBytes),
            (339, 3, 1, sampleFormat),
        ]
        if slice == 0 {
            entries.append((270, 2, description.count, firstValues + 16))
            if let resolutions {
                entries.append((282, 5, 1, isBig ? resolutions.x.littleEndianPair : firstValues))
                entries.append((283, 5, 1, isBig ? resolutions.y.littleEndianPair : firstValues + 8))
                entries.append((296, 3, 1, 1))
            }
            entries.sort { $0.tag < $1.tag }
        }
        bytes.append(entries.count, count: isBig ? 8 : 2)
        for entry in entries {
            bytes.append(entry.tag, count: 2)
            bytes.append(entry.type, count: 2)
            bytes.append(entry.count, count: wordBytes)
            bytes.append(entry.value, count: wordBytes)
        }
        bytes.append(slice + 1 < shape.slices ? offset(ofDirectory: slice + 1) : 0, count: wordBytes)
    }

    private var sampleFormat: Int {
        switch sampleType {
        case .uint8, .uint16, .uint32: 1
        case .int8, .int16, .int32: 2
        case .float16, .float32, .float64: 3
        }
    }
}

/// Bytes of integers, lowest first.
private struct LittleEndianBytes {
    var values: [UInt8] = []

    mutating func append(_ value: Int, count: Int) {
        for index in 0..<count { values.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }
}
