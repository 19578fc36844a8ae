import Stripping

extension CoverageCurve {
    /// The curve as CSV, a row for each n = 0 … N.
    ///
    /// Coverages are written with as many digits as tell them apart. The bounds stay empty until something backs them;
    /// so do capacities without a voxel size.
    public var csv: String {
        let thickness = hasVoxelSize ? "stripped_thickness_um" : "stripped_thickness_voxel"
        var lines = [
            "layers_removed,\(thickness),capacity_mAh_cm2,li_capacity_mAh_cm2,na_coverage,li_coverage,void_coverage,"
                + "na_coverage_low,na_coverage_high"
        ]
        for point in points {
            let fields = [
                "\(point.layersRemoved)", short(point.strippedThickness), point.capacity.map { fixed($0, 6) } ?? "",
                point.lithiumCapacity.map { fixed($0, 6) } ?? "", "\(point.naCoverage)", "\(point.liCoverage)",
                "\(point.voidCoverage)", "", "",
            ]
            lines.append(fields.joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
