import Segmentation
import VoxelCore

import Foundation

/// A bank of simulated scans: what each told of its doubts, and its truth.
package struct Bank: Sendable {
    /// One scan.
    package struct Member: Sendable {
        package let number: Int
        package let family: String
        /// Of the recipe, in grey levels.
        package let noise: Double
        /// True coverage after 1, 2 … N layers.
        package let truth: [Double]
        /// What the scan told of itself.
        package let evidence: BandEvidence

        package init(
            number: Int, family: String, noise: Double, truth: [Double], evidence: BandEvidence
        ) {
            self.number = number
            self.family = family
            self.noise = noise
            self.truth = truth
            self.evidence = evidence
        }
    }

    package let members: [Member]

    init(_ members: [Member]) { self.members = members }

    // MARK: The file

    package static let header =
        "member,family,noise,unresolved,columns,noisiness,correlation,roughness,height_error,hills,hills_excess,truth,coverage,bias,faces"
    /// Reads a bank back.
    package init(file: String) throws {
        let text = try String(contentsOfFile: file, encoding: String.Encoding.utf8)
        members = try text.split(separator: "\n").dropFirst().map { row in
            guard let member = Member(row: row) else {
                throw SimstripError.data("\(file) holds '\(row)', which is no scan of a bank")
            }
            return member
        }
    }

    // MARK: Parts of the bank

    package var families: [String] { Set(members.map(\.family)).sorted() }

    package func only(_ family: String) -> Bank { Bank(members.filter { $0.family == family }) }

    package func without(_ family: String) -> Bank { Bank(members.filter { $0.family != family }) }

    /// Those whose levels and blur can be resolved: on these bands are calibrated.
    package var resolved: Bank { Bank(members.filter { !$0.evidence.isUnresolved }) }

    /// The others.
    package var unresolved: Bank { Bank(members.filter(\.evidence.isUnresolved)) }

    /// Scans of noise up to 15, up to 25 and beyond.
    package var byNoise: [(name: String, bank: Bank)] {
        [("noise 8 to 15", 0.0..<15), ("noise 15 to 25", 15..<25), ("noise 25 to 36", 25..<99)].map { name, range in
            (name, Bank(members.filter { range.contains($0.noise) }))
        }
    }

    // MARK: What a calibration is worth

    /// The share of the scans whose whole true curve lies within its band.
    package func held(by calibration: BandCalibration) -> Double {
        Double(members.count { $0.isHeld(by: calibration) }) / Double(max(1, members.count))
    }

    /// The median over the scans of the mean width of the band.
    package func medianWidth(_ calibration: BandCalibration) -> Double {
        let widths = members.map { $0.width(calibration) }.sorted()
        return widths.isEmpty ? 0 : widths[widths.count / 2]
    }

    // MARK: Calibration

    /// The share of scans that a band is to hold.
    package static let level = 0.95
    /// Into so many parts the bank is split; scans of one part are held against weights that the others gave.
    private static let folds = 8

    /// The weights with which bands are least wide, made so wide that they hold scans that took no part in choosing them: every
    /// eighth of the bank is scored with the weights of the others (cross-conformal prediction, Vovk 2015,
    /// doi 10.1007/s10472-013-9368-4).
    package func calibrated() -> BandCalibration {
        let parts = (0...Self.folds).map { fold in members.filter { fold == Self.folds || self.fold(of: $0) != fold } }
        // Nine searches, independent of each other.
        let found =
            (try? concurrentMap(count: parts.count, threads: availableCores()) { Rows(parts[$0]).narrowest }) ?? []
        let scores = members.map { Rows([$0]).scores(found[fold(of: $0)])[0] }.sorted()
        let weights = found[Self.folds].map { $0 * Self.quantile(of: scores) }
        let count = weights.count / 2
        return BandCalibration(above: Array(weights[..<count]), below: Array(weights[count...]))
    }

    private func fold(of member: Member) -> Int { (member.number / 9) % Self.folds }

    /// The score that is exceeded by so few scans; ⌈0.95 (m + 1)⌉ of m.
    fileprivate static func quantile(of scores: [Double]) -> Double {
        let rank = Int((Double(scores.count + 1) * level).rounded(.up))
        return scores[min(rank, scores.count) - 1]
    }
}

extension Bank.Member {
    /// The scan as a row of the file.
    package var row: String {
        let list = { (shares: [Double]) in shares.map { "\(Int(($0 / Self.unit).rounded()))" }.joined(separator: " ") }
        let e = evidence
        let traits = [e.noisiness, e.correlation, e.roughness, e.heightError, e.hills.share, e.hills.excess]
        return "\(number),\(family),\(Int(noise.rounded())),\(e.isUnresolved ? 1 : 0),\(e.columns),"
            + traits.map { fixed($0, 4) }.joined(separator: ",") + ","
            + [truth, e.coverage, e.bias, e.faces].map(list).joined(separator: ",")
    }

    /// Shares are written in ten-thousandths.
    private static let unit = 1e-4

    fileprivate init?(row: Substring) {
        let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard fields.count == 15, let number = Int(fields[0]), let noise = Double(fields[2]),
            let columns = Int(fields[4])
        else { return nil }
        let traits = fields[5..<11].compactMap { Double($0) }
        let lists = fields[11...].map { $0.split(separator: " ").compactMap { Double($0) }.map { $0 * Self.unit } }
        guard traits.count == 6, Set(lists.map(\.count)).count == 1, !lists[0].isEmpty else { return nil }
        self.init(
            number: number, family: fields[1], noise: noise, truth: lists[0],
            evidence: BandEvidence(
                coverage: lists[1], bias: lists[2], faces: lists[3], noisiness: traits[0], correlation: traits[1],
                roughness: traits[2], heightError: traits[3],
                hills: InterfaceHills(share: traits[4], excess: traits[5]),
                columns: columns, isUnresolved: fields[3] == "1"))
    }

    /// Whether the whole true curve lies within the band; shares are known to a ten-thousandth.
    package func isHeld(by calibration: BandCalibration) -> Bool {
        zip(CoverageBand(evidence, calibration).ranges.dropFirst(), truth).allSatisfy { range, truth in
            range.lowerBound - Self.unit <= truth && truth <= range.upperBound + Self.unit
        }
    }

    /// The mean width of the band.
    package func width(_ calibration: BandCalibration) -> Double {
        let widths = CoverageBand(evidence, calibration).ranges.dropFirst().map { $0.upperBound - $0.lowerBound }
        return widths.reduce(0, +) / Double(max(1, widths.count))
    }
}

/// The layers of some scans, one after the other.
private struct Rows {
    private static let count = BandEvidence.Part.allCases.count
    /// The weights that may be other than 0: of the parts above the curve, then of those below it.
    private static let moved =
        BandCalibration.partsAbove.map(\.rawValue) + BandCalibration.partsBelow.map { count + $0.rawValue }

    /// The parts of every layer.
    private let parts: [Double]
    private let scans: [Range<Int>]
    private let coverage: [Double]
    /// How far the truth lies above what was found, and below what it is at most to be below.
    private let above, below: [Double]

    init(_ members: [Bank.Member]) {
        parts = members.flatMap { $0.evidence.parts.joined() }
        coverage = members.flatMap(\.evidence.coverage)
        var (above, below, scans): ([Double], [Double], [Range<Int>]) = ([], [], [])
        for member in members {
            scans.append(above.count..<above.count + member.truth.count)
            let evidence = member.evidence
            for (truth, (found, without)) in zip(member.truth, zip(evidence.coverage, evidence.coverageWithoutTouching))
            {
                above.append(truth - found)
                // Down to where columns that are Na from the start count as all others the band reaches anyway.
                below.append(truth >= without ? 0 : found - truth)
            }
        }
        (self.above, self.below, self.scans) = (above, below, scans)
    }

    /// Half widths above and below, layer after layer.
    private func sums(_ weights: [Double]) -> (above: [Double], below: [Double]) {
        var (above, below) = (
            [Double](repeating: 1e-9, count: coverage.count), [Double](repeating: 1e-9, count: coverage.count)
        )
        for part in 0..<Self.count {
            let (up, down) = (weights[part], weights[Self.count + part])
            guard up > 0 || down > 0 else { continue }
            for row in 0..<coverage.count {
                let value = parts[row * Self.count + part]
                above[row] += up * value
                below[row] += down * value
            }
        }
        return (above, below)
    }

    /// By how much the band of every scan would have to be multiplied to hold its true curve.
    func scores(_ weights: [Double]) -> [Double] { scores(sums(weights)) }

    private func scores(_ sums: (above: [Double], below: [Double])) -> [Double] {
        scans.map { scan in
            var worst = 0.0
            for row in scan { worst = max(worst, above[row] / sums.above[row], below[row] / sums.below[row]) }
            return worst
        }
    }

    /// What is made least: half the mean and half the median width, at the factor by which all weights are multiplied to hold what
    /// is asked for. Around the quantile, so that no single scan decides.
    private func cost(_ weights: [Double]) -> Double {
        let sums = sums(weights)
        let scores = scores(sums).sorted()
        let near =
            Int(
                0.93 * Double(scores.count))..<max(
                Int(0.93 * Double(scores.count)) + 1, Int(0.97 * Double(scores.count)))
        let factor = scores[near].reduce(0, +) / Double(near.count)
        let widths = scans.map { scan in
            var sum = 0.0
            for row in scan {
                sum +=
                    min(1, coverage[row] + factor * sums.above[row]) - max(0, coverage[row] - factor * sums.below[row])
            }
            return sum / Double(scan.count)
        }.sorted()
        return widths[widths.count / 2] / 2 + widths.reduce(0, +) / Double(widths.count) / 2
    }

    /// The weights with which bands are least wide, such that they hold 95 % of these scans: the best that several searches find.
    var narrowest: [Double] {
        let means = (0..<Self.count).map { part in
            max(
                1e-6,
                stride(from: part, to: parts.count, by: Self.count).reduce(0) { $0 + parts[$1] }
                    / Double(coverage.count))
        }
        // As if every part made as much of the width; as if a point of doubt were a point of width; and between.
        let starts = [1, 0, 0.5].map { power in
            Self.moved.reduce(into: [Double](repeating: 0, count: 2 * Self.count)) { weights, index in
                let mean = means[index % Self.count]
                weights[index] = 0.1 * (power == 1 ? 0.04 / mean : power == 0 ? 1 : (0.04 / mean).squareRoot())
            }
        }
        let found = starts.map { searched(from: $0, means) }
        let best = found.min { $0.cost < $1.cost }?.weights ?? []
        let quantile = Bank.quantile(of: scores(best).sorted())
        return best.map { $0 * quantile }
    }

    /// Weights moved one at a time, by factors that shrink, as long as that helps.
    private func searched(from start: [Double], _ means: [Double]) -> (weights: [Double], cost: Double) {
        var weights = start
        var best = cost(weights)
        var factor = 2.0
        while factor > 1.05 {
            var improved = false
            for index in Self.moved {
                for step in [factor, 1 / factor, 0] {
                    var moved = weights
                    moved[index] =
                        weights[index] > 0 ? weights[index] * step : 0.002 / means[index % Self.count] * max(step, 0.01)
                    let cost = cost(moved)
                    if cost < best * (1 - 1e-4) { (best, weights, improved) = (cost, moved, true) }
                }
            }
            if !improved { factor = factor.squareRoot() }
        }
        return (weights, best)
    }
}
