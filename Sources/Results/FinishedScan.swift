import FoundationEssentials
import Stripping
import VolumeIO
import VoxelCore

/// A scan whose results lie in a folder, read back.
public struct FinishedScan: Sendable {
    /// What it is called beside another.
    public let name: String
    /// result.json.
    package let document: ResultDocument
    /// Its curve.
    public let curve: CoverageCurve
    /// first_na of every column: 0 never, 65535 outside.
    public let firstNaLayer: Map<UInt16>
    /// SHA-256 of its result.json, by which it is known.
    package let digest: String
    /// The folder that holds them.
    package let folder: String

    /// Reads a folder of results and makes sure that it is whole.
    ///
    /// - Parameters:
    ///   - folder: what `simstrip strip` wrote.
    ///   - name: what the scan is called beside another; nil for the folder's name.
    /// - Throws: `SimstripError` of kind `missingInput` where there is no such folder, of kind `data` where it is
    ///   half-written, of another version of the method, or not of simstrip.
    public init(folder: String, named name: String? = nil) throws {
        self.folder = folder
        self.name = name ?? FilePath.last(of: folder)
        let seal = try Self.seal(in: folder)
        document = try Self.document(seal, at: "\(folder)/\(ScanFolder.seal)")
        digest = Self.digest(of: seal)
        curve = try CoverageCurve(document, in: folder)
        firstNaLayer = try Self.firstNaLayer(at: "\(folder)/\(ScanFolder.firstNaLayer)", agreeingWith: curve)
    }

    /// Reads result.json alone.
    ///
    /// - Throws: as `init(folder:named:)`.
    package static func document(in folder: String) throws(SimstripError) -> ResultDocument {
        try document(seal(in: folder), at: "\(folder)/\(ScanFolder.seal)")
    }

    /// The digest by which the result in a folder is known; nil where there is none.
    package static func digest(ofResultIn folder: String) -> String? { (try? seal(in: folder)).map(digest) }

    private static func digest(of seal: [UInt8]) -> String {
        var hash = SHA256()
        seal.withUnsafeBytes { hash.update($0) }
        return hash.hexadecimal()
    }

    private static func seal(in folder: String) throws(SimstripError) -> [UInt8] {
        guard let json = RegularFile.contents("\(folder)/\(ScanFolder.seal)") else { throw withoutSeal(folder) }
        return json
    }

    /// Whether a path is a folder with anything in it that only results consist of, whole or not.
    package static func isMeant(by path: String) -> Bool {
        [ScanFolder.seal, ComparisonFolder.seal, ScanFolder.curve, ScanFolder.firstNaLayer]
            .contains { FileManager.default.fileExists(atPath: "\(path)/\($0)") }
    }

    /// The phase of every column after `layers` layers have been removed.
    ///
    /// Void is in the coverage map that was written after so many layers; where none was asked for, void counts as Li here.
    ///
    /// - Parameter layers: 0 … N.
    /// - Throws: `SimstripError` of kind `data` where the map that holds the void is missing, damaged, or not of this result.
    public func coverageMap(afterRemoving layers: Int) throws(SimstripError) -> Map<Phase> {
        let withoutVoid = firstNaLayer.map { first -> Phase in
            first == .max ? .outside : first > 0 && Int(first) <= layers ? .sodium : .lithium
        }
        guard let point = curve.points.first(where: { $0.layersRemoved == layers }), point.voidCoverage > 0,
            isVoidKnown(afterRemoving: layers)
        else { return withoutVoid }
        let path = "\(folder)/\(ScanFolder.coverageMap(layers)).pgm"
        let again = "; strip the scan again"
        guard let bytes = RegularFile.contents(path, atMost: firstNaLayer.rows * firstNaLayer.columns + 4096) else {
            throw .data(
                "'\(path)' is missing, but \(ScanFolder.seal) lists it, and it tells where there is void" + again)
        }
        guard let map = Map<Phase>(pgm: bytes) else {
            throw .data("'\(path)' is damaged: it should be a PGM of 8 bit with the greys 255, 128, 64 and 0" + again)
        }
        guard map.rows == firstNaLayer.rows, map.columns == firstNaLayer.columns else {
            throw .data(
                "'\(path)' has \(map.rows) × \(map.columns) columns, \(ScanFolder.firstNaLayer) has \(firstNaLayer.rows) ×"
                    + " \(firstNaLayer.columns)" + again)
        }
        guard zip(map.values, withoutVoid.values).allSatisfy({ $0 == $1 || $0 == .void && $1 == .lithium }) else {
            throw .data("'\(path)' and \(ScanFolder.firstNaLayer) do not show Na in the same columns" + again)
        }
        let share = Double(map.values.count { $0 == .void }) / Double(max(1, map.values.count { $0 != .outside }))
        guard abs(share - point.voidCoverage) < 1e-9 else {
            throw .data(
                "'\(path)' and \(ScanFolder.seal) do not belong together: void covers \(share) in the one and"
                    + " \(point.voidCoverage) in the other" + again)
        }
        return map
    }

    /// Whether a coverage map was written after so many layers, from which it is known where there is void.
    package func isVoidKnown(afterRemoving layers: Int) -> Bool {
        FinishedFolder.mapLayers(document.parameters, points: curve.points.count).contains(layers)
    }

    /// The edges of a layer's voxel along the stripping axis, rows and columns of its map, in µm; nil where lengths are in voxels.
    package var mapEdges: [Double]? {
        guard curve.hasVoxelSize, let edges = document.input.voxelSizeMicrometres, edges.count == 3 else { return nil }
        let size = VoxelSize(z: .um(edges[0]), y: .um(edges[1]), x: .um(edges[2]))
        return size.ofMap(across: document.geometry.axis).micrometres
    }

    /// Where a file of it lies.
    package func path(of name: String) -> String { "\(folder)/\(name)" }

    /// Whether its phases were told apart by grey values; else its volume held labels.
    package var isGrey: Bool { document.thresholds.na != nil }

    /// Why a folder without a seal cannot be used.
    private static func withoutSeal(_ folder: String) -> SimstripError {
        let files = FileManager.default
        let seal = ScanFolder.seal
        guard let found = try? files.contentsOfDirectory(atPath: folder) else {
            return .missingInput("there is no folder '\(folder)'; name the folder that simstrip strip wrote")
        }
        if found.contains(ComparisonFolder.seal) {
            return .data("'\(folder)' holds a comparison, not a scan; name the folders of its two scans")
        }
        if isMeant(by: folder) {
            return .data(
                "'\(folder)' is half-written: it holds \(found.sorted().prefix(4).joined(separator: ", ")) but no \(seal),"
                    + " which is written last; strip the scan again")
        }
        return .data(
            "'\(folder)' is no folder of results: it has no \(seal); name a folder that simstrip strip wrote, or the"
                + " volume itself")
    }

    /// A document of this version of the method.
    private static func document(_ bytes: [UInt8], at path: String) throws(SimstripError) -> ResultDocument {
        let json = Data(bytes)
        struct Stamp: Decodable { let version: String }
        guard let stamp = try? JSONDecoder().decode(Stamp.self, from: json) else {
            throw .data("'\(path)' is not of simstrip: it is no JSON with a version; strip the scan again")
        }
        guard stamp.version == Simstrip.version else {
            throw .data(
                "'\(path)' is of version \(stamp.version) of the method, this is \(Simstrip.version): their numbers cannot"
                    + " be compared; strip the scan again")
        }
        do {
            return try JSONDecoder().decode(ResultDocument.self, from: json)
        } catch {
            let missing = (error as? DecodingError).map(place) ?? "\(error)"
            throw .data("'\(path)' is damaged: \(missing); strip the scan again")
        }
    }

    /// Where decoding failed, in a few words.
    private static func place(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is not what it should be"
        @unknown default: "\(error)"
        }
    }

    /// The map that the curve was counted on.
    private static func firstNaLayer(
        at path: String, agreeingWith curve: CoverageCurve
    ) throws -> Map<UInt16> {
        let map = try TIFFImage.readFloatMap(path, options: ReadingOptions()).map { UInt16(exactly: $0) ?? .max }
        let inside = map.values.count { $0 != .max }
        var columns = [Int](repeating: 0, count: curve.points.count)
        for first in map.values where first > 0 && Int(first) < columns.count { columns[Int(first)] += 1 }
        var sodium = 0
        for (point, newlyNa) in zip(curve.points, columns) {
            sodium += newlyNa
            let share = Double(sodium) / Double(max(inside, 1))
            guard abs(share - point.naCoverage) < 1e-9 else {
                throw SimstripError.data(
                    "'\(path)' and result.json do not belong together: after \(point.layersRemoved) layers Na covers"
                        + " \(share) in the one and \(point.naCoverage) in the other; strip the scan again")
            }
        }
        return map
    }
}

extension CoverageCurve {
    /// The curve of a document.
    ///
    /// - Throws: `SimstripError` of kind `data` where it is none.
    package init(_ document: ResultDocument, in path: String) throws(SimstripError) {
        let points = document.curve.map(\.point)
        let isCurve =
            Set(document.curve.map(\.hasVoxelSize)).count == 1 && points.count > 1
            && points.enumerated().allSatisfy { n, point in
                point.layersRemoved == n && (0...1).contains(point.naCoverage)
            }
            && zip(points, points.dropFirst()).allSatisfy { $0.strippedThickness < $1.strippedThickness }
        guard isCurve else {
            throw .data(
                "the curve in '\(path)' is damaged: it should have a point for every n = 0, 1 … N, with rising thickness"
                    + " and coverages from 0 to 1; strip the scan again")
        }
        self.init(points: points, hasVoxelSize: document.curve[0].hasVoxelSize)
    }
}
