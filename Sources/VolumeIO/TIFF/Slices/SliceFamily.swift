import VoxelCore

/// Slice files whose names differ in one number only.
struct SliceFamily: Sendable {
    /// The files with their numbers' digits, in ascending order.
    let members: [(name: String, number: String)]
    /// A name with # for the digits of the number that counts slices.
    let template: String

    /// Sorts file names into families.
    ///
    /// Names with the same texts between their numbers belong together. If several numbers vary, the one with the
    /// most values counts slices and the others tell families apart, unless every family were a single file: then
    /// the numbers vary together, as a counter and a time do, and it is one family.
    static func families(of names: [String]) -> [SliceFamily] {
        let groups = Dictionary(grouping: names.map { NumberedName($0) }) { $0.texts }
        return groups.values.flatMap { families(ofEqualTexts: $0) }.sorted {
            ($1.members.count, $0.template.count, $0.template) < ($0.members.count, $1.template.count, $1.template)
        }
    }

    private static func families(ofEqualTexts names: [NumberedName]) -> [SliceFamily] {
        guard let fieldCount = names.first?.numbers.count, fieldCount > 0 else {
            return names.map { SliceFamily(of: [$0], countedBy: nil) }
        }
        let values = (0..<fieldCount).map { field in Set(names.map { $0.numbers[field] }) }
        let varying = values.indices.filter { values[$0].count > 1 }
        guard varying.count > 1 else {
            return [SliceFamily(of: names, countedBy: varying.first ?? fieldCount - 1)]
        }
        // A counter has no gaps, a time has; the last of equals.
        let field = varying.max { (values[$0].count, rank(values[$0])) < (values[$1].count, rank(values[$1])) }
        guard let field else { return [] }
        let parts = Dictionary(grouping: names) { name in
            name.numbers.indices.filter { $0 != field }.map { name.numbers[$0] }
        }
        if parts.count == names.count { return [SliceFamily(of: names, countedBy: field)] }
        return parts.values.map { SliceFamily(of: $0, countedBy: field) }
    }

    /// 1 for numbers without a gap between them.
    private static func rank(_ values: Set<String>) -> Int {
        let numbers = values.compactMap { Int($0) }
        guard numbers.count == values.count, let low = numbers.min(), let high = numbers.max() else { return 0 }
        return high.subtractingReportingOverflow(low).partialValue == numbers.count - 1 ? 1 : 0
    }

    private init(of names: [NumberedName], countedBy field: Int?) {
        let numbered = names.map { name in (name: name.name, number: field.map { name.numbers[$0] } ?? "") }
        members = numbered.sorted { a, b in
            a.number == b.number ? a.name < b.name : isLess(a.number, b.number)
        }
        let first = members.first?.name ?? ""
        template = field.map { SliceFamily.marking(field: $0, of: first) } ?? first
    }

    /// A name with its number of an index replaced by #.
    private static func marking(field: Int, of name: String) -> String {
        var result = ""
        var index = -1
        var isInNumber = false
        for character in name.unicodeScalars {
            let isDigit = ("0"..."9").contains(character)
            if isDigit && !isInNumber {
                index += 1
                if index == field { result += "#" }
            }
            isInNumber = isDigit
            if !(isDigit && index == field) { result.unicodeScalars.append(character) }
        }
        return result
    }

    /// A pattern that matches the files of this family and no other of a folder, if there is a simple one.
    func pattern(among names: [String]) -> String? {
        guard let first = members.first?.name else { return nil }
        let widths = Set(members.map { $0.name.utf8.count })
        let digits = first.utf8.count - template.utf8.count + 1
        let parts = template.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        var candidates = [first]
        if parts.count == 2 {
            candidates = [parts[0] + "*" + parts[1]]
            if widths.count == 1 {
                candidates.append(parts[0] + String(repeating: "?", count: digits) + parts[1])
                candidates.append(parts[0] + String(repeating: "[0-9]", count: digits) + parts[1])
            }
            candidates.append(parts[0] + "*[0-9]" + parts[1])
        }
        return VolumeIO.pattern(choosing: members.map(\.name), trying: candidates, among: names)
    }

    /// Whether no number is missing or there twice.
    var isComplete: Bool { (try? orderedNames(allowGaps: false)) != nil }

    /// How families may be parts of one scan whose slices are not counted by one whole number.
    ///
    /// - Returns: what their names look like; nil where nothing suggests it.
    static func relation(of families: [SliceFamily]) -> String? {
        var signs: [String: Set<String>] = [:]
        var decimals: [String: Int] = [:]
        for family in families {
            let parts = family.template.lowercased().split(
                separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            // Of 0.5 the point may stand before the digits that count.
            let whole = parts[0].hasSuffix(".") ? SliceFamily.withoutNumber(parts[0].dropLast()) : nil
            let start = whole ?? parts[0]
            for sign in ["-", "+", "n", "p", "m", "neg", "pos", "minus", "plus", ""] where start.hasSuffix(sign) {
                signs[start.dropLast(sign.count) + "#" + parts[1], default: []].insert(sign)
            }
            let isDecimal = whole != nil || parts[1].first == "." && parts[1].dropFirst().first?.isNumber == true
            let stem = String(start)
            // One family counts as two where it alone has a point: its kin are whole numbers.
            decimals[stem, default: 0] += isDecimal ? 2 : 1
        }
        let pairs = [
            ["-", ""], ["-", "+"], ["n", "p"], ["n", ""], ["m", "p"], ["m", ""], ["neg", "pos"], ["minus", "plus"],
        ]
        if signs.values.contains(where: { found in pairs.contains { found.isSuperset(of: $0) } }) {
            return "the names look like numbers with a sign"
        }
        return decimals.values.contains { $0 > 2 } ? "the names look like decimal numbers" : nil
    }

    /// A text without the digits at its end; nil where there are none.
    private static func withoutNumber(_ text: Substring) -> Substring? {
        let rest = Substring(String(text.reversed().drop(while: \.isNumber).reversed()))
        return rest.count < text.count ? rest : nil
    }

    /// The names in order, after it is clear that no number is missing or there twice.
    ///
    /// - Throws: `SimstripError` of kind `data`, naming the files.
    func orderedNames(allowGaps: Bool) throws(SimstripError) -> (names: [String], warnings: [Warning]) {
        var missing: [Range<Int>] = []
        for (previous, next) in zip(members, members.dropFirst()) {
            guard previous.number != next.number else {
                throw .data(
                    "number \(next.number) is there twice: \(previous.name) and \(next.name); remove one of them, or"
                        + " choose the right ones with a pattern")
            }
            guard let low = Int(previous.number), let high = Int(next.number) else {
                throw .data("the numbers of \(previous.name) and \(next.name) are too large to count slices")
            }
            if high != low + 1 { missing.append(low + 1..<high) }
        }
        let names = members.map(\.name)
        guard let firstGap = missing.first else { return (names, []) }
        let count = missing.reduce(0) { $0.addingReportingOverflow($1.count).partialValue }
        let list =
            missing.prefix(5).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound - 1)" }
            .joined(separator: ", ") + (missing.count > 5 ? ", …" : "")
        guard allowGaps else {
            let ends = ["\(firstGap.lowerBound - 1)", "\(firstGap.upperBound)"]
            let neighbours = members.filter { ends.contains($0.number) }.map(\.name)
            throw .data(
                "slice number \(firstGap.lowerBound) is missing between \(neighbours.joined(separator: " and "))"
                    + " (missing in all: \(count): \(list)); complete the scan, or give --allow-gaps to close the gap")
        }
        return (
            names,
            [
                Warning(
                    "slice_gaps",
                    "\(count) slice numbers are missing (\(list)); the slices around each gap were taken as neighbours,"
                        + " so depths along z are too small there")
            ]
        )
    }
}
