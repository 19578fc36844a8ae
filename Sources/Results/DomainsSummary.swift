import Stripping
import VoxelCore

extension ResultDocument {
    /// The Na domains of the layers.
    package struct DomainsSummary: Codable, Sendable {
        /// How many there are, those included that the border cuts.
        package var count: Int
        /// How many touch the border: they may go on there.
        package var touchingBorder: Int
        /// The share of the layers' Na that lies in those.
        @ExplicitNull package var shareTouchingBorder: Double?
        /// Domains per area of the interface within the layers, free of the border's bias; null without a voxel size, or where the
        /// border cuts all.
        @ExplicitNull package var perSquareMillimetre: Double?
        /// A tenth, half and nine tenths of the Na in whole domains lie in domains of at most this equivalent diameter, likewise.
        @ExplicitNull package var equivalentDiameters: [Double]?

        enum CodingKeys: String, CodingKey {
            case count
            case touchingBorder = "touching_border"
            case shareTouchingBorder = "na_share_touching_border"
            case perSquareMillimetre = "per_mm2"
            case equivalentDiameters = "equivalent_diameter_um_d10_d50_d90"
        }
    }
}

extension ResultDocument.DomainsSummary {
    init(_ domains: SodiumDomains, of result: ScanResult) {
        let all = domains.domains
        let cut = all.filter(\.touchesBorder)
        let sum = { (domains: [SodiumDomain]) in Double(domains.reduce(0) { $0 + $1.voxels }) }
        let edges = result.mapEdges
        let columns = result.stripped.slab.insideColumns
        let area = edges.map { $0[1] * $0[2] * Double(columns) }
        let weights = all.compactMap(\.weight)
        self.init(
            count: all.count, touchingBorder: cut.count, shareTouchingBorder: all.isEmpty ? nil : sum(cut) / sum(all),
            perSquareMillimetre: area.flatMap { area in
                area > 0 && (all.isEmpty || !weights.isEmpty) ? weights.reduce(0, +) / area * 1e6 : nil
            },
            equivalentDiameters: edges.flatMap { edges in
                domains.equivalentDiameters(holding: [0.1, 0.5, 0.9], voxel: edges.reduce(1, *))
            })
    }
}
