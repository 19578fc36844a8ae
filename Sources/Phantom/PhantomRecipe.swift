import VoxelCore

/// What a phantom is to be: everything its bytes depend on.
///
/// Grey values are levels on the 8-bit scale of `PhantomGreyScale`; lengths are in voxels.
public struct PhantomRecipe: Sendable, Hashable {
    /// The states of an interface that can be made.
    public enum Kind: String, CaseIterable, Sendable, Codable {
        /// Flattened Na grains throughout the electrode; two Li layers separate them from the SSE everywhere.
        case pristine
        /// After a first cycle: a broken Na film above plated Li, the grains behind it.
        case cycled
        /// Spheres of one radius, Poisson in space, indifferent to a flat interface; its expected curve is known.
        case boolean
        /// Sheets of Na at given layers, partly in a checkerboard; its curve is known exactly.
        case layers
    }

    /// How much h rises towards the electrode, in voxels per voxel along the rows and the columns of maps.
    public struct Tilt: Sendable, Hashable {
        /// The slope along the rows of maps.
        public var rows: Double
        /// The slope along the columns of maps.
        public var columns: Double

        /// A tilt of two slopes.
        public init(rows: Double, columns: Double) {
            self.rows = rows
            self.columns = columns
        }

        /// No tilt.
        public static let flat = Tilt(rows: 0, columns: 0)
    }

    /// The state of the interface.
    public var kind: Kind
    /// The extents of the volume as written.
    public var shape: VolumeShape
    /// The stripping axis in the volume as written.
    public var axis: Axis = .z
    /// The electrode's side along the axis.
    public var electrode: ElectrodeSide = .high
    /// uint8, uint16 or float32.
    public var sampleType: SampleType = .uint8
    /// Selects one phantom among all of its kind.
    public var seed: UInt64 = 1

    /// The mean of h over the map, counted from the SSE's side of the volume; nil for 5/12 of the extent.
    public var electrolyteThickness: Double?
    /// The tilt of the interface about the middle of the map.
    public var tilt = Tilt.flat
    /// Root mean square of the interface's roughness, exactly that over the map.
    public var roughness = 0.0
    /// Expected share of the volume that grains fill where they may be (overlaps count once); nil for 0.168.
    ///
    /// That is the electrode from its third layer on for `pristine`, behind the film for `cycled` (the film, about
    /// one voxel per column on average, comes on top), all of it for `boolean`. `layers` takes none.
    public var naFraction: Double?
    /// The radius of the spheres of `boolean`; nil for 5. The other kinds take none.
    public var grainRadius: Double?

    /// Standard deviation of the noise, in grey levels.
    public var noise = 10.0
    /// Standard deviation of the Gaussian filter behind the noise; 0 for white noise, else at least 0.7.
    ///
    /// The noise keeps its standard deviation; its correlation is exp(−r² / 4σ²). At 0.7 its tails are a little
    /// lighter than a normal distribution's (kurtosis 2.7), from 1 on they are not.
    public var noiseCorrelation = 0.0
    /// Standard deviation of the imaging system's Gaussian blur.
    public var blur = 0.7
    /// Phase contrast: by which share of its step a flat border between two phases overshoots on its bright side and
    /// undershoots on its dark one, about two voxels away; 0 for none.
    public var fringe = 0.0
    /// Beam hardening: by which share grey is lower on the rotation axis, the middle of every slice, than in the
    /// slice's corners.
    public var cupping = 0.0
    /// Rings about the rotation axis, the middle of every slice: the largest amplitude of one, in grey levels.
    ///
    /// One radius in eight carries a ring about two voxels wide, its amplitude anywhere between −rings and rings and
    /// changing smoothly over some 16 slices.
    public var rings = 0.0

    /// The recipe of a kind and a shape, everything else by default.
    public init(kind: Kind, shape: VolumeShape) {
        self.kind = kind
        self.shape = shape
    }

    /// The share of grains that holds where ``naFraction`` is nil; 0 for `layers`.
    package var resolvedNaFraction: Double { kind == .layers ? 0 : naFraction ?? 0.168 }

    /// The radius of the spheres of `boolean`, in voxels; nil for the other kinds.
    package var sphereRadius: Double? { kind == .boolean ? grainRadius ?? 5 : nil }

    /// The expected number of grains per voxel: λ of the Boolean model. 0 for `layers`.
    package var grainDensity: Double { grainField?.density ?? 0 }

    /// The known answer: na_coverage after n layers.
    ///
    /// For `layers` the exact share, where every column has n layers. For `boolean` the expectation
    /// 1 − exp(−λ (πR²t + 4/3 πR³)) with t = n − 1, up to discretisation; 0 for n = 0.
    /// - Returns: nil for the kinds without a known answer, and for negative n.
    package func expectedNaCoverage(afterLayers n: Int) -> Double? {
        guard n >= 0 else { return nil }
        switch kind {
        case .pristine, .cycled: return nil
        case .layers:
            let map = axis.ofMap
            return LayerSheets.coverage(afterLayers: n, rows: shape[map.rows], columns: shape[map.columns])
        case .boolean:
            guard n > 0, let radius = sphereRadius else { return 0 }
            let swept = PortableMath.pi * radius * radius * (Double(n - 1) + 4 / 3 * radius)
            // Beyond 700 the exponential is zero for every purpose.
            return 1 - PortableMath.exponential(-min(700, grainDensity * swept))
        }
    }

    /// The grains of the kinds that have them.
    var grainField: GrainField? {
        switch kind {
        case .layers: nil
        case .boolean:
            GrainField(seed: seed, share: resolvedNaFraction, shape: .sphere(radius: grainRadius ?? 5))
        case .pristine, .cycled:
            GrainField(seed: seed, share: resolvedNaFraction, shape: .flattened(GrainSizes()))
        }
    }
}
