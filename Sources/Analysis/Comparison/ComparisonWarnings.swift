import Options
import Results
import Segmentation
import Stripping
import VoxelCore

extension Warning {
    /// What tells two scans apart besides their state, and the warnings of both.
    static func comparing(
        _ a: FinishedScan, _ b: FinishedScan, curves: CurveComparison, greyMapping: GreyMapping?
    ) -> [Warning] {
        var differences = [
            voxelSize(a, b, curves), axis(a, b), area(a, b), layers(a, b, curves), parameters(a, b),
            agreement(a, b),
        ]
        // Labels have no grey scale.
        if [a, b].allSatisfy(\.isGrey) {
            differences.insert(sampleType(a, b), at: 2)
            differences += [greyScale(a, b, greyMapping), thresholds(a, b, greyMapping)]
        }
        let own = [("A", a), ("B", b)].flatMap { letter, scan in
            scan.document.warnings.map { Warning($0.code, "\(letter) (\(scan.name)): \($0.message)") }
        }
        return differences.compactMap { $0 } + own
    }

    private static func voxelSize(_ a: FinishedScan, _ b: FinishedScan, _ curves: CurveComparison) -> Warning? {
        let (sizeA, sizeB) = (a.document.input.voxelSizeMicrometres, b.document.input.voxelSizeMicrometres)
        guard let sizeA, let sizeB, sizeA != sizeB else { return nil }
        let text = { (size: [Double]) in size.map(short).joined(separator: " × ") + " µm" }
        let consequence =
            curves.isByLayer
            ? "domains of one size are seen differently"
            : "the curves are compared by thickness, interpolated, and both are measured at the thicker layers"
        return Warning(
            "voxel_size_differs", "the voxel of A is \(text(sizeA)), of B \(text(sizeB)): \(consequence)")
    }

    private static func axis(_ a: FinishedScan, _ b: FinishedScan) -> Warning? {
        let (axisA, axisB) = (a.document.geometry.axis, b.document.geometry.axis)
        guard axisA != axisB else { return nil }
        return Warning(
            "axis_differs",
            "A strips along \(axisA.rawValue), B along \(axisB.rawValue): check that both are meant; blur and artefacts of"
                + " a reconstruction are not alike along its axes")
    }

    private static func sampleType(_ a: FinishedScan, _ b: FinishedScan) -> Warning? {
        let (typeA, typeB) = (a.document.input.dtype, b.document.input.dtype)
        guard typeA != typeB else { return nil }
        return Warning(
            "dtype_differs",
            "the samples of A are \(typeA), of B \(typeB): the two were not reconstructed or saved alike")
    }

    /// Maps of other extents are no fault, but a small one says less.
    private static func area(_ a: FinishedScan, _ b: FinishedScan) -> Warning? {
        let extents = [a, b].map { [$0.firstNaLayer.rows, $0.firstNaLayer.columns] }
        guard extents[0] != extents[1] else { return nil }
        let text = extents.map { "\($0[0]) × \($0[1])" }
        return Warning(
            "area_differs",
            "the map of A has \(text[0]) columns, of B \(text[1]): the smaller area stands for less of its electrode; cut"
                + " both alike with --roi where that matters")
    }

    private static func layers(_ a: FinishedScan, _ b: FinishedScan, _ curves: CurveComparison) -> Warning? {
        let (endA, endB) = (a.curve.last.strippedThickness, b.curve.last.strippedThickness)
        // Layers of other thickness seldom end at the same depth.
        let layer = max(a.curve.points[1].strippedThickness, b.curve.points[1].strippedThickness)
        guard abs(endA - endB) > 0.999 * layer else { return nil }
        let unit = a.curve.unit
        return Warning(
            "thickness_differs",
            "A is stripped by \(lengthText(endA)) \(unit), B by \(lengthText(endB)) \(unit): both are compared and measured over the"
                + " first \(lengthText(curves.thickness)) \(unit); strip both by the same --thickness for all of it")
    }

    /// Who holds labels against grey values wants to know how far they agree.
    private static func agreement(_ a: FinishedScan, _ b: FinishedScan) -> Warning? {
        let missing = PhaseAgreement.sidesWithoutLabels(a, b)
        guard a.isGrey != b.isGrey, PhaseAgreement.isMeant(a, b), !missing.isEmpty else { return nil }
        return Warning(
            "agreement_unknown",
            "A and B can be two segmentations of one volume, but how far they agree voxel by voxel is not told: labels.tif is missing"
                + " in \(missing.joined(separator: " and in ")); strip both with --labels to know it")
    }

    /// Options that change numbers should be alike; where a scan lies in its volume may differ.
    private static func parameters(_ a: FinishedScan, _ b: FinishedScan) -> Warning? {
        let methods = [a, b].compactMap { scan in
            scan.document.parameters[SegmentationOption.name].flatMap { SegmentationMethod(rawValue: $0.description) }
        }
        // Where phases are told apart by two methods, only what has a say with both is of interest beside these.
        let common = ScanOptions.all.filter { option in methods.allSatisfy { option.objection(to: $0) == nil } }
        let differing = common.compactMap { option -> String? in
            let values = [a, b].map { option.compared(option.spelling(recordedIn: $0.document.parameters)) }
            guard values[0] != values[1] else { return nil }
            return "--\(option.name) (\(values[0] ?? "none") and \(values[1] ?? "none"))"
        }
        guard !differing.isEmpty else { return nil }
        return Warning(
            "parameters_differ",
            "A and B were not stripped alike, so part of what tells them apart may be the method: they differ in"
                + " \(differing.joined(separator: ", ")); strip both with the same options")
    }

    /// A scan of one instrument and one reconstruction keeps its scale to within a quarter.
    private static func greyScale(_ a: FinishedScan, _ b: FinishedScan, _ mapping: GreyMapping?) -> Warning? {
        guard let mapping else {
            return Warning(
                "grey_scale_unknown",
                "the grey scales cannot be put on one: it takes dark Li and bright SSE beside the interface of both scans;"
                    + " look at both reports")
        }
        guard a.document.input.dtype == b.document.input.dtype, !(0.8...1.25).contains(mapping.gain) else { return nil }
        return Warning(
            "grey_gain",
            "the contrast between Li and SSE of B is \(fixed(mapping.gain, 2)) times that of A: the two were not"
                + " reconstructed or scaled alike, or an interface is not where it is taken to be; look at both reports"
        )
    }

    /// Thresholds that are far apart on one scale make one scan's Na the other's Li.
    private static func thresholds(_ a: FinishedScan, _ b: FinishedScan, _ mapping: GreyMapping?) -> Warning? {
        guard let mapping, let anchors = b.document.anchors, let given = a.document.thresholds.na,
            let used = b.document.thresholds.na
        else { return nil }
        let mapped = mapping(given)
        guard abs(mapped - used) > 0.1 * (anchors.electrolyte - anchors.lithium) else { return nil }
        return Warning(
            "thresholds_differ",
            "the Na threshold of A, \(greyText(given)), is \(greyText(mapped)) on the grey scale of B,"
                + " but B was stripped with \(greyText(used)): they differ by more than a tenth of the contrast between Li"
                + " and SSE, so part of what tells the curves apart may be the threshold")
    }
}
