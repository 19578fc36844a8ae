import VoxelCore

/// What a registration has to show to be accepted.
enum RegistrationVerdict {
    static let leastPeakRatio = 1.15
    static let leastAgreement = 0.6
    static let largestInverseError = 0.1
    /// Correlations are as good as equal within this.
    private static let correlationError = 0.02

    /// What a scientist can do about it.
    private static let advice =
        "; compare scans of the same place, in a larger box of SSE that shows pores or grains in both"

    /// Why a registration is not to be used; nil where it may be.
    ///
    /// - Throws: `SimstripError` from reading: where a scan is refused its greys are looked at again.
    static func refusal(_ quality: RegistrationQuality, of pair: CommonSpace) throws -> String? {
        guard let reason = reason(quality) else { return nil }
        for (scan, name) in [(pair.a, "A"), (pair.b, "B")] {
            let structure = try GreyStructure(of: scan)
            if !structure.isThere {
                return
                    "the SSE of scan \(name) shows no structure: neighbouring voxels differ as much as voxels further"
                    + " apart do, as in noise, and nothing is left by which scans could be told to lie in one place"
                    + advice
            }
        }
        return reason
    }

    private static func reason(_ quality: RegistrationQuality) -> String? {
        let asked = percent(leastAgreement)
        guard quality.blocks >= BlockLayout.fewest else {
            return "\(counted(quality.blocks, "block")) of SSE could be found in both scans, at least"
                + " \(BlockLayout.fewest) are needed" + advice
        }
        if let share = quality.ringShare, share > RingShare.most {
            return "the scans agree where they lie, but \(percent(share)) of what they share are rings about the"
                + " scanner's axis, which a detector leaves at the same place whatever it sees; at most"
                + " \(percent(RingShare.most)) is expected of SSE; remove rings from both scans and try again"
        }
        guard quality.agreement >= leastAgreement else {
            return "no shift and rotation was found on which the scans' SSE agrees: \(percent(quality.agreement)) of"
                + " \(quality.blocks) blocks lie within half a voxel of one, at least \(asked) are expected" + advice
        }
        guard quality.peakRatio >= leastPeakRatio else {
            return "the scans' SSE agrees no better where it was found than elsewhere: the correlation of a block is"
                + " \(fixed(quality.peakRatio, 2)) times the highest away from it, at least"
                + " \(fixed(leastPeakRatio, 2)) is expected; rings, streaks or stripes that both scans share look like"
                + " that, and so does SSE without structure" + advice
        }
        guard quality.inverseError <= largestInverseError else {
            return
                "scan B in scan A and scan A in scan B were found \(fixed(quality.inverseError, 2)) voxels apart, at most"
                + " \(fixed(largestInverseError, 2)) is expected" + advice
        }
        let before = quality.correlationBefore
        guard quality.correlationAfter >= before - correlationError else {
            return "the scans' greys correlate by \(fixed(quality.correlationAfter, 2)) where the SSE was found and by"
                + " \(fixed(before, 2)) as the scans lie; more is expected" + advice
        }
        return nil
    }
}
