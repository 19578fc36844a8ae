import VoxelCore

/// The names in a folder of a scan's results that reading back goes by.
package enum ScanFolder {
    /// All numbers of the result. It is written last: where it is, the folder is complete.
    package static let seal = "result.json"
    /// The curve as a table.
    package static let curve = "curve.csv"
    /// Measures of every map.
    package static let mapMeasures = "maps.csv"
    /// The Na domains of the layers, one by one.
    package static let domains = "domains.csv"
    /// Grey against depth.
    package static let profile = "profile.csv"
    /// first_na of every column.
    package static let firstNaLayer = "first_na_layer.tif"
    /// h of every column.
    package static let interface = "interface.tif"
    /// The folder of the coverage maps.
    package static let maps = "maps"
    /// The folder of the figures.
    package static let figures = "figures"

    /// A coverage map's files, without their endings: `maps/coverage_0003`.
    package static func coverageMap(_ layers: Int) -> String {
        "\(maps)/coverage_\(zeroPadded(layers, 4))"
    }
}

/// The names in a folder of a comparison that others ask for.
package enum ComparisonFolder {
    /// Both curves and their difference as a table, without its ending.
    package static let table = "comparison"
    /// All numbers of the comparison, written last.
    package static let seal = "comparison.json"
    /// The results of the scans that were stripped to be compared.
    package static let stripped = "stripped"
    /// What the scans of a comparison are called: the folders of their results, and of a series' comparisons with the first.
    package static let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
    /// The Na peaks of a series, followed from scan to scan.
    package static let peaks = "peaks.csv"
}
