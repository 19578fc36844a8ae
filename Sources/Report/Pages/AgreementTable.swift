import Results
import VoxelCore

/// The part of a comparison's page that holds two segmentations of one volume against each other.
struct AgreementTable {
    let agreement: PhaseAgreement

    /// A table of phases of the first by phases of the second, and what it comes to.
    var html: String {
        let phases = PhaseAgreement.phases
        let rows = phases.map { a -> [String] in
            ["A: \(a.name)"]
                + phases.map { b in
                    a == .electrolyte && b == .electrolyte ? "–" : "\(agreement.voxels(a, b))"
                } + [Self.share(agreement.dice(a)), Self.share(agreement.jaccard(a))]
        }
        let heights =
            agreement.heightDifference.map {
                " The interface of B lies \(signed($0.mean, fixed(abs($0.mean), 2))) voxels beside that of A on average,"
                    + " \(fixed($0.rootMeanSquare, 2)) voxels as root mean square, in \(counted(agreement.columns, "column"))."
            } ?? ""
        return comparisonTable(rows, heads: [""] + phases.map { "B: \($0.name)" } + ["Dice", "Jaccard"])
            + "<p>\(counted(agreement.voxels, "voxel")) that lie in the layers of A or of B and are outside in neither, but for SSE in"
            + " both.\(heights)</p>"
    }

    private static func share(_ value: Double?) -> String { value.map { fixed($0, 3) } ?? "–" }
}
