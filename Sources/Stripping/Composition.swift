import VoxelKernels

/// What the slab is made of.
public struct Composition: Sendable, Hashable {
    /// Molar volume of Li in cm³ mol⁻¹.
    public static let molarVolumeLithium = 13.00
    /// Molar volume of Na in cm³ mol⁻¹.
    public static let molarVolumeSodium = 23.75

    /// Na voxels over all electrode voxels of the slab, 0 … 1.
    public let naVolumeFraction: Double
    /// Na atoms over Na and Li atoms, 0 … 1; nil where there is neither.
    public let naAtomicFraction: Double?

    /// The composition of layers; nil where they hold no electrode voxel.
    package init?(_ layers: [LayerVoxels]) {
        let sodium = layers.reduce(0) { $0 + $1.sodium }
        let lithium = layers.reduce(0) { $0 + $1.lithium }
        let all = layers.reduce(0) { $0 + $1.count }
        guard all > 0 else { return nil }
        naVolumeFraction = Double(sodium) / Double(all)
        let moles = Double(sodium) / Self.molarVolumeSodium + Double(lithium) / Self.molarVolumeLithium
        naAtomicFraction = moles > 0 ? Double(sodium) / Self.molarVolumeSodium / moles : nil
    }
}
