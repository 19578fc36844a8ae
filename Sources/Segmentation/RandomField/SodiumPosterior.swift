import VoxelCore
import VoxelKernels

/// Where the Na of a slab is, as far as grey values can tell: samples of the posterior of a Markov random field.
///
/// Model: a voxel's grey is the blur of the phases around it plus noise, `y = μ_Li + (μ_SSE − μ_Li) S + Δ B x + ε`, with
/// x = 1 in Na, B the system's blur, S the SSE's share by the known interface and Δ the contrast of Na. Na domains are
/// smooth within layers: an Ising field couples a voxel to its neighbours, mostly within the layer. Both parts are
/// quadratic in x, so the log-odds of a voxel are linear in its neighbours and Gibbs sampling is exact and cheap. The
/// most probable labelling would erase thin domains; samples do not. Levels and noise are fitted between the sweeps
/// (stochastic expectation-maximisation, Celeux & Diebolt 1985).
struct SodiumPosterior: Sendable {
    /// The fitted levels.
    var levels: GreyLevels
    /// The number of samples that were counted.
    let samples: Int
    /// How many samples have Na first in layer n, at `column · layers + n − 1`.
    let first: SharedBuffer<UInt8>
    /// How many samples have Na, voxel by voxel of the straightened slab.
    let sodium: SharedBuffer<UInt8>
}
