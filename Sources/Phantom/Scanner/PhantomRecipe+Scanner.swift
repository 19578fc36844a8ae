extension PhantomRecipe {
    /// A parallel-beam tomograph: projections with photon noise, reconstructed by filtered back-projection.
    ///
    /// It takes the place of the recipe's `blur`; `fringe`, `cupping` and `noiseCorrelation` do not go with it, `noise` and
    /// `rings` are reached by its photons and its detector.
    public struct Scanner: Sendable, Hashable {
        /// Where the rotation axis lies.
        public enum RotationAxis: String, CaseIterable, Sendable, Codable {
            /// Along the stripping axis: the scanner's slices are layers.
            case along
            /// Across it, along the rows of maps: the scanner's slices stand on the interface.
            case across
        }

        /// What undoes free propagation before the reconstruction.
        public enum Retrieval: String, CaseIterable, Sendable, Codable {
            case none
            /// The low pass of a single material.
            /// Paganin et al. (2002).
            case paganin
        }

        /// What the ramp filter is multiplied by, to hold down noise.
        public enum Window: String, CaseIterable, Sendable, Codable {
            case none, cosine, hann, hamming
            case sheppLogan = "shepp-logan"
        }

        /// Where the rotation axis lies.
        public var axis = RotationAxis.along
        /// Projections over half a turn; nil for π/2 times the longer side of a slice, rounded up.
        public var angles: Int?
        /// Photons per detector pixel and projection without a sample; nil for as many as the recipe's `noise` takes.
        public var photons: Double?
        /// Standard deviation of the detector's Gaussian blur, in voxels.
        public var blur = 0.35
        /// Free propagation: a of I = (1 − a ∇²) T, in square voxels; 0 for none.
        ///
        /// Transport of intensity for a sample of one ratio of phase to attenuation: a = distance · δ / μ.
        public var propagation = 0.0
        /// What undoes it.
        public var retrieval = Retrieval.none
        /// The window on the ramp filter.
        public var window = Window.sheppLogan

        /// A scanner, everything by default.
        public init() {}
    }
}
