import VoxelCore

/// How the grey levels of a phantom become samples: `sample = offset + gain · level`.
///
/// Levels are those of an 8-bit reconstruction: Li 45, Na 178, SSE 150.
/// - uint8 holds the level itself, rounded and clipped to 0 … 255.
/// - uint16 holds 16384 + 64 · level, rounded and clipped: levels −256 … 767. An offset with room on both sides is
///   how 16-bit stacks leave a beamline, whose grey window is set wider than the histogram.
/// - float32 holds level · 2⁻²⁰ (Na 1.7 · 10⁻⁴), neither rounded nor clipped: a reconstructed attenuation per
///   voxel, with negative values where noise outweighs it.
package struct PhantomGreyScale: Sendable, Hashable {
    /// The sample of level 0.
    package let offset: Double
    /// The samples per grey level.
    package let gain: Double

    /// The scale of a sample type; nil for the types in which no phantom is made.
    package init?(of type: SampleType) {
        switch type {
        case .uint8: (offset, gain) = (0, 1)
        case .uint16: (offset, gain) = (16_384, 64)
        case .float32: (offset, gain) = (0, 0x1p-20)
        default: return nil
        }
    }

    /// The mean level of a phase deep inside it.
    package static func level(of label: Phase) -> Double { Double(PhaseGrey.mean(label)) }
}
