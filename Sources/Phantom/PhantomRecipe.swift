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
        /// Flat lamellae of Na, long in the rolling direction (the columns of maps).
        case lamellae
        /// Equiaxed grains, some of them Na: cells of a Voronoi tessellation.
        case grains
        /// Na and Li interpenetrating: what a smooth random field cuts off.
        case interpenetrating
        /// Thin, wavy, broken films of Na, one above the other.
        case films
        /// After a cycle: a Na sheet under most of the map, lamellae behind it.
        case crust

        /// Whether it is drawn at twice the resolution, so that borders lie within voxels; see `FineWorld`.
        package var isFine: Bool {
            switch self {
            case .pristine, .cycled, .boolean, .layers: false
            case .lamellae, .grains, .interpenetrating, .films, .crust: true
            }
        }
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
    /// Hurst exponent of a surface self-affine up to wavelengths of 32 voxels, between 0 (rugged) and 1; nil for 0.7 where the kind is drawn at twice
    /// the resolution, else for a surface that is smooth over 11.5 voxels.
    public var hurst: Double?
    /// Expected share of the volume that grains fill where they may be (overlaps count once); nil for 0.168.
    ///
    /// That is the electrode from its third layer on for `pristine`, behind the film for `cycled` (the film, about
    /// one voxel per column on average, comes on top), all of it for `boolean`. `layers` takes none. For the kinds drawn
    /// at twice the resolution it is the electrode from two voxels above h on, behind the sheet for `crust`, counted in
    /// eighths of voxels.
    public var naFraction: Double?
    /// Share of the map on which Na lies on the SSE from the start, in lenses up to 3 voxels thick; the kinds drawn at twice
    /// the resolution only.
    public var touching = 0.0
    /// Share of the SSE that pores fill: spheres of 2 voxels' radius as dark as void. Labels call them SSE, which is known by
    /// its side of h.
    public var electrolytePores = 0.0
    /// Share of the electrode that pores fill, as far as they lie in Li: spheres of 3 voxels' radius, two voxels above h and
    /// further; the kinds drawn at twice the resolution only.
    public var electrodePores = 0.0
    /// Standard deviation of grey from grain to grain of the SSE (cells of 7 voxels), in grey levels.
    public var electrolyteGrains = 0.0
    /// The radius of the spheres of `boolean`; nil for 5. The other kinds take none.
    public var grainRadius: Double?

    /// The scanner that sees the sample; nil for an image of blur and noise made voxel by voxel.
    public var scanner: Scanner?

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
    /// changing smoothly over some 16 slices. With a scanner they come from detector pixels whose gain is off, one in
    /// eight, and this is their root mean square over the volume.
    public var rings = 0.0

    /// The recipe of a kind and a shape, everything else by default.
    public init(kind: Kind, shape: VolumeShape) {
        self.kind = kind
        self.shape = shape
    }

    /// The share of grains that holds where ``naFraction`` is nil; 0 for `layers`.
    package var resolvedNaFraction: Double { kind == .layers ? 0 : naFraction ?? 0.168 }

    /// The Hurst exponent that holds where ``hurst`` is nil; nil for a smooth surface.
    package var resolvedHurst: Double? { hurst ?? (kind.isFine ? 0.7 : nil) }

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
        case .pristine, .cycled, .lamellae, .grains, .interpenetrating, .films, .crust: return nil
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
        case .layers, .lamellae, .grains, .interpenetrating, .films, .crust: nil
        case .boolean:
            GrainField(seed: seed, share: resolvedNaFraction, shape: .sphere(radius: grainRadius ?? 5))
        case .pristine, .cycled:
            GrainField(seed: seed, share: resolvedNaFraction, shape: .flattened(GrainSizes()))
        }
    }
}
