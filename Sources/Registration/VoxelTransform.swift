/// Where points of one scan's grid lie in another's.
///
/// Points are positions in voxels along z, y and x of a volume's own index: voxel i spans [i, i + 1], its centre is i + 0.5.
package struct VoxelTransform: Sendable, Hashable {
    /// The similarity in space from B to A.
    let similarity: Similarity
    /// The edges of the voxels of A and of B in the unit of space.
    let edgesOfA: Triple
    let edgesOfB: Triple

    /// Where a point of B lies in A.
    package func inA(_ pointOfB: Triple) -> Triple { similarity(pointOfB * edgesOfB) / edgesOfA }

    /// Where a point of A lies in B.
    package func inB(_ pointOfA: Triple) -> Triple { similarity.inverse(pointOfA * edgesOfA) / edgesOfB }
}
