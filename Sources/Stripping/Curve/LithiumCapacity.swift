import VoxelCore

/// The charge that lithium gives when it is stripped.
package enum LithiumCapacity {
    /// Density of Li in g cm⁻³.
    package static let density = 0.534
    /// Molar mass of Li in g mol⁻¹.
    package static let molarMass = 6.94
    /// The Faraday constant in C mol⁻¹ (SI 2019).
    package static let faraday = 96_485.33212

    /// The areal capacity in mAh cm⁻² of a dense Li layer: 0.2062 per µm, as Yoon et al. (2025) count it.
    package static func areal(thickness: Length) -> Double {
        let coulombPerCubicCentimetre = density * faraday / molarMass
        return thickness.micrometres * 1e-4 * coulombPerCubicCentimetre / 3.6
    }
}
