import Publishing
import Results
import Stripping
import VolumeIO
import VoxelCore

/// A file of what the places say that both scans show; there is none where they are two samples.
protocol SamePlaceExport: ComparisonFileExport {
    /// - Throws: `SimstripError` of kind `output`.
    static func write(
        _ shared: ScanPlacement.Shared, of comparison: ScanComparison, into folder: OutputFolder
    ) throws
}

extension SamePlaceExport {
    static func isFile(of comparison: FinishedComparisonFolder) -> Bool { comparison.hasSamePlace }

    static func write(_ comparison: ScanComparison, into folder: OutputFolder) throws {
        guard let shared = comparison.placement?.shared else { return }
        try write(shared, of: comparison, into: folder)
    }
}

/// change.csv: what is Na in both scans and in one of them only, of the places that both show.
struct ChangeCSV: SamePlaceExport {
    static let name = "change.csv"

    static func write(
        _ shared: ScanPlacement.Shared, of comparison: ScanComparison, into folder: OutputFolder
    ) throws {
        let unit = comparison.curves.a.unitKey
        var text =
            "layers_removed,stripped_thickness_\(unit),na_in_both,na_only_in_a,na_only_in_b,na_in_both_by_chance,"
            + "na_coverage_difference,na_coverage_difference_low,na_coverage_difference_high\n"
        for row in shared.coverage.rows {
            let numbers: [Double?] = [
                row.strippedThickness, row.both, row.onlyInA, row.onlyInB, row.bothByChance, row.difference.value,
                row.difference.low, row.difference.high,
            ]
            let fields = numbers.map { number in number.map { significant($0, 7) } ?? "" }
            text += ([row.layersRemoved.map(String.init) ?? ""] + fields).joined(separator: ",") + "\n"
        }
        try folder.write(Array(text.utf8), to: name)
    }
}

/// change.pgm: what became of every column of A in the end.
struct ChangePGM: SamePlaceExport {
    static let name = "change.pgm"

    static func write(
        _ shared: ScanPlacement.Shared, of comparison: ScanComparison, into folder: OutputFolder
    ) throws {
        let changes = shared.places.changes(afterStripping: comparison.curves.thickness)
        let header = "P5\n\(changes.columns) \(changes.rows)\n255\n"
        try folder.write(Array(header.utf8) + changes.values.map(\.grey), to: name)
    }
}

/// b_in_a_first_na_layer.tif: first_na of B in the columns of A; 0 never, 65535 where B does not show the place.
struct FirstNaInATIFF: SamePlaceExport {
    static let name = "b_in_a_first_na_layer.tif"

    static func write(
        _ shared: ScanPlacement.Shared, of comparison: ScanComparison, into folder: OutputFolder
    ) throws {
        try folder.write(to: name) {
            try TIFFImage.write(shared.places.firstNaOfB, to: $0, voxelSize: comparison.a.mapPixel)
        }
    }
}

/// b_in_a_interface.tif: h of B in the columns of A, in voxels of A; NaN where B does not show the place.
struct InterfaceInATIFF: SamePlaceExport {
    static let name = "b_in_a_interface.tif"

    static func write(
        _ shared: ScanPlacement.Shared, of comparison: ScanComparison, into folder: OutputFolder
    ) throws {
        try folder.write(to: name) {
            try TIFFImage.write(shared.places.heightsOfB, to: $0, voxelSize: comparison.a.mapPixel)
        }
    }
}

extension FinishedScan {
    /// The edges of a map's pixel; nil where lengths are in voxels.
    fileprivate var mapPixel: VoxelSize? {
        mapEdges.map { VoxelSize(z: .um($0[0]), y: .um($0[1]), x: .um($0[2])) }
    }
}
