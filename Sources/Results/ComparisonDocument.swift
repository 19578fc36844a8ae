import FoundationEssentials
import Segmentation
import Stripping
import VoxelCore

/// comparison.json: what two curves have in common and what tells them apart, and where each came from.
package struct ComparisonDocument: Codable, Sendable {
    /// The schema beside it.
    package var schema: String? = ResultSchema.reference
    /// The version of simstrip, and so of its method.
    package var version: String
    /// The first scan: pristine.
    package var a: Side
    /// The second scan: cycled.
    package var b: Side
    /// Whether the curves differ by more than their uncertainty; null where that cannot be said.
    @ExplicitNull package var differ: Bool?
    /// Measures of the second less those of the first, and the area between the curves; null where either has none.
    package var difference: [String: JSONValue]
    /// The thickness over which both are compared and measured, whether layer by layer (`by_layer`), and over how many
    /// layers slopes are taken.
    package var compared: [String: JSONValue]
    /// How grey values of the first go over into those of the second; null where one shows no Li or no SSE.
    @ExplicitNull package var greyMapping: Mapping?
    /// How far two segmentations of one volume agree; only where that was looked at.
    package var agreement: Agreement?
    /// Where the SSE of the second scan lies in the volume of the first; only where that was asked for.
    package var registration: Placement?
    /// What the places say that both scans show; only where the registration is applied.
    package var samePlace: SamePlace?
    /// What a reader of the comparison has to know.
    package var warnings: [Warning]

    enum CodingKeys: String, CodingKey {
        case version, a, b, differ, difference, compared, agreement, registration, warnings
        case samePlace = "same_place"
        case schema = "$schema"
        case greyMapping = "grey_mapping"
    }

    /// One of the two scans.
    package struct Side: Codable, Sendable {
        /// What it is called.
        package var name: String
        /// SHA-256 of its result.json: the comparison holds for that result and no other.
        package var resultSHA256: String
        /// What was read.
        package var input: ResultDocument.Input
        /// Every option as it was resolved.
        package var parameters: [String: JSONValue]
        /// Along which axis and on which side.
        package var geometry: ResultDocument.Geometry
        /// The grey thresholds that were used.
        package var thresholds: ResultDocument.Thresholds
        /// The peaks of Li and of the SSE.
        @ExplicitNull package var anchors: GreyAnchors?
        /// Onset and half thickness, slopes, abruptness, area, over the compared thickness; null where there is none.
        package var measures: [String: JSONValue]

        init(_ scan: FinishedScan, curve: CoverageCurve, interval: (CurveMeasure) -> MeasureIntervals.Interval?) {
            name = scan.name
            resultSHA256 = scan.digest
            input = scan.document.input
            parameters = scan.document.parameters
            geometry = scan.document.geometry
            thresholds = scan.document.thresholds
            anchors = scan.document.anchors
            measures = [:]
            for measure in CurveMeasure.all {
                measures.take(JSONValue(measure.value(curve)), interval(measure), for: measure.key(unit: curve.unitKey))
            }
        }

        enum CodingKeys: String, CodingKey {
            case name, input, parameters, geometry, thresholds, anchors, measures
            case resultSHA256 = "result_sha256"
        }
    }

    /// Grey of the second scan = gain · grey of the first + offset.
    package struct Mapping: Codable, Sendable {
        /// Grey values of the second scan per grey value of the first.
        package var gain: Double
        /// The second scan's grey value where the first has 0.
        package var offset: Double
        /// The first scan's T_Na on the scale of the second.
        package var naThreshold: Double

        enum CodingKeys: String, CodingKey {
            case gain, offset
            case naThreshold = "na_threshold_of_a_on_b"
        }
    }

    package init(_ comparison: ScanComparison) {
        let curves = comparison.curves
        let unit = curves.a.unitKey
        version = Simstrip.version
        let intervals = comparison.intervals
        a = Side(comparison.a, curve: curves.a) { intervals?.a($0) }
        b = Side(comparison.b, curve: curves.b) { intervals?.b($0) }
        differ = curves.differ
        difference = ["area_between_\(unit)": .number(curves.areaBetween)]
        for measure in CurveMeasure.all {
            difference.take(
                JSONValue(curves.difference(measure)), intervals?.difference(measure), for: measure.key(unit: unit))
        }
        compared = [
            "thickness_\(unit)": .number(curves.thickness), "by_layer": .bool(curves.isByLayer),
            "slope_layers": .integer(CoverageCurve.slopeLayers),
        ]
        greyMapping = comparison.greyMapping.flatMap { mapping in
            comparison.a.document.thresholds.na.map {
                Mapping(gain: mapping.gain, offset: mapping.offset, naThreshold: mapping($0))
            }
        }
        agreement = comparison.agreement.map { Agreement($0) }
        registration = comparison.placement.map { Placement($0) }
        samePlace = comparison.placement?.shared.flatMap { SamePlace($0) }
        warnings = comparison.warnings
    }
}

extension CoverageCurve {
    /// The unit of thickness in keys and headers.
    package var unitKey: String { hasVoxelSize ? "um" : "voxel" }
    /// The unit of thickness for people.
    package var unit: String { hasVoxelSize ? "µm" : "voxels" }
}

extension CurveComparison {
    /// A measure of the second curve less that of the first; nil where either has none.
    package func difference(_ measure: CurveMeasure) -> Double? {
        measure.value(a).flatMap { a in measure.value(b).map { $0 - a } }
    }
}

extension [String: JSONValue] {
    /// Takes a number, and the ends of its interval where there are any.
    fileprivate mutating func take(_ value: JSONValue, _ interval: MeasureIntervals.Interval?, for key: String) {
        self[key] = value
        if let low = interval?.low { self[key + "_low"] = .number(low) }
        if let high = interval?.high { self[key + "_high"] = .number(high) }
    }
}

extension JSONValue {
    /// A number, or null.
    fileprivate init(_ value: Double?) { self = value.map { .number($0) } ?? .null }
}
