import Stripping
import VoxelCore

/// What a command says of a result at its end: what was found, whether it can be used and why not, and where all of it is.
///
/// It has at most ten lines. Reasons for a verdict that do not fit are counted; the report has them all.
package struct ShortSummary: Sendable, Hashable {
    /// At most so many lines of a terminal.
    package static let mostLines = 10

    /// What was found, a line each.
    package var facts: [String]
    /// Why the verdict is not good, the gravest first.
    package var reasons: [String] = []
    /// How many warnings there are.
    package var warnings = 0
    /// Where the files are to be looked at, a line each.
    package var places: [String] = []

    /// What was found, and nothing else yet.
    package init(facts: [String]) { self.facts = facts }

    /// The lines.
    ///
    /// - Parameter columns: of the terminal, where a longer line takes several; nil for none.
    package func text(columns: Int? = nil) -> String {
        let told = (0...reasons.count).reversed().first { count in
            lines(telling: count).reduce(0) { $0 + Self.height($1, columns) } <= Self.mostLines
        }
        return lines(telling: told ?? 0).joined(separator: "\n")
    }

    private func lines(telling count: Int) -> [String] {
        let left = reasons.count - count
        let more = [
            left > 0 ? counted(left, count > 0 ? "more reason" : "reason") : nil,
            warnings > 0 ? counted(warnings, "warning") : nil,
        ].compactMap(\.self)
        let rest = more.isEmpty ? [] : ["The report has \(more.joined(separator: " and "))."]
        return facts + reasons.prefix(count).map { "  \($0)" } + rest + places
    }

    /// How many lines of a terminal a line takes.
    private static func height(_ line: String, _ columns: Int?) -> Int {
        guard let columns, columns > 0 else { return 1 }
        return max(1, (line.count + columns - 1) / columns)
    }
}

extension CoverageCurve {
    /// The capacities of all layers, each named for what it is; nil without a voxel size.
    var capacities: String? {
        guard let dense = last.capacity, let real = last.lithiumCapacity else { return nil }
        return "\(fixed(dense, 2)) mAh cm⁻² as dense Li, \(fixed(real, 2)) mAh cm⁻² of Li that was there"
    }
}

extension Verdict {
    /// "verdict: check".
    var words: String { "verdict: \(status.rawValue)" }
}
