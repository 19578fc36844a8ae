import Stripping
import VoxelCore

/// summary.csv: many scans, a row each.
package struct SummaryTable: Sendable {
    /// What became of a scan.
    package enum Outcome: Sendable {
        /// Its result in short.
        case finished(Numbers)
        /// Why it has none.
        case failed(SimstripError)
    }

    /// What a result says, as the fields of a row.
    package struct Numbers: Sendable, Hashable {
        fileprivate let fields: [String]
        /// The same numbers of the curve once more, in columns whose names say which thickness and which unit they mean.
        fileprivate let namedFields: [String]
        /// How many warnings it carries.
        package let warnings: Int
        /// Whether it can be used; nil where nobody has said.
        package let verdict: Verdict.Status?
    }

    private var lines = [
        (["name", "state"] + Numbers.columns + ["seconds", "error"] + Numbers.namedColumns).joined(separator: ",")
    ]

    /// A table without rows.
    package init() {}

    /// Adds a scan.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - outcome: what became of it.
    ///   - seconds: how long it took; nil where that is not known.
    package mutating func add(_ name: String, _ outcome: Outcome, seconds: Double?) {
        let time = seconds.map { fixed($0, 3) } ?? ""
        let fields: [String] =
            switch outcome {
            case .finished(let numbers): [name, "done"] + numbers.fields + [time, ""] + numbers.namedFields
            case .failed(let error):
                [name, "failed"] + Numbers.columns.map { _ in "" } + [time, error.message]
                    + Numbers.namedColumns.map { _ in "" }
            }
        lines.append(fields.map(csvField).joined(separator: ","))
    }

    /// The table as CSV, a line a row.
    package var csv: String { lines.joined(separator: "\n") + "\n" }
}

extension SummaryTable.Numbers {
    fileprivate static let columns =
        [
            "shape_z", "shape_y", "shape_x", "dtype", "voxel_z_um", "voxel_y_um", "voxel_x_um", "axis", "electrode",
            "segmentation", "na_threshold", "void_threshold", "layers", "thickness_unit",
        ]
        + (1...3).flatMap { mark in
            ["thickness_\(mark)"] + summarized.map { "\($0.header(hasVoxelSize: true))_\(mark)" }
        } + CurveMeasure.summarized.map(\.name) + [
            "na_volume_fraction", "na_atomic_fraction",
            "outside_columns", "columns", "warnings", "verdict",
        ]

    /// What is told of the curve at every mark.
    private static let summarized = CurveQuantity.all.filter(\.isSummarized).flatMap(\.columns)

    /// The columns behind those of a batch. What is in µm is empty for a scan in voxels and the other way round.
    fileprivate static let namedColumns =
        CoverageCurve.markedTenths.flatMap { tenths in
            ["layers_at_\(tenths)_tenths", "thickness_at_\(tenths)_tenths_um"]
                + summarized.map { "\($0.header(hasVoxelSize: true))_at_\(tenths)_tenths" }
        } + measured.map { $0.key(unit: $1) }

    /// What is measured of a curve in a unit of thickness.
    private static let measured = CurveMeasure.summarized.filter { $0.key(unit: "") != $0.name }
        .flatMap { measure in ["um", "voxel"].map { (measure: measure, unit: $0) } }

    /// The numbers of a result.
    ///
    /// - Parameters:
    ///   - document: the result.
    ///   - folder: where it lies, for messages.
    /// - Throws: `SimstripError` of kind `data` where its curve is damaged.
    package init(_ document: ResultDocument, in folder: String) throws(SimstripError) {
        let curve = try CoverageCurve(document, in: folder)
        let voxel = document.input.voxelSizeMicrometres?.map { short($0) } ?? ["", "", ""]
        let number = { (value: Double?) in value.map { "\($0)" } ?? "" }
        var fields = document.input.shape.map(String.init) + [document.input.dtype] + voxel
        fields += [
            document.geometry.axis.rawValue, document.geometry.electrode.rawValue,
            document.parameters["segmentation"]?.description ?? "", number(document.thresholds.na),
            number(document.thresholds.void), "\(curve.points.count - 1)", curve.hasVoxelSize ? "um" : "voxel",
        ]
        var named: [String] = []
        for layers in curve.markedLayers {
            let point = curve.points[layers]
            let thickness = short(point.strippedThickness)
            let numbers = Self.summarized.map { $0.text(of: point[$0.quantity]) }
            fields += [thickness] + numbers
            named += ["\(layers)", curve.hasVoxelSize ? thickness : ""] + numbers
        }
        fields += CurveMeasure.summarized.map { number($0.value(curve)) }
        fields += [
            number(document.composition.naVolumeFraction), number(document.composition.naAtomicFraction),
            "\(document.interface.outsideColumns)", "\(document.interface.columns)",
            document.warnings.map(\.code).joined(separator: " "), document.verdict?.status.rawValue ?? "",
        ]
        self.fields = fields
        namedFields = named + Self.measured.map { $1 == curve.unitKey ? number($0.value(curve)) : "" }
        warnings = document.warnings.count
        verdict = document.verdict?.status
    }
}
