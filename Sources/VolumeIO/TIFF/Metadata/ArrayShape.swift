import VoxelCore
import Yams

/// The shape that tifffile notes of an array that it writes: `{"shape": [2, 40, 50, 50], "axes": "TZYX"}`.
struct ArrayShape: Sendable {
    /// The extents, the slowest first.
    let extents: [Int]
    /// A letter per extent: T, C, Z, Y, X, S for samples, others for what has no name; nil where it does not say.
    let axes: [Character]?
    /// Whether only the first page was written of all.
    let isTruncated: Bool

    /// Whether a text is one of a shape.
    static func claims(_ text: String) -> Bool {
        text.hasPrefix("{\"shape\"") || text.hasPrefix("shape=(")
            || (text.hasPrefix("{") && text.contains("\"shape\":"))
    }

    /// Reads a description.
    ///
    /// - Returns: nil for a text that tells no shape.
    init?(parsing text: String) {
        guard ArrayShape.claims(text) else { return nil }
        if text.hasPrefix("shape=(") {
            let list = text.dropFirst(7).prefix { $0 != ")" }.filter { $0 != " " }.split(separator: ",")
            extents = list.compactMap { Int($0) }
            (axes, isTruncated) = (nil, false)
            guard extents.count == list.count else { return nil }
        } else {
            // JSON is YAML.
            guard let node = try? Yams.compose(yaml: text), let mapping = node.mapping,
                let list = mapping["shape"]?.sequence
            else { return nil }
            extents = list.compactMap { $0.int }
            guard extents.count == list.count else { return nil }
            let letters = mapping["axes"]?.string.map { Array($0.uppercased()) }
            axes = letters?.count == extents.count ? letters : nil
            isTruncated = mapping["truncated"]?.bool == true
        }
        guard !extents.isEmpty, extents.allSatisfy({ $0 > 0 }), ArrayShape.product(extents[...]) != nil else {
            return nil
        }
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
