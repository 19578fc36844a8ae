/// What a user insists on when a volume is opened; the defaults refuse whatever is doubtful.
public struct ReadingOptions: Sendable, Hashable {
    /// Accept a folder in which slice numbers are missing; the result then carries a warning.
    public var allowGaps: Bool
    /// Accept RGB and palette images whose three channels are equal everywhere; checked on every pixel read.
    public var allowGreyRGB: Bool
    /// The channel to read, from 0, of a file that holds several.
    public var channel: Int?
    /// The time point to read, from 0, of a file that holds several.
    public var frame: Int?
    /// What a file without a header holds; nil where files tell it themselves.
    public var raw: RawForm?
    /// The largest decoded strip, tile or row of tiles a reader may hold, in bytes.
    public var memoryLimit: Int

    /// The limit when none is given: a slice of 10,000 × 10,000 float32 in one compressed strip still fits.
    public static let defaultMemoryLimit = 384 << 20

    /// Options; without arguments, the strict ones.
    public init(
        allowGaps: Bool = false, allowGreyRGB: Bool = false, channel: Int? = nil, frame: Int? = nil,
        raw: RawForm? = nil, memoryLimit: Int = ReadingOptions.defaultMemoryLimit
    ) {
        self.allowGaps = allowGaps
        self.allowGreyRGB = allowGreyRGB
        self.channel = channel
        self.frame = frame
        self.raw = raw
        self.memoryLimit = memoryLimit
    }
}
