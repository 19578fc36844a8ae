/// What the random field takes of memory.
package enum FieldMemory {
    /// Bytes a voxel at most while phases are found: its grey value, what the field knows of it and what it tries.
    package static let bytesPerVoxel = 36
    /// Voxels a column that are read around the interface, to refine it, at least.
    package static let surroundings = 16
}
