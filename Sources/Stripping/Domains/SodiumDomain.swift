import VoxelCore

/// A Na domain of the slab: voxels of Na that touch by a face, an edge or a corner (26 neighbours).
public struct SodiumDomain: Sendable, Hashable {
    /// The number of its voxels, at least 1.
    public let voxels: Int
    /// Its bounding box in the volume's own indices.
    package let box: VoxelRegion
    /// The mean of its voxels' centres along z, y and x, in voxels of the volume: voxel i spans i … i + 1.
    public let centroid: [Double]
    /// The layers that it reaches through, from 1.
    public let layers: ClosedRange<Int>
    /// From the interface to its nearest voxel's face along the stripping axis, in voxels; at least 0.
    public let distance: Double
    /// From the interface to its voxels' centres on average, likewise.
    public let meanDepth: Double
    /// Its surface in the unit of the voxels' edges squared, without what the border cuts.
    public let surface: Double
    /// Whether it touches what is not known: the map's border, a column outside, a layer behind the last. Then it may go on there.
    public let touchesBorder: Bool
    /// How many domains of the interface it stands for: one over the share of places in the slab in which it would lie as a whole;
    /// nil where it touches the border, or would fit nowhere.
    public internal(set) var weight: Double?

    /// The diameter of a sphere of its volume.
    ///
    /// - Parameter voxel: the volume of a voxel.
    public func equivalentDiameter(voxel: Double) -> Double {
        PortableMath.exponential(PortableMath.logarithm(6 * Double(voxels) * voxel / .pi) / 3)
    }

    /// Fewer voxels than these have a surface, but no shape.
    package static let leastOfShape = 30

    /// The surface of a sphere of its volume over its own: 1 of a sphere, less of all else; voxels make spheres some percent
    /// rounder than that. Nil of domains of fewer than 30 voxels, or cut by the border.
    ///
    /// - Parameter voxel: the volume of a voxel.
    public func sphericity(voxel: Double) -> Double? {
        guard voxels >= Self.leastOfShape, !touchesBorder, surface > 0 else { return nil }
        let diameter = equivalentDiameter(voxel: voxel)
        return .pi * diameter * diameter / surface
    }
}
