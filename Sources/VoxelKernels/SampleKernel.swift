import VoxelCore

/// A loop over samples, written once for every sample type.
protocol SampleKernel {
    associatedtype Output
    mutating func run<T: Sample>(_ samples: Span<T>) -> Output
}

extension SampleKernel {
    /// Runs the loop specialised for the type of the samples.
    ///
    /// The one `switch` over sample types there is: what lies behind it is compiled for concrete types.
    @inline(__always)
    mutating func callAsFunction(_ samples: RawSamples) -> Output {
        switch samples.type {
        case .uint8: run(samples.bytes.assumingMemoryBound(to: UInt8.self).span)
        case .uint16: run(samples.bytes.assumingMemoryBound(to: UInt16.self).span)
        case .uint32: run(samples.bytes.assumingMemoryBound(to: UInt32.self).span)
        case .int8: run(samples.bytes.assumingMemoryBound(to: Int8.self).span)
        case .int16: run(samples.bytes.assumingMemoryBound(to: Int16.self).span)
        case .int32: run(samples.bytes.assumingMemoryBound(to: Int32.self).span)
        case .float16: run(samples.bytes.assumingMemoryBound(to: Float16.self).span)
        case .float32: run(samples.bytes.assumingMemoryBound(to: Float.self).span)
        case .float64: run(samples.bytes.assumingMemoryBound(to: Double.self).span)
        }
    }
}
