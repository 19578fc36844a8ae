import Options
import Registration
import Results
import Segmentation
import Stripping
import VolumeIO
import VoxelCore

extension ScanPlacement {
    /// Finds where a scan lies in another, and what both say of the places that they share.
    ///
    /// Results of one volume lie in each other as they are. Other volumes are opened again as they were, and B's SSE is looked for in A
    /// by its texture; where that fails, the reason is kept, and the scans are two samples.
    ///
    /// - Parameters:
    ///   - a: the scan in whose volume the other is to lie.
    ///   - b: the other.
    ///   - curves: of both.
    ///   - threads: at most this many; no number depends on it.
    ///   - progress: told of what is searched; by throwing it cancels the work.
    /// - Throws: `SimstripError` of kind `data` where interface.tif is damaged; what `progress` throws.
    init(
        of b: FinishedScan, in a: FinishedScan, curves: CurveComparison, threads: Int, progress: ProgressHandler? = nil
    ) throws {
        guard a.document.geometry.axis == b.document.geometry.axis else {
            self.init(
                .unknown(
                    "A strips along \(a.document.geometry.axis.rawValue), B along"
                        + " \(b.document.geometry.axis.rawValue)", nil))
            return
        }
        let heights = (a: try a.heights(), b: try b.heights())
        let source: Source
        if a.isOfVolume(of: b) {
            source = .sameVolume
        } else if !a.isGrey || !b.isGrey {
            source = .unknown("labels have no texture by which one volume could be found in the other", nil)
        } else {
            source = try Self.registered(b, heights.b, in: a, heights.a, threads: threads, progress: progress)
        }
        let places = try source.way.flatMap { way in
            SamePlaces(
                of: try MapOfPlaces(a, heights.a), and: try MapOfPlaces(b, heights.b), toB: way.toB, toA: way.toA)
        }
        if let places {
            self.init(
                source,
                shared: Shared(places: places, coverage: try SharedCoverage(places, curves, threads: threads)))
        } else if case .unknown = source {
            self.init(source)
        } else {
            let found = if case .texture(let registration) = source { registration } else { nil as VolumeRegistration? }
            self.init(.unknown("the maps of A and B share no place", found))
        }
    }

    private static func registered(
        _ b: FinishedScan, _ heightsOfB: Map<Float>, in a: FinishedScan, _ heightsOfA: Map<Float>, threads: Int,
        progress: ProgressHandler?
    ) throws -> Source {
        do {
            let boxOfA = try ElectrolyteOfScan(of: a.reopened(threads: threads), a, heights: heightsOfA).box
            let boxOfB = try ElectrolyteOfScan(of: b.reopened(threads: threads), b, heights: heightsOfB).box
            let found = try VolumeRegistration(of: boxOfB, in: boxOfA, threads: threads, progress: progress)
            return found.refusal.map { .unknown($0, found) } ?? .texture(found)
        } catch let error as SimstripError where [.data, .missingInput, .usage].contains(error.kind) {
            return .unknown(error.message, nil)
        }
    }
}

extension FinishedScan {
    /// h of every column, in voxels; NaN outside.
    ///
    /// - Throws: `SimstripError` of kind `data` where interface.tif is damaged or of other extents than the map.
    func heights() throws -> Map<Float> {
        let path = path(of: ScanFolder.interface)
        let heights = try TIFFImage.readFloatMap(path, options: ReadingOptions())
        guard heights.rows == firstNaLayer.rows, heights.columns == firstNaLayer.columns else {
            throw SimstripError.data(
                "'\(path)' has \(heights.rows) × \(heights.columns) columns, \(ScanFolder.firstNaLayer) has"
                    + " \(firstNaLayer.rows) × \(firstNaLayer.columns); strip the scan again")
        }
        return heights
    }

    /// Opens the volume again, as it was when it was stripped.
    ///
    /// - Throws: `SimstripError` where it is not there any more, or its files have changed.
    fileprivate func reopened(threads: Int) throws -> Scan {
        var parameters = try ScanParameters(ScanSettings(recordedIn: document.request))
        parameters.threads = threads
        let scan = try Scan(document.input.path, parameters)
        let files = scan.volume.files.map { ResultDocument.File($0) }
        guard files.count == document.input.files.count,
            zip(files, document.input.files).allSatisfy({ $0.isSame(as: $1) })
        else {
            throw SimstripError.data("the files of '\(document.input.path)' have changed since it was stripped")
        }
        return scan
    }

    /// Whether both are results of one volume: of files of the same names, sizes and times.
    fileprivate func isOfVolume(of other: FinishedScan) -> Bool {
        let files = [self, other].map {
            $0.document.input.files.map { [FilePath.last(of: $0.path), "\($0.bytes)", $0.modified] }
        }
        return files[0] == files[1] && !files[0].isEmpty && document.input.shape == other.document.input.shape
    }
}

extension MapOfPlaces {
    /// The map of a finished scan, where it lies in its volume.
    ///
    /// - Throws: `SimstripError` of kind `data` where result.json is damaged.
    init(_ scan: FinishedScan, _ heights: Map<Float>) throws {
        let (axis, map) = (scan.document.geometry.axis, scan.document.geometry.axis.ofMap)
        let extents = scan.document.input.shape
        guard extents.count == 3, let text = scan.document.parameters[RegionOption.name]?.description else {
            throw SimstripError.data("'\(scan.path(of: ScanFolder.seal))' is damaged; strip the scan again")
        }
        let shape = VolumeShape(slices: extents[0], rows: extents[1], columns: extents[2])
        let region = try RegionRequest(parsing: text).region(in: shape)
        self.init(
            geometry: StrippingGeometry(axis: axis, electrode: scan.document.geometry.electrode),
            corner: (region[map.rows].lowerBound, region[map.columns].lowerBound), firstNaLayer: scan.firstNaLayer,
            heights: heights, layer: scan.curve.points[1].strippedThickness)
    }
}
