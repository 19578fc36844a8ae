import VoxelCore
import VoxelKernels

/// What the codes of somebody's label volume stand for.
///
/// ```swift
/// let codes = PhaseCodes(lithium: [1], sodium: [2, 5], electrolyte: [3], void: [0])
/// ```
public struct PhaseCodes: Sendable, Hashable {
    private var codes: [Phase: [Int]]
    /// What voxels of SSE in the layers count as, beyond the SSE that begins at a column's end: Li, Na or void; nil where
    /// there may be none.
    public var isolated: Phase?

    /// Codes of the phases, several of a phase where a label volume tells more apart.
    ///
    /// - Parameters:
    ///   - lithium: at least one.
    ///   - sodium: none where there is no Na.
    ///   - electrolyte: of the SSE; at least one.
    ///   - void: pores and gaps.
    ///   - outside: what is no part of the sample, or was not imaged: columns whose layers meet it are outside.
    ///   - isolated: what SSE that lies in the layers counts as.
    public init(
        lithium: [Int], sodium: [Int] = [], electrolyte: [Int], void: [Int] = [], outside: [Int] = [],
        isolated: Phase? = nil
    ) {
        codes = [.lithium: lithium, .sodium: sodium, .electrolyte: electrolyte, .void: void, .outside: outside]
        self.isolated = isolated
    }

    /// The codes of a phase.
    public subscript(phase: Phase) -> [Int] {
        get { codes[phase] ?? [] }
        set { codes[phase] = newValue }
    }

    /// The names of the phases where codes are told, in the order in which they are written.
    package static let names: [(name: String, phase: Phase)] = [
        ("li", .lithium), ("na", .sodium), ("sse", .electrolyte), ("void", .void), ("outside", .outside),
    ]

    /// The table that labels are read by.
    ///
    /// - Parameter electrolyte: what stands for the SSE.
    func table(electrolyteAs electrolyte: Phase) -> CodeTable {
        CodeTable(
            Self.names.flatMap { _, phase in
                let label = phase == .electrolyte ? electrolyte : phase
                return Set(self[phase]).sorted().map { CodeTable.Entry(code: Double($0), label: label.rawValue) }
            })
    }
}
