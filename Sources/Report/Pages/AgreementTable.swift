import Results
import VoxelCore

/// The part of a comparison's page that holds two segmentations of one volume against each other.
struct AgreementTable {
    let agreement: PhaseAgreement
    let electrode: ElectrodeSide

    /// A table of phases of the first by phases of the second, and what it comes to.
    var html: String {
        let phases = PhaseAgreement.phases
        let voxels = phases.map { a in
            ["\(a.name) in A"]
                + phases.map { a == .electrolyte && $0 == .electrolyte ? "–" : "\(agreement.voxels(a, $0))" }
        }
        let overlaps = phases.compactMap { phase -> [String]? in
            guard let dice = agreement.dice(phase), let jaccard = agreement.jaccard(phase) else { return nil }
            return [phase.name, fixed(dice, 3), fixed(jaccard, 3)]
        }
        return comparisonTable(voxels, heads: ["voxels"] + phases.map { "\($0.name) in B" })
            + comparisonTable(overlaps, heads: ["", "Dice", "Jaccard"])
            + "<p>\(counted(agreement.voxels, "voxel")) whose phase both tell: of the layers of A or of B, and of the SSE before"
            + " them, but for SSE in both. It means something where both are segmentations of one volume.\(heights)</p>"
    }

    private var heights: String {
        guard let difference = agreement.heightDifference else { return "" }
        let isDeeper = (difference.mean > 0) == (electrode == .high)
        let mean =
            difference.mean == 0
            ? "as deep as that of A"
            : "\(fixed(abs(difference.mean), 2)) voxels further into the \(isDeeper ? "electrode" : "SSE") than that of A"
        return
            " The interface of B lies \(mean) on average of \(counted(agreement.columns, "column")); the root mean square of"
            + " what is between them is \(fixed(difference.rootMeanSquare, 2)) voxels."
    }
}
