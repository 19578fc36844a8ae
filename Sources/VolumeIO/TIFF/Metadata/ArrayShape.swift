import VoxelCore

/// The shape that tifffile notes of an array that it writes: `{"shape": [2, 40, 50, 50], "axes": "TZYX"}`.
struct ArrayShape: Sendable {
    /// The extents, the slowest first.
    let extents: [Int]
    /// A letter per extent: T, C, Z, Y, X, S for samples, others for what has no name; nil where it does not say.
    let axes: [Character]?
    /// Whether only the first page was written of all.
    let isTruncated: Bool

    /// Whether a text, or its first 16 bytes, is one of a shape.
    static func claims(_ text: String) -> Bool { text.hasPrefix("{\"shape\"") || text.hasPrefix("shape=(") }

    /// Reads a description.
    ///
    /// Of its JSON only three keys, by hand: a parser would have to be safe from strangers' texts.
    ///
    /// - Returns: nil for a text that tells no shape.
    init?(parsing text: String) {
        guard ArrayShape.claims(text) else { return nil }
        let isOld = text.hasPrefix("shape=(")
        let list = isOld ? text.dropFirst(7).prefix { $0 != ")" } : ArrayShape.value(of: "shape", in: text, "[", "]")
        let numbers = (list ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
        extents = numbers.compactMap { Int($0) }
        guard extents.count == numbers.count else { return nil }
        let letters = isOld ? nil : ArrayShape.value(of: "axes", in: text, "\"", "\"").map { Array($0.uppercased()) }
        axes = letters?.count == extents.count ? letters : nil
        isTruncated = !isOld && text.contains("\"truncated\": true")
        guard !extents.isEmpty, extents.allSatisfy({ $0 > 0 }), ArrayShape.product(extents[...]) != nil else {
            return nil
        }
    }

    /// What stands between two signs behind a key of JSON; nil where that is not what stands there.
    private static func value(of key: String, in text: String, _ start: Character, _ end: Character) -> Substring? {
        guard let found = text.firstRange(of: "\"\(key)\":") else { return nil }
        let rest = text[found.upperBound...].drop { $0 == " " }
        guard rest.first == start, let close = rest.dropFirst().firstIndex(of: end) else { return nil }
        return rest[rest.index(after: rest.startIndex)..<close]
    }

    /// The extents that pages count, the slowest first, with their letters; those of 1 are left out.
    ///
    /// - Parameter pages: how many pages there are.
    /// - Returns: nil where the shape does not fit them.
    func dimensions(ofPages pages: Int) -> [(axis: Character?, count: Int)]? {
        let all = extents.indices.map { (axis: axes?[$0], count: extents[$0]) }
        // Rows and columns, with samples behind them, or with samples of their own planes before them.
        let splits = [
            Array(all.dropLast(2)), all.last.map { $0.count <= 4 } == true ? Array(all.dropLast(3)) : nil,
            all.count > 2 && all[all.count - 3].count <= 4 ? Array(all.dropLast(3)) : nil,
        ]
        return splits.lazy.compactMap { $0 }.first { dimensions in
            ArrayShape.product(dimensions.map(\.count)[...]) == pages
        }?.filter { $0.count > 1 }
    }

    /// The pages that it promises, if each holds rows and columns.
    var promisedPages: Int { ArrayShape.product(extents.dropLast(2)) ?? .max }

    /// As tifffile writes it.
    var text: String { extents.map { "\($0)" }.joined(separator: " × ") + (axes.map { " (\(String($0)))" } ?? "") }

    private static func product(_ extents: ArraySlice<Int>) -> Int? {
        var product = 1
        for extent in extents {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            if overflow { return nil }
            product = next
        }
        return product
    }
}
