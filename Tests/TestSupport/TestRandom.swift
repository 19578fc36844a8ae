import VoxelCore

/// The same numbers for the same seed, so that a failing test fails again.
package typealias TestRandom = SplitMix64
