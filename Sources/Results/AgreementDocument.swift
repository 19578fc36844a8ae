import VoxelCore

extension ComparisonDocument {
    /// How far two segmentations of one volume agree.
    package struct Agreement: Codable, Sendable {
        /// Voxels whose phase both tell, but for SSE in both.
        package var voxels: Int
        /// Voxels by their phase in the first result, then in the second.
        package var confusion: [String: [String: Int]]
        /// Dice and Jaccard of every phase that either has.
        package var phases: [String: Overlap]
        /// Columns that have an interface in both.
        package var columns: Int
        /// h of the second less that of the first, in voxels along the axis: mean and root mean square; null where no column has
        /// both.
        @ExplicitNull package var heightDifference: Double?
        @ExplicitNull package var heightDeviation: Double?

        /// How far a phase is in the same places.
        package struct Overlap: Codable, Sendable {
            package var dice, jaccard: Double
        }

        enum CodingKeys: String, CodingKey {
            case voxels, confusion, phases, columns
            case heightDifference = "height_difference_mean_voxel"
            case heightDeviation = "height_difference_rms_voxel"
        }

        init(_ agreement: PhaseAgreement) {
            voxels = agreement.voxels
            columns = agreement.columns
            (confusion, phases) = ([:], [:])
            for a in PhaseAgreement.phases {
                confusion[a.key] = Dictionary(
                    uniqueKeysWithValues: PhaseAgreement.phases.map { ($0.key, agreement.voxels(a, $0)) })
                if let dice = agreement.dice(a), let jaccard = agreement.jaccard(a) {
                    phases[a.key] = Overlap(dice: dice, jaccard: jaccard)
                }
            }
            heightDifference = agreement.heightDifference?.mean
            heightDeviation = agreement.heightDifference?.rootMeanSquare
        }
    }
}

extension Phase {
    /// Its name in keys.
    fileprivate var key: String { name.lowercased() }
}
