import VoxelCore

/// The types of samples that are read, in words.
enum RawType {
    /// As a part of a sentence.
    static let read = "integers of 8, 16 or 32 bits and floating point of 16, 32 or 64 bits are read"
}
