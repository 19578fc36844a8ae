import VoxelCore

/// How the SSE of scan B lies in the grid of scan A.
package struct VolumeRegistration: Sendable, Hashable {
    /// Points from one grid to the other.
    package let transform: VoxelTransform
    /// The point of B's grid in whose place shift and rotation are said: the middle of what was compared, in voxels of B.
    package let centre: Triple
    /// Where that point lies in A's grid less where it would lie if both volumes began at the same corner; in voxels of A
    /// along z, y and x. Without rotation and scale: a point at p in B lies at p + shift in A.
    package let shift: Triple
    /// The rotation that takes B to A about the centre: its axis times its angle in degrees, components along z, y and x, right-handed in
    /// x, y, z (about z, x turns towards y).
    package let rotation: Triple
    /// By how much lengths of B have to be multiplied, beyond what the voxels' edges say: 1.005 where B's voxels are 0.5 % larger than
    /// said, or A's smaller.
    package let scale: Double
    /// Standard errors of shift, rotation and scale, from how parts of blocks disagree; nil where they were not found.
    package let errors: Errors?
    /// What speaks for it and against it.
    package let quality: RegistrationQuality
    /// Where every block of B was found.
    package let blocks: [BlockDisplacement]
    /// Why it is not to be used; nil where it is accepted.
    package let refusal: String?
    /// What a reader has to know of an accepted one.
    package let warnings: [Warning]

    /// The distance from the registration within which 95 % of blocks were found, in voxels of B; nil without blocks.
    package var residual95: Double? {
        let residuals = blocks.map(\.residual.length).sorted()
        return residuals.isEmpty ? nil : residuals[(residuals.count - 1) * 95 / 100]
    }

    /// Whether it may be used.
    package var isAccepted: Bool { refusal == nil }
    /// The angle of the rotation in degrees.
    package var angle: Double { rotation.length }

    /// Standard errors.
    package struct Errors: Sendable, Hashable {
        /// Of the shift at the centre, in voxels of A.
        package let shift: Triple
        /// Of the rotation's components, in degrees.
        package let rotation: Triple
        /// Of the scale.
        package let scale: Double
    }

    /// A block of B and where it was found, by itself.
    package struct BlockDisplacement: Sendable, Hashable {
        /// Its middle, in voxels of B.
        package let centre: Triple
        /// How far from where the registration puts it it was found, in voxels of B: what is not rigid, and error.
        package let residual: Triple
        /// Its correlation there over the highest elsewhere.
        package let peakRatio: Double
    }
}
