import VoxelCore
import VoxelKernels

/// A volume of phase codes: somebody's label volume, its codes put into those of `Phase` as it is read.
package struct LabelVolume: VolumeView {
    package let source: any VolumeSource
    /// What its codes stand for.
    package let codes: PhaseCodes
    private let table: CodeTable

    /// The phases of a label volume, SSE included.
    package init(_ source: any VolumeSource, codes: PhaseCodes) {
        self.init(source, codes, electrolyteAs: .electrolyte)
    }

    private init(_ source: any VolumeSource, _ codes: PhaseCodes, electrolyteAs electrolyte: Phase) {
        self.source = source
        self.codes = codes
        table = codes.table(electrolyteAs: electrolyte)
    }

    /// The same as layers hold them: what is labelled SSE there counts as the codes say.
    package var asLayers: LabelVolume { LabelVolume(source, codes, electrolyteAs: codes.isolated ?? .electrolyte) }

    /// Codes of `Phase`.
    package var sampleType: SampleType { .uint8 }

    /// A reader that puts codes into those of `Phase`.
    package func makeReader() throws -> any VolumeReader {
        Reader(reader: try source.makeReader(), type: source.sampleType, table: table)
    }

    /// Labels rows of samples and counts their codes.
    struct RowLabelling {
        private let table: CodeTable
        private(set) var counts: CodeCounts
        private var labels: [UInt8] = []

        fileprivate init(_ table: CodeTable) {
            self.table = table
            counts = CodeCounts(table)
        }

        /// Calls `body` with the codes of `Phase` of a row.
        ///
        /// - Throws: `SimstripError` of kind `data` where a sample is no code, or there are codes as there are grey values.
        mutating func label(_ row: LayerRow, _ body: (Span<UInt8>) -> Void) throws {
            if labels.count != row.samples.count { labels = Array(repeating: 0, count: row.samples.count) }
            labels.withUnsafeMutableBufferPointer {
                labelCodes(row.samples, table: table, counts: &counts, into: $0)
            }
            if let fraction = counts.fraction {
                throw SimstripError.data(
                    "a sample is \(fraction), and labels are whole numbers; grey values are told apart with --segmentation"
                        + " markov, which is the default")
            }
            if counts.hasMore {
                throw SimstripError.data(
                    "more than \(CodeCounts.most) codes occur that --codes does not name: these are grey values and no labels,"
                        + " and are told apart with --segmentation markov, which is the default")
            }
            body(labels.span)
        }
    }

    /// A labelling of rows of ``source``.
    var rowLabelling: RowLabelling { RowLabelling(table) }

    /// Makes sure that every code has a name.
    ///
    /// - Throws: `SimstripError` of kind `data` that lists those without one, with their counts.
    func check(_ counts: CodeCounts) throws(SimstripError) {
        guard !counts.unnamed.isEmpty else { return }
        let found = counts.unnamed.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let shown = found.prefix(12).map { "\(short($0.key)) (\(counted($0.value, "voxel")))" }
        let rest = found.count > shown.count ? " and \(found.count - shown.count) more" : ""
        let named = zip(table.entries, counts.named).map { "\(short($0.code)) (\($1))" }
        let many =
            found.count > 32
            ? "; so many are rather grey values, which are told apart with --segmentation markov, the default"
            : ""
        throw .data(
            "the volume has \(found.count == 1 ? "a code" : "codes") that --codes does not name:"
                + " \(shown.joined(separator: ", "))\(rest); named are \(named.joined(separator: ", ")); name each, such as"
                + " outside=\(short(found[0].key))\(many)")
    }

    private final class Reader: VolumeReader {
        let reader: any VolumeReader
        let type: SampleType
        let table: CodeTable
        var counts: CodeCounts
        var own = AlignedBytes(count: 0)

        init(reader: any VolumeReader, type: SampleType, table: CodeTable) {
            self.reader = reader
            self.type = type
            self.table = table
            counts = CodeCounts(table)
        }

        func read(
            slice: Int, rows: Range<Int>, columns: Range<Int>, into destination: UnsafeMutableRawBufferPointer
        ) throws {
            let byteCount = destination.count * type.byteCount
            if own.buffer.count != byteCount { own = AlignedBytes(count: byteCount) }
            try reader.read(slice: slice, rows: rows, columns: columns, into: own.buffer)
            labelCodes(
                RawSamples(type, UnsafeRawBufferPointer(own.buffer)), table: table, counts: &counts,
                into: destination.bindMemory(to: UInt8.self))
        }
    }
}

extension SegmentedSlab {
    /// Layers as somebody has segmented them: nothing of them is held, and nobody knows how sure they are.
    package static func byLabels(_ labels: LabelVolume) -> SegmentedSlab {
        SegmentedSlab(
            phases: labels.asLayers, thresholds: nil,
            findsVoid: !labels.codes[.void].isEmpty || labels.codes.isolated == .void, levels: nil,
            posterior: nil, warnings: [])
    }
}
