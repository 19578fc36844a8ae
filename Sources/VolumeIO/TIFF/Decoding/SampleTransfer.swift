import Glibc
import VoxelCore

extension PixelLayout {
    /// Turns a part of a row from its stored form into delivered samples.
    ///
    /// - Parameters:
    ///   - row: the row's decoded bytes, from its first pixel (of the strip or tile) on.
    ///   - pixels: the pixels wanted, counted from there.
    ///   - bytesAreSwapped: whether samples of 2, 4 or 8 bytes are in the other byte order.
    ///   - lowByteFirst: whether 24-bit samples have their lowest byte first, as libtiff leaves them when it swaps.
    ///   - destination: as many samples of the layout's type.
    /// - Returns: false where the channels of a pixel differ.
    func transfer(
        row: UnsafeRawBufferPointer, pixels: Range<Int>, bytesAreSwapped: Bool, lowByteFirst: Bool,
        to destination: UnsafeMutableRawBufferPointer
    ) -> Bool {
        let size = sampleType.byteCount
        if isPlain {
            let part = UnsafeRawBufferPointer(rebasing: row[pixels.lowerBound * size..<pixels.upperBound * size])
            destination.copyMemory(from: part)
            finishPlain(destination, bytesAreSwapped: bytesAreSwapped)
            return true
        }
        switch size {
        case 1:
            return gather(row, pixels, bytesAreSwapped, lowByteFirst, destination.assumingMemoryBound(to: UInt8.self))
        case 2:
            return gather(row, pixels, bytesAreSwapped, lowByteFirst, destination.assumingMemoryBound(to: UInt16.self))
        default:
            return gather(row, pixels, bytesAreSwapped, lowByteFirst, destination.assumingMemoryBound(to: UInt32.self))
        }
    }

    /// Whether a decoded plane is what a grey image has: the same as the first, or full where it is the alpha.
    func isGrey(plane index: Int, _ bytes: UnsafeRawBufferPointer, beside first: UnsafeRawBufferPointer) -> Bool {
        if index == 3 { return bytes.allSatisfy { $0 == 0xFF } }
        guard let a = bytes.baseAddress, let b = first.baseAddress, bytes.count == first.count else { return false }
        return memcmp(a, b, bytes.count) == 0
    }

    /// Turns plain samples as they are stored into those that are delivered, in place.
    func finishPlain(_ samples: UnsafeMutableRawBufferPointer, bytesAreSwapped: Bool) {
        if bytesAreSwapped { reverseBytes(of: samples, sampleSize: sampleType.byteCount) }
        if isInverted { complement(samples) }
    }

    /// The sample-by-sample way, for everything that is not plain.
    private func gather<Sample: FixedWidthInteger & UnsignedInteger>(
        _ row: UnsafeRawBufferPointer, _ pixels: Range<Int>, _ bytesAreSwapped: Bool, _ lowByteFirst: Bool,
        _ destination: UnsafeMutableBufferPointer<Sample>
    ) -> Bool {
        let mask: UInt32 = bits >= 32 ? .max : 1 << UInt32(bits) - 1
        let flip = isInverted ? mask : 0
        var sum: UInt32 = 0
        // Differences add up from the row's first pixel.
        for pixel in (holdsDifferences ? 0 : pixels.lowerBound)..<pixels.upperBound {
            var value = sample(pixel * samplesPerPixel, of: row, bytesAreSwapped, lowByteFirst)
            if samplesPerPixel > 1 {
                let first = pixel * samplesPerPixel
                let colours = samplesPerPixel > 2 ? 3 : 1
                for channel in 1..<samplesPerPixel {
                    let other = sample(first + channel, of: row, bytesAreSwapped, lowByteFirst)
                    guard other == (channel < colours ? value : mask) else { return false }
                }
            }
            if holdsDifferences {
                sum = sum &+ value & mask
                value = sum
                if pixel < pixels.lowerBound { continue }
            }
            if let palette { value = UInt32(palette[Int(value)]) }
            destination[pixel - pixels.lowerBound] = Sample(truncatingIfNeeded: value ^ flip)
        }
        return true
    }

    private func sample(
        _ index: Int, of row: UnsafeRawBufferPointer, _ bytesAreSwapped: Bool, _ lowByteFirst: Bool
    ) -> UInt32 {
        switch bits {
        case 8: return UInt32(row[index])
        case 16:
            let value = row.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)
            return UInt32(bytesAreSwapped ? value.byteSwapped : value)
        case 32:
            let value = row.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
            return bytesAreSwapped ? value.byteSwapped : value
        case 24:
            let (a, b, c) = (UInt32(row[index * 3]), UInt32(row[index * 3 + 1]), UInt32(row[index * 3 + 2]))
            return lowByteFirst ? c << 16 | b << 8 | a : a << 16 | b << 8 | c
        default:
            var value: UInt32 = 0
            let start = index * bits
            for byte in start / 8...(start + bits - 1) / 8 { value = value << 8 | UInt32(row[byte]) }
            let surplus = 7 - (start + bits - 1) % 8
            return value >> UInt32(surplus) & (1 << UInt32(bits) - 1)
        }
    }
}

/// Counts integers down from their largest value: the complement, for signed ones, too.
private func complement(_ bytes: UnsafeMutableRawBufferPointer) {
    for index in bytes.indices { bytes[index] = ~bytes[index] }
}
