import VoxelCore

extension Phase {
    /// The code of a phase in a phantom's truth labels: void 0, Li 1, Na 2, SSE 3.
    ///
    /// The world of a phantom has no outside, so that void can be 0, as in a scan.
    package var truthCode: UInt8 {
        switch self {
        case .void: 0
        case .lithium: 1
        case .sodium: 2
        case .electrolyte: 3
        case .outside: .max
        }
    }
}
