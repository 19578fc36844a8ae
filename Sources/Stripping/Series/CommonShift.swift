import VoxelCore

/// The movement in which the displacements between the domains of two states agree far more often than by chance.
///
/// Every displacement between two domains of like size votes. A true movement has a vote of most domains, however many others lie
/// between; the width within which they agree comes out with it.
struct CommonShift: Sendable {
    /// Along z, y and x, in the unit of lengths; 0 where nothing stands out.
    let shift: SIMD3<Double>
    /// The scale of what single domains deviate by.
    let scatter: Double

    /// So many of the largest domains of either state vote.
    private static let voters = 200
    private static let mostVotes = 4000
    /// Sizes are alike within a factor of 2, as logarithms.
    private static let likeSize = 0.694

    /// - Parameters:
    ///   - axis: that of stripping, along which movements are looked for over half the space; across it over the usual distance
    ///     between domains.
    ///   - box: the extents of the space in which domains lie.
    ///   - finest: no scatter is smaller.
    init(from first: PeakField, to second: PeakField, axis: Int, box: SIMD3<Double>, finest: Double) {
        let (a, b) = (Self.largest(of: first), Self.largest(of: second))
        let room = box[0] * box[1] * box[2]
        let spacing = SodiumPeak.radius(ofVolume: room / Double(max(1, max(a.count, b.count))))
        let (across, along) = (spacing, max(spacing, box[axis] / 2))
        var votes: [(first: Int, displacement: SIMD3<Double>)] = []
        for (index, own) in a.enumerated() {
            for other in b where abs(first.sizes[own] - second.sizes[other]) < Self.likeSize {
                let displacement = second.peaks[other].position - first.peaks[own].position
                var aside = displacement
                aside[axis] = 0
                guard aside.norm < across, abs(displacement[axis]) < along else { continue }
                votes.append((index, displacement))
            }
        }
        let tube = 2 * along * PortableMath.pi * across * across
        let candidates =
            [.zero]
            + votes.indices.filter { $0 % (votes.count / Self.mostVotes + 1) == 0 }.map { votes[$0].displacement }
        let widths = (1...10).map { spacing / Double(1 << $0) }.filter { $0 >= 2 * finest }
        var best = (score: 0.0, shift: SIMD3<Double>.zero, width: max(spacing / 2, 2 * finest))
        for candidate in candidates {
            let counts = Self.agreeing(votes, with: candidate, within: widths)
            for (width, count) in zip(widths, counts) {
                let ball = 4 * PortableMath.pi / 3 * width * width * width
                let chance = Double(votes.count) * ball / tube
                guard Double(count) > chance else { continue }
                // Of far movements there are more to choose among.
                let ratio = 1 + candidate.norm / width
                let score =
                    Double(count) * PortableMath.logarithm(Double(count) / chance) - (Double(count) - chance)
                    - 3 * PortableMath.logarithm(ratio)
                if score > best.score || (score == best.score && candidate.norm < best.shift.norm) {
                    best = (score, candidate, width)
                }
            }
        }
        shift = best.shift
        scatter = max(finest, best.width / 1.5)
    }

    /// The largest domains that are seen as a whole.
    private static func largest(of field: PeakField) -> [Int] {
        field.peaks.indices.filter { !field.peaks[$0].touchesBorder }
            .sorted { field.sizes[$0] == field.sizes[$1] ? $0 < $1 : field.sizes[$0] > field.sizes[$1] }
            .prefix(voters).map { $0 }
    }

    /// How many first domains have a vote within each width of a movement.
    private static func agreeing(
        _ votes: [(first: Int, displacement: SIMD3<Double>)], with shift: SIMD3<Double>, within widths: [Double]
    ) -> [Int] {
        var nearest = [Double](repeating: .infinity, count: voters)
        let widest = (widths.first ?? 0) * (widths.first ?? 0)
        for vote in votes {
            let distance = (vote.displacement - shift).squaredLength
            if distance <= widest, distance < nearest[vote.first] { nearest[vote.first] = distance }
        }
        return widths.map { width in nearest.count { $0 <= width * width } }
    }
}
