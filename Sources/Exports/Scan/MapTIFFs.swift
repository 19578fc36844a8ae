import Publishing
import Results
import VolumeIO
import VoxelCore

/// first_na_layer.tif: the layer that first brings Na to each column; 0 never, 65535 outside.
struct FirstNaTIFF: ScanFileExport {
    static let name = ScanFolder.firstNaLayer
    private let result: ScanResult

    init(_ result: ScanResult, _ document: ResultDocument) { self.result = result }

    func write(into folder: OutputFolder) throws {
        try folder.write(to: Self.name) {
            try TIFFImage.write(result.stripped.firstNaLayer, to: $0, voxelSize: result.mapPixel)
        }
    }
}

/// interface.tif: the height of the interface in voxels, NaN outside.
struct InterfaceTIFF: ScanFileExport {
    static let name = ScanFolder.interface
    private let result: ScanResult

    init(_ result: ScanResult, _ document: ResultDocument) { self.result = result }

    func write(into folder: OutputFolder) throws {
        try folder.write(to: Self.name) {
            try TIFFImage.write(result.interface.heights, to: $0, voxelSize: result.mapPixel)
        }
    }
}

/// ambiguous_columns.tif: 255 where a column may be Na on the SSE or SSE itself, else 0.
struct AmbiguousTIFF: ScanFileExport {
    static let name = "ambiguous_columns.tif"
    private let result: ScanResult
    private let ambiguous: Map<UInt8>

    init?(_ result: ScanResult, _ document: ResultDocument) {
        guard let ambiguous = result.ambiguous else { return nil }
        (self.result, self.ambiguous) = (result, ambiguous)
    }

    static func files(of result: FinishedFolder) -> [String] {
        result.text(of: "band") == "auto" && result.text(of: "segmentation") == "markov" ? [name] : []
    }

    func write(into folder: OutputFolder) throws {
        try folder.write(to: Self.name) {
            try TIFFImage.write(ambiguous, to: $0, voxelSize: result.mapPixel)
        }
    }
}

extension ScanResult {
    /// The edges of a map's pixel.
    fileprivate var mapPixel: VoxelSize? { voxelSize?.ofMap(across: interface.geometry.axis) }
}
