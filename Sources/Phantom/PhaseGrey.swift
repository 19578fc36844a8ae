import VoxelCore

/// The grey of the phases: a mean and the spread of their texture, in levels, before the system's blur.
enum PhaseGrey {
    static func mean(_ label: Phase) -> Float {
        switch label {
        case .void, .outside: 5
        case .lithium: 45
        case .sodium: 178
        case .electrolyte: 150
        }
    }

    static func spread(_ label: Phase) -> Float {
        switch label {
        case .void, .outside: 2
        case .lithium: 9.7
        case .sodium: 10.6
        case .electrolyte: 16
        }
    }

    /// Standard deviation of the Gaussian filter behind the texture, in voxels, before the system's blur.
    static let textureSigma = 1.4
}
