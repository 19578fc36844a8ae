import Publishing
import Results
import Stripping
import VoxelCore

/// domains.csv: the Na domains of the layers, the largest first.
struct DomainsCSV: ScanFileExport {
    static let name = ScanFolder.domains
    private let domains: [SodiumDomain]
    /// The edges of a layer's voxel along the axis, rows and columns of the map, in µm; nil where lengths are in voxels.
    private let edges: [Double]?

    init?(_ result: ScanResult, _ document: ResultDocument) {
        guard let domains = result.domains else { return nil }
        self.domains = domains.domains
        edges = result.mapEdges
    }

    static func files(of result: FinishedFolder) -> [String] { result.hasDomains ? [name] : [] }

    func write(into folder: OutputFolder) throws {
        let unit = edges == nil ? "voxel" : "um"
        let (along, voxel) = (edges?[0] ?? 1, edges?.reduce(1, *) ?? 1)
        var text =
            "domain,voxels,volume_\(unit)3,equivalent_diameter_\(unit),surface_\(unit)2,sphericity,distance_to_interface_\(unit),"
            + "mean_depth_\(unit),first_layer,last_layer,touches_border,weight,z_voxel,y_voxel,x_voxel\n"
        for (index, domain) in domains.enumerated() {
            let numbers: [Double?] = [
                Double(domain.voxels) * voxel, domain.equivalentDiameter(voxel: voxel), domain.surface,
                domain.sphericity(voxel: voxel), domain.distance * along, domain.meanDepth * along,
            ]
            let fields =
                [String(index + 1), String(domain.voxels)] + numbers.map(Self.field)
                + [
                    String(domain.layers.lowerBound), String(domain.layers.upperBound),
                    domain.touchesBorder ? "true" : "false", Self.field(domain.weight),
                ] + domain.centroid.map(Self.field)
            text += fields.joined(separator: ",") + "\n"
        }
        try folder.write(Array(text.utf8), to: Self.name)
    }

    private static func field(_ number: Double?) -> String { number.map { significant($0, 7) } ?? "" }
}
