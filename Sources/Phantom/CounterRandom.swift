/// Random bits as a pure function of seed, stream and position: nothing is drawn in an order.
///
/// A line of words is the SplitMix64 generator seeded by the hash of the line's coordinates (Steele, Lea and Flood
/// 2014, with Stafford's variant 13 of the mixing function). Any thread may ask for any word at any time.
package struct CounterRandom: Sendable {
    /// Independent uses of one seed.
    package enum Stream: UInt64 {
        case noise = 1
        case texture, roughness, filmPatches, filmDepth, grains, rings
        case touching, pores, electrolyteGrains, photons, gains, electrodePores
    }

    private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15
    private let key: UInt64

    /// The random words of one stream of a seed.
    package init(seed: UInt64, stream: Stream) {
        key = Self.mix(Self.mix(seed) &+ stream.rawValue &* Self.golden)
    }

    /// The key of the line of words at two coordinates, which may be negative.
    package func line(_ a: Int, _ b: Int) -> UInt64 {
        let first = Self.mix(key &+ UInt64(bitPattern: Int64(a)) &* Self.golden)
        return Self.mix(first &+ UInt64(bitPattern: Int64(b)) &* Self.golden)
    }

    /// 64 random bits: the word of a line at an index, which may be negative.
    @inline(__always)
    static func word(line: UInt64, at index: Int) -> UInt64 {
        mix(line &+ UInt64(bitPattern: Int64(index)) &* golden)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// The words of one line, one after another.
package struct RandomSequence {
    private let line: UInt64
    private var index = 0

    /// The sequence that starts at a line's first word.
    package init(line: UInt64) { self.line = line }

    /// The next 64 bits.
    mutating func word() -> UInt64 {
        defer { index += 1 }
        return CounterRandom.word(line: line, at: index)
    }

    /// The next number in [0, 1), a multiple of 2⁻⁵³.
    mutating func uniform() -> Double { Double(word() >> 11) * 0x1p-53 }
}
