import Options
import Stripping
import VoxelCore

extension Warning {
    /// What the stripped slab itself tells.
    ///
    /// - Parameter method: how its phases were told apart: what is odd in grey values has other reasons than what is in labels.
    static func all(about stripped: StrippedSlab, told method: SegmentationMethod) -> [Warning] {
        let findings = SlabFindings(stripped)
        return switch method {
        case .markov, .threshold: findings.inGrey
        case .labels: findings.inLabels
        }
    }
}

/// What is odd in the layers of a slab.
private struct SlabFindings {
    /// Voxels that are NaN or infinite, where there are any.
    let notFinite: Int?
    /// The share of the interface that is void before anything is stripped, from 1 % on.
    let voidAtInterface: Double?
    /// The share of Na in the first layer, from 5 % on.
    let sodiumInFirstLayer: Double?
    /// The layer from which on hardly anything but Na is met, where that is not so from the first on.
    let sodiumFrom: Int?

    init(_ stripped: StrippedSlab) {
        let count = stripped.voxels.reduce(0) { $0 + $1.notFinite }
        notFinite = count > 0 ? count : nil
        let void = Double(stripped.counts[0].void) / Double(max(stripped.insideColumns, 1))
        voidAtInterface = void >= 0.01 ? void : nil
        let shares = stripped.voxels.map { Double($0.sodium) / Double(max($0.count, 1)) }
        sodiumInFirstLayer = shares[0] > 0.05 ? shares[0] : nil
        let last = shares.reversed().prefix { $0 >= 0.9 }.count
        sodiumFrom = last >= 2 && last < shares.count ? shares.count - last + 1 : nil
    }

    /// What it means where grey values told the phases apart.
    var inGrey: [Warning] {
        [
            notFinite.map {
                Warning(
                    "non_finite_samples",
                    "\($0) voxels of the layers are NaN or infinite; NaN is neither Na nor void and counts as Li,"
                        + " +∞ as Na, −∞ as void where void is looked for")
            },
            voidAtInterface.map {
                Warning(
                    "void_at_interface",
                    "\(rounded($0 * 100, 1)) % of the interface is void before anything is stripped: either contact was lost"
                        + " there, or the void threshold takes Li for void; look at the section in the report, and lower"
                        + " --void-threshold or leave it out")
            },
            sodiumInFirstLayer.map {
                Warning(
                    "bright_first_layer",
                    "\(rounded($0 * 100, 1)) % of the first layer is as bright as Na: the interface may lie too"
                        + " deep in the SSE, or Na touches the SSE, where grey values cannot tell them apart")
            },
            sodiumFrom.map {
                Warning(
                    "bright_last_layers",
                    "from layer \($0) on, at least 90 % of every layer is as bright as Na: the layers"
                        + " may have left the electrode and reach into something bright behind it (collector, casing), which"
                        + " counts as Na; strip fewer layers with --layers, or cut the volume to the electrode with --roi"
                )
            },
        ].compactMap(\.self)
    }

    /// What it means where the volume held labels.
    var inLabels: [Warning] {
        [
            voidAtInterface.map {
                Warning(
                    "void_at_interface",
                    "\(rounded($0 * 100, 1)) % of the interface is labelled void before anything is stripped: contact was lost"
                        + " there, or the labels leave a seam between SSE and electrode; look at the cuts in the report"
                )
            },
            sodiumInFirstLayer.map {
                Warning(
                    "sodium_at_interface",
                    "\(rounded($0 * 100, 1)) % of the first layer is labelled Na: Na and SSE have similar grey values, so see that"
                        + " the segmentation told them apart where they touch")
            },
            sodiumFrom.map {
                Warning(
                    "bright_last_layers",
                    "from layer \($0) on, at least 90 % of every layer is labelled Na: the layers may have left the electrode;"
                        + " strip fewer with --layers, or give what lies behind it a code of its own (outside in --codes)"
                )
            },
        ].compactMap(\.self)
    }
}
