import VoxelCore
import VoxelKernels

/// What segmenting a slab gives: what stripping needs, and what is known of how sure it is.
package struct SegmentedSlab: Sendable {
    /// Codes of `Phase`, at least over the slab's box.
    package var phases: any VolumeSource
    /// T_Na, and T_void where void was looked for: those that were held against every voxel, or for the random field the
    /// grey half-way between Li and Na; nil where the volume held labels.
    package let thresholds: PhaseThresholds?
    /// Whether `phases` tells void apart.
    package let findsVoid: Bool
    /// The grey levels of the phases; nil where only thresholds were sought.
    package let levels: GreyLevels?
    /// The samples whose mean the phases are; nil where there is one labelling only.
    package let posterior: SodiumPosterior?
    /// What a reader of the result has to know.
    package let warnings: [Warning]
}
