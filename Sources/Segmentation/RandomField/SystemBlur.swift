/// B, the blur of the imaging system: a Gaussian along each of the three directions of the volume.
///
/// It is symmetric, so Bᵀ = B wherever all that it reaches is held.
struct SystemBlur: Sendable {
    /// 2r + 1 weights along a direction, r at least 2.
    let taps: [Float]
    /// Standard deviation of a face's image, in voxels: a face inside a voxel is spread over it, so the variance of a
    /// uniform position comes on top of the blur's.
    let faceWidth: Float
    /// What the images of two voxels share along a direction, at −``reach`` … ``reach`` voxels.
    private let overlaps: [Double]
    private static let reach = 6

    /// A blur of this standard deviation, in voxels.
    init(sigma: Double) {
        taps = Distribution.gaussianTaps(sigma: sigma, radius: max(2, Int(3 * sigma + 0.5)))
        faceWidth = Float((sigma * sigma + 1.0 / 12).squareRoot())
        let b = taps.map { Double($0) }
        overlaps = (-Self.reach...Self.reach).map { (offset: Int) -> Double in
            b.indices.reduce(0) { sum, i in b.indices.contains(i + abs(offset)) ? sum + b[i] * b[i + abs(offset)] : sum
            }
        }
    }

    /// What the images of two voxels share along a direction: BᵀB is the product of three of these.
    ///
    /// - Parameter offset: from one to the other, −6 … 6 voxels.
    func overlap(_ offset: Int) -> Double { overlaps[Self.reach + offset] }
}
