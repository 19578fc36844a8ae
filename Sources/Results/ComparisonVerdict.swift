import Stripping
import VoxelCore

/// What tells two curves apart, in words that claim no more than the intervals back.
///
/// Whether the curves differ at all is asked of all layers at once. Only where they do is a single measure said to differ, and only
/// where 0 lies outside its own interval, too.
package struct ComparisonVerdict: Sendable {
    /// Whether they differ and how, in a few words.
    package let headline: String
    /// Whether they differ, and where that is clearest.
    package let line: String
    /// What of the second is more than the uncertainty: "B begins later and ends higher"; nil where nothing is.
    package let claims: String?
    /// What is earlier or later, higher or lower in the second scan, by how much and how surely: a sentence each.
    package let findings: [String]

    /// The verdict on two curves.
    ///
    /// - Parameter intervals: of their measures; nil where either has no band.
    package init(_ curves: CurveComparison, _ intervals: MeasureIntervals?) {
        let unit = curves.a.unit
        let found = Finding.all(of: curves, intervals)
        findings = found.map(\.sentence)
        let verbs = found.compactMap(\.claim)
        claims = verbs.isEmpty ? nil : "B " + listed(verbs)
        switch curves.differ {
        case true?:
            headline = (claims ?? "A and B differ") + ", by more than the uncertainty."
            let clearest = curves.clearestDifference.flatMap { row in
                row.difference(.naCoverage).map {
                    ", most clearly after \(lengthText(row.strippedThickness)) \(unit): B less A is \($0.pointsText)"
                }
            }
            line = "The curves differ by more than their uncertainty\(clearest ?? "")."
        case false?:
            line = "The curves do not differ by more than their uncertainty."
            headline = line
        case nil:
            line = "Whether the curves differ by more than their uncertainty cannot be said: one of them has no band."
            headline = line
        }
    }
}

/// A measure of the second curve against that of the first.
private struct Finding {
    let sentence: String
    /// "begins later", where that is more than the uncertainty.
    let claim: String?

    /// When coverage begins, when half of it is there, and what it is in the end. Of the end the interval is that of all layers at
    /// once, which is in the charts and the wider one.
    static func all(of curves: CurveComparison, _ intervals: MeasureIntervals?) -> [Finding] {
        CurveMeasure.all.compactMap { measure in
            let interval = intervals?.difference(measure)
            let end = curves.rows.last?.difference(.naCoverage)
            return switch measure.name {
            case "onset_thickness":
                Finding(
                    measure, curves, within: interval, subject: "Na covers 10 % of the interface", verb: "begins",
                    CurveMeasure.Directions(less: "earlier", more: "later", same: "at the same thickness"))
            case "half_thickness":
                Finding(
                    measure, curves, within: interval, subject: "Half of the final coverage is there",
                    verb: "is half there",
                    CurveMeasure.Directions(less: "earlier", more: "later", same: "at the same thickness"))
            case "final_na_coverage":
                Finding(
                    measure, curves, within: (end?.low, end?.high),
                    subject: "Na coverage after \(lengthText(curves.thickness)) \(curves.a.unit) is", verb: "ends",
                    CurveMeasure.Directions(less: "lower", more: "higher", same: "the same"))
            default: nil
            }
        }
    }

    private init(
        _ measure: CurveMeasure, _ curves: CurveComparison, within interval: MeasureIntervals.Interval?,
        subject: String,
        verb: String, _ directions: CurveMeasure.Directions
    ) {
        guard let value = curves.difference(measure) else {
            let alone = [("A", curves.a), ("B", curves.b)].compactMap { name, curve in
                measure.value(curve).map { "\(name) alone, after \(measure.text($0, of: curve))" }
            }
            sentence = "\(subject) in \(alone.first ?? "neither scan")."
            claim = nil
            return
        }
        let size = measure.text(value, within: interval, of: curves.a, directions)
        let doubt: String
        switch (curves.differ, interval?.low, interval?.high) {
        case (let differ?, let low?, let high?):
            let isOutside = low > 0 || high < 0
            claim = differ && isOutside ? "\(verb) \(directions.word(value))" : nil
            doubt =
                claim != nil
                ? "more than the uncertainty"
                : isOutside
                    ? "more than its own interval, but the curves as a whole do not differ by more than theirs"
                    : "not more than the uncertainty"
        default:
            claim = nil
            doubt = "whether that is more than the uncertainty cannot be said"
        }
        sentence = "\(subject) \(size): \(doubt)."
    }
}

/// Words in a row: "a, b and c".
private func listed(_ words: [String]) -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
}
