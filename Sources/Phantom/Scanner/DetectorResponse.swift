import VoxelCore

/// What a detector pixel sees of the halves of voxels before it: Gaussian blur, then the mean over the pixel.
struct DetectorResponse: Sendable {
    /// The weights of the halves −reach … reach + 1 of a pixel's first; they add up to 1.
    let weights: [Float]
    let reach: Int

    /// The response to a blur of a standard deviation in voxels.
    init(blur: Double) {
        guard blur > 0 else {
            weights = [0.5, 0.5]
            reach = 0
            return
        }
        let sigma = 2 * blur
        reach = Int(4 * sigma) + 1
        let gaussian = (-reach...reach).map { PortableMath.exponential(-Double($0 * $0) / (2 * sigma * sigma)) }
        let sum = gaussian.reduce(0, +)
        weights = zip(gaussian + [0], [0] + gaussian).map { Float(($0 + $1) / (2 * sum)) }
    }
}
