import VoxelCore

/// The quantile of the standard normal distribution at a probability, to one part in 4096 of the probability.
func normalQuantile(_ probability: Double) -> Double {
    PortableMath.normalQuantiles(count: 4096)[min(4095, max(0, Int(probability * 4096)))]
}
