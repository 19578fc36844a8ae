import Publishing
import Results
import Stripping
import VoxelCore

/// profile.csv: grey against depth, a row a depth, from the SSE into the electrode.
struct ProfileCSV: ScanFileExport {
    static let name = ScanFolder.profile
    private let profile: DepthProfile
    /// The edge of a voxel along the axis in µm; nil where lengths are in voxels.
    private let edge: Double?

    init?(_ result: ScanResult, _ document: ResultDocument) {
        guard let profile = result.profile else { return nil }
        self.profile = profile
        edge = result.mapEdges?[0]
    }

    static func files(of result: FinishedFolder) -> [String] { result.hasProfile ? [name] : [] }

    func write(into folder: OutputFolder) throws {
        let rows = profile.points.map { point in
            "\(significant(point.depth * (edge ?? 1), 7)),\(significant(point.grey.mean, 7)),"
                + "\(significant(point.grey.standardDeviation, 7)),\(point.grey.voxels)\n"
        }
        let header = "depth_\(edge == nil ? "voxel" : "um"),mean,standard_deviation,voxels\n"
        try folder.write(Array((header + rows.joined()).utf8), to: Self.name)
    }
}
