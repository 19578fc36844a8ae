import VoxelCore

/// The thirteen directions in which a voxel has neighbours, and what the ends of lines along them say of a surface.
///
/// Crofton's formula: a surface is twice the mean over all directions of its crossings by lines, each worth the area that a
/// line stands for. S = 2 Σ w N a, N the neighbours along a direction of which one is in the domain, a = a voxel's volume over their
/// distance, w the share of the sphere that is nearest to the direction (Legland, Kiêu & Devaux 2007, doi 10.5566/ias.v26.p83-92).
package struct SurfaceDirections: Sendable {
    /// Steps along z, y and x; the opposite ones go without saying.
    package static let steps: [(z: Int, y: Int, x: Int)] = [
        (0, 0, 1), (0, 1, 0), (1, 0, 0), (0, 1, 1), (0, 1, -1), (1, 0, 1), (1, 0, -1), (1, 1, 0), (1, -1, 0),
        (1, 1, 1), (1, 1, -1), (1, -1, 1), (1, -1, -1),
    ]

    /// What a crossing along each adds to the surface.
    package let areas: [Double]

    /// So many directions share out the sphere.
    private static let samples = 40_000

    /// The directions of voxels of such edges.
    ///
    /// - Parameter edges: along z, y and x.
    package init(edges: [Double]) {
        let vectors = Self.steps.map { [Double($0.z) * edges[0], Double($0.y) * edges[1], Double($0.x) * edges[2]] }
        let lengths = vectors.map { vector in vector.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        var counts = [Double](repeating: 0, count: vectors.count)
        // A spiral of points that share the sphere evenly (Swinbank & Purser 2006, doi 10.1256/qj.05.227).
        let turn = (3 - 5.0.squareRoot()) / 2
        for sample in 0..<Self.samples {
            let z = 1 - (2 * Double(sample) + 1) / Double(Self.samples)
            let radius = (1 - z * z).squareRoot()
            let (cosine, sine) = PortableMath.circle(
                turns: (turn * Double(sample)).truncatingRemainder(dividingBy: 1))
            let point = [z, radius * sine, radius * cosine]
            let cosines = zip(vectors, lengths).map { vector, length in
                abs(vector[0] * point[0] + vector[1] * point[1] + vector[2] * point[2]) / length
            }
            // Of equally near ones each has its part: nothing prefers one of two mirrored directions.
            let nearest = cosines.max() ?? 0
            let near = cosines.indices.filter { cosines[$0] > nearest - 1e-12 }
            for index in near { counts[index] += 1 / Double(near.count) }
        }
        let volume = edges.reduce(1, *)
        areas = zip(counts, lengths).map { 2 * $0 / Double(Self.samples) * volume / $1 }
    }
}
