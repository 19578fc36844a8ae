/// A type whose values are grey values.
public protocol Sample: Comparable, BitwiseCopyable, Sendable {
    /// The type as volumes name it.
    static var sampleType: SampleType { get }
    /// The grey value; exact for every type but 64-bit integers, which no volume has.
    var grey: Double { get }
    /// Whether the value is neither NaN nor infinite.
    var isFinite: Bool { get }
    /// The smallest value that is at least `bound`, nil if the type has none.
    static func smallest(atLeast bound: Double) -> Self?
    /// The largest value that is at most `bound`, nil if the type has none.
    static func largest(atMost bound: Double) -> Self?
    /// Whether this value comes before `other` when NaN comes after every number.
    func precedes(_ other: Self) -> Bool
    /// How many values the type has where a histogram can give each its own bin, 0 where it cannot.
    static var exactBinCount: Int { get }
    /// The bin of the value where ``exactBinCount`` is not 0: its distance from the type's least value.
    var exactBin: Int { get }
}

extension Sample where Self: FixedWidthInteger {
    /// The grey value.
    @inlinable public var grey: Double { Double(self) }
    /// True: an integer is finite.
    @inlinable public var isFinite: Bool { true }
    /// The smallest value that is at least `bound`.
    @inlinable public static func smallest(atLeast bound: Double) -> Self? {
        bound <= Double(Self.min) ? Self.min : Self(exactly: bound.rounded(.up))
    }
    /// The largest value that is at most `bound`.
    @inlinable public static func largest(atMost bound: Double) -> Self? {
        bound >= Double(Self.max) ? Self.max : Self(exactly: bound.rounded(.down))
    }
    /// Whether this value is smaller.
    @inlinable public func precedes(_ other: Self) -> Bool { self < other }
    /// 2⁸ or 2¹⁶ for the small types, else 0.
    @inlinable public static var exactBinCount: Int { bitWidth <= 16 ? 1 << bitWidth : 0 }
    /// The distance from the type's least value.
    @inlinable public var exactBin: Int { Int(truncatingIfNeeded: self) &- Int(truncatingIfNeeded: Self.min) }
}

extension Sample where Self: BinaryFloatingPoint {
    /// The grey value.
    @inlinable public var grey: Double { Double(self) }
    /// The smallest value that is at least `bound`.
    @inlinable public static func smallest(atLeast bound: Double) -> Self? {
        let nearest = Self(bound)
        return Double(nearest) >= bound ? nearest : nearest.nextUp
    }
    /// The largest value that is at most `bound`.
    @inlinable public static func largest(atMost bound: Double) -> Self? {
        let nearest = Self(bound)
        return Double(nearest) <= bound ? nearest : nearest.nextDown
    }
    /// Whether this value is smaller, or a number where the other is NaN.
    @inlinable public func precedes(_ other: Self) -> Bool { self < other || (other.isNaN && !self.isNaN) }
    /// 0: there are too many values.
    @inlinable public static var exactBinCount: Int { 0 }
    /// Not used.
    @inlinable public var exactBin: Int { 0 }
}

extension UInt8: Sample {
    /// The type as volumes name it.
    public static var sampleType: SampleType { .uint8 }
}
extension UInt16: Sample {
    /// The type as volumes name it.
    public static var sampleType: SampleType { .uint16 }
}
extension UInt32: Sample {
    /// The type as volumes name it.
    public static var sampleType: SampleType { .uint32 }
}
extension Int8: Sample {
    /// The type as volumes name it.
    public static var sampleType: SampleType { .int8 }
}
extension Int16: Sample {
    /// The type as volumes name it.
    public static var sampleType: SampleType { .int16 }
}
extension Int32: Sample {
    /// The type as volumes name it.
    public static var sampleType: SampleType { .int32 }
}
extension Float16: Sample {
    /// The type as volumes name it.
    public static var sampleType: SampleType { .float16 }
}
extension Float: Sample {
    /// The type as volumes name it.
    public static var sampleType: SampleType { .float32 }
}
extension Double: Sample {
    /// The type as volumes name it.
    public static var sampleType: SampleType { .float64 }
}

/// Samples of a type that is known at run time.
package struct RawSamples {
    /// The type of the samples.
    package let type: SampleType
    /// Their bytes, aligned for the type.
    package let bytes: UnsafeRawBufferPointer

    /// Samples of a type in memory that outlives this value.
    package init(_ type: SampleType, _ bytes: UnsafeRawBufferPointer) {
        self.type = type
        self.bytes = bytes
    }

    /// The number of samples.
    package var count: Int { bytes.count / type.byteCount }
}

extension RawSamples {
    /// The samples of a range of indices.
    package subscript(range: Range<Int>) -> RawSamples {
        let size = type.byteCount
        return RawSamples(
            type, UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound * size..<range.upperBound * size]))
    }
}
