import Analysis
import Options
import Phantom
import Segmentation
import Stripping
import TestSupport
import VolumeIO
import VoxelCore

import Foundation

/// The bank of simulated scans on which bands are calibrated: `make bank`.
enum BankTable {
    static let members = 324

    /// Strips members of the bank and prints what each layer tells: `truth-table bank`, or `truth-table bank 10 20` for some.
    ///
    /// A member that is refused, or to which no band is given, is left out.
    static func print(_ arguments: [String], threads: Int = 2) throws {
        let numbers = arguments.compactMap { Int($0) }
        let range = (numbers.first ?? 0)..<(numbers.dropFirst().first ?? members)
        let found = try concurrentMap(count: range.count, threads: threads) { index -> String? in
            let recipe = BankRecipe(range.lowerBound + index)
            let member = try? member(of: recipe)
            FileHandle.standardError.write(Data("member \(recipe.number)\(member == nil ? ": none" : "")\n".utf8))
            return member?.row
        }
        Swift.print(Bank.header)
        for row in found.compactMap(\.self) { Swift.print(row) }
    }

    private static func member(of member: BankRecipe) throws -> Bank.Member? {
        let phantom = try Phantom(member.recipe, threads: 1)
        var parameters = ScanParameters(voxelSize: .voxels, amount: .layers(member.layers))
        parameters.threads = 1
        let scan = try Scan(of: Volume(try MemoryVolume(of: phantom)), parameters)
        let located = try scan.locate()
        let segmented = try scan.segment(located)
        let result = try scan.strip(segmented, of: located)
        guard let evidence = result.bandEvidence else { return nil }
        let truth = phantom.firstNaLayer(layers: member.layers)
        let shares = (1...member.layers).map { n in
            Double(truth.values.count { $0 > 0 && $0 <= n }) / Double(truth.count)
        }
        return Bank.Member(
            number: member.number, family: member.family.rawValue, noise: member.recipe.noise, truth: shares,
            evidence: evidence)
    }

    /// Prints the calibration on a bank, how many of its scans the band holds, and how wide it is: `truth-table calibrate FILE`.
    static func calibrate(_ file: String) throws {
        let all = try Bank(file: file)
        let bank = all.resolved
        let found = bank.calibrated()
        let text = { (weights: [Double]) in weights.map { fixed($0, 4) }.joined(separator: ", ") }
        Swift.print("above: [\(text(found.above))],\nbelow: [\(text(found.below))]")
        for (name, some) in bank.byNoise {
            Swift.print(
                "\(name): \(some.members.count) scans, median width \(fixed(100 * some.medianWidth(found), 1)) points")
        }
        for family in bank.families {
            let (others, own) = (bank.without(family), bank.only(family))
            let left = others.calibrated()
            Swift.print(
                "\(family): \(own.members.count) scans, held \(percentage(own.held(by: found))), with it left out"
                    + " \(percentage(own.held(by: left))), median width \(fixed(100 * own.medianWidth(found), 1)) points"
            )
        }
        Swift.print(
            "beyond what can be resolved: \(all.unresolved.members.count) scans, held \(percentage(all.unresolved.held(by: found)))"
        )
        Swift.print(
            "all others: held \(percentage(bank.held(by: found))), median width \(fixed(100 * bank.medianWidth(found), 1)) points"
        )
    }
}
