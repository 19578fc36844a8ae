import Publishing
import Results
import Segmentation
import VolumeIO
import VoxelCore

/// labels.tif: the label volume of the slab, as Fiji opens it.
struct LabelsTIFF: ScanFileExport {
    static let name = "labels.tif"
    private let labels: MemoryVolume
    private let voxelSize: VoxelSize?

    init?(_ result: ScanResult, _ document: ResultDocument) {
        guard let labels = result.labels else { return nil }
        self.labels = labels.labels
        voxelSize = result.voxelSize
    }

    static func files(of result: FinishedFolder) -> [String] { result.isOn("labels") ? [name] : [] }

    func write(into folder: OutputFolder) throws {
        try folder.write(to: Self.name) { path in
            let region = labels.region
            var writer = try TIFFStackWriter(
                path: path, shape: region.shape, sampleType: .uint8, voxelSize: voxelSize)
            let count = region.rows.count * region.columns.count
            for slice in 0..<region.slices.count {
                // Which samples were not finite is counted in the warnings; a file of labels has the codes of phases only.
                let codes = labels.bytes[slice * count..<(slice + 1) * count].map { $0 & ~Phase.notFiniteMark }
                try codes.withUnsafeBytes { try writer.append(slice: $0) }
            }
            try writer.finish()
        }
    }
}
