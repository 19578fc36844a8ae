/// The type of a volume's samples, named as NumPy names it.
public enum SampleType: String, CaseIterable, Sendable, Codable {
    case uint8, uint16, uint32
    case int8, int16, int32
    case float16, float32, float64

    /// Bytes per sample.
    public var byteCount: Int {
        switch self {
        case .uint8, .int8: 1
        case .uint16, .int16, .float16: 2
        case .uint32, .int32, .float32: 4
        case .float64: 8
        }
    }

    /// Whether samples may be NaN or infinite.
    public var isFloatingPoint: Bool {
        switch self {
        case .float16, .float32, .float64: true
        default: false
        }
    }
}
