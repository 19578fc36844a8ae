/// What speaks for a registration and against it.
package struct RegistrationQuality: Sendable, Hashable {
    /// The number of blocks that were compared.
    package var blocks = 0
    /// The median over blocks of the correlation where they were found over the highest elsewhere; 1.01 … 1.1 by chance.
    package var peakRatio = 0.0
    /// The share of blocks within half a voxel of the shift, rotation and scale on which most agree.
    package var agreement = 0.0
    /// The median distance of a block from there, in voxels (the larger ones, where the scans' differ).
    package var medianResidual = Double.infinity
    /// How far a point of the blocks lies from itself when it is taken from B to A and back by a fit of its own, at most; in voxels.
    package var inverseError = Double.infinity
    /// The share of rings about the scanner's axis in what the scans share; nil unless everything lies nearly where it was, where a
    /// detector's rings lie, too.
    package var ringShare: Double?
    /// The correlation of the greys of the middle, averaged over a few voxels and less what changes slowly, as the scans lie.
    package var correlationBefore = 0.0
    /// The same where the registration puts B.
    package var correlationAfter = 0.0
}
