import Results
import VoxelCore

/// Where two scans that are compared came from: in what they differ, and what they have in common.
package struct Origin {
    /// A fact or an option of both.
    package struct Row: Sendable, Hashable {
        /// What it is: `volume`, `--min-domain`.
        package let name: String
        /// Of the first scan, as people read it.
        package let a: String
        /// Of the second.
        package let b: String
    }

    /// What differs, as far as people can see it.
    package let differing: [Row]
    /// What is the same.
    package let same: [Row]

    /// The origin of two results.
    package init(_ a: ResultDocument, _ b: ResultDocument) {
        let facts: [(String, (ResultDocument) -> String)] = [
            ("volume", { $0.input.path }),
            (
                "voxels (z × y × x)",
                { $0.input.shape.map(String.init).joined(separator: " × ") + ", " + $0.input.dtype }
            ),
            ("grey of Li", { Self.grey($0.anchors?.lithium) }),
            ("grey of SSE", { Self.grey($0.anchors?.electrolyte) }),
            ("Na threshold used", { Self.grey($0.thresholds.na) }),
            ("void threshold used", { Self.grey($0.thresholds.void) }),
        ]
        let options = Set(a.parameters.keys).union(b.parameters.keys).sorted().map { name in
            ("--\(name)", { (document: ResultDocument) in document.parameters[name]?.description ?? "—" })
        }
        let rows = (facts + options).map { Row(name: $0, a: $1(a), b: $1(b)) }
        differing = rows.filter { $0.a != $0.b }
        same = rows.filter { $0.a == $0.b }
    }

    private static func grey(_ value: Double?) -> String { value.map(greyText) ?? "—" }

    /// What differs as a table, what is the same behind a line.
    var html: String {
        let cells = differing.map { [$0.name, $0.a, $0.b] }
        let table = differing.isEmpty ? "" : comparisonTable(cells, heads: ["", "A", "B"])
        let common = Report.table(same.map { ($0.name, $0.a) })
        return """
            \(table)
            <details><summary>\(same.count) more facts and options are the same</summary>
            <div class="options">\(common)</div></details>
            """
    }
}
