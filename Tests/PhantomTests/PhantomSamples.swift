import Phantom
import VoxelCore

/// A phantom read as a whole, for tests.
extension Phantom {
    /// The bytes of all samples in (z, y, x) order, slices read in the order given.
    func bytes(order: [Int]? = nil) throws -> [UInt8] {
        let sliceBytes = shape.rows * shape.columns * sampleType.byteCount
        var bytes = [UInt8](repeating: 0, count: shape.slices * sliceBytes)
        let reader = makeReader()
        try bytes.withUnsafeMutableBytes { bytes in
            for slice in order ?? Array(0..<shape.slices) {
                try reader.read(
                    slice: slice, rows: 0..<shape.rows, columns: 0..<shape.columns,
                    into: UnsafeMutableRawBufferPointer(rebasing: bytes[slice * sliceBytes..<(slice + 1) * sliceBytes]))
            }
        }
        return bytes
    }

    /// The bits of every sample, of a uint8 or float32 phantom.
    func samples() throws -> [UInt32] {
        try sampleType == .uint8
            ? bytes().map(UInt32.init) : bytes().withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
    }

    /// A window of a slice.
    func window(slice: Int, rows: Range<Int>, columns: Range<Int>) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: rows.count * columns.count * sampleType.byteCount)
        let reader = makeReader()
        try bytes.withUnsafeMutableBytes { try reader.read(slice: slice, rows: rows, columns: columns, into: $0) }
        return bytes
    }

    /// The grey levels of all voxels, of a float32 phantom.
    func levels() throws -> [Double] {
        try bytes().withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }.map { Double($0) / greyScale.gain }
    }

    /// The truth labels of all voxels in (z, y, x) order.
    func labels() -> [UInt8] { (0..<shape.slices).flatMap { truthLabels(slice: $0) } }
}

extension PhantomRecipe {
    /// A recipe with some of its fields changed.
    func with(_ change: (inout PhantomRecipe) -> Void) -> PhantomRecipe {
        var copy = self
        change(&copy)
        return copy
    }

    /// A small recipe of a kind, as uneven as the kind allows.
    static func small(_ kind: Kind) -> PhantomRecipe {
        PhantomRecipe(kind: kind, shape: VolumeShape(slices: 34, rows: 21, columns: 19)).with {
            $0.seed = 7
            if kind != .boolean {
                $0.tilt = .init(rows: 0.02, columns: -0.05)
                $0.roughness = 0.9
            } else {
                $0.grainRadius = 2.5
            }
        }
    }
}

extension PhantomRecipe.Scanner {
    /// A scanner with some of its fields changed.
    static func with(_ change: (inout Self) -> Void) -> Self {
        var scanner = Self()
        change(&scanner)
        return scanner
    }
}

/// FNV-1a (Fowler, Noll, Vo), 64 bit.
func fnv(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

func standardDeviation(_ values: [Double]) -> Double {
    let average = mean(values)
    return (values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(values.count)).squareRoot()
}

/// na_coverage after n = 0 … layers, from a first-contact map.
func coverage(_ map: Map<UInt16>, layers: Int) -> [Double] {
    (0...layers).map { n in Double(map.values.count { $0 > 0 && $0 <= n }) / Double(map.count) }
}
