/// Turns samples of so many bytes into those of the other byte order.
func reverseBytes(of samples: UnsafeMutableRawBufferPointer, sampleSize: Int) {
    func swap<Sample: FixedWidthInteger>(_: Sample.Type) {
        let size = MemoryLayout<Sample>.size
        if Int(bitPattern: samples.baseAddress) % size == 0 {
            // Typed and aligned, the loop becomes vector instructions.
            let typed = samples.assumingMemoryBound(to: Sample.self)
            for index in 0..<typed.count { typed[index] = typed[index].byteSwapped }
        } else {
            for offset in stride(from: 0, to: samples.count, by: size) {
                let value = samples.loadUnaligned(fromByteOffset: offset, as: Sample.self)
                samples.storeBytes(of: value.byteSwapped, toByteOffset: offset, as: Sample.self)
            }
        }
    }
    switch sampleSize {
    case 2: swap(UInt16.self)
    case 4: swap(UInt32.self)
    case 8: swap(UInt64.self)
    default: break
    }
}
