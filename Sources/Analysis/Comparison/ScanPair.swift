import Exports
import FoundationEssentials
import Options
import Publishing
import Results
import Segmentation
import VoxelCore

/// Two scans to be compared, the first pristine, the second cycled: each a volume that is yet to be stripped, or a
/// folder of results.
///
/// Volumes are stripped by the same options. Where one side is a folder of results, what is not said is done to the
/// other as it was done there. Thresholds that are given are on the grey scale of the first scan, and are put on that of
/// the second by the anchors of both.
package struct ScanPair: Sendable {
    private let paths: (a: String, b: String)
    private let finished: (a: FinishedScan?, b: FinishedScan?)
    private let settings: ScanSettings

    /// Looks at what the two are.
    ///
    /// - Parameters:
    ///   - a: the first: a volume or a folder of results.
    ///   - b: the second.
    ///   - settings: how volumes are stripped.
    /// - Throws: `SimstripError` where a folder of results cannot be used, or options are given and nothing is stripped.
    package init(_ a: String, _ b: String, settings: ScanSettings) throws {
        let names = Self.names(a, b)
        paths = (a, b)
        finished = (
            FinishedScan.isMeant(by: a) ? try FinishedScan(folder: a, named: names.a) : nil,
            FinishedScan.isMeant(by: b) ? try FinishedScan(folder: b, named: names.b) : nil
        )
        if finished.a != nil, finished.b != nil,
            let option = settings.options.first(where: { $0.bearing != .work })
        {
            throw SimstripError.usage(
                "--\(option.name) says how a volume is stripped, but '\(a)' and '\(b)' are folders of results, which"
                    + " are compared as they are; leave it away, or name the volumes")
        }
        self.settings = settings
    }

    /// Makes sure that a comparison leaves alone what it is made of.
    ///
    /// - Throws: `SimstripError` of kind `usage`.
    package func check(_ place: OutputPlace) throws {
        let parameters = try ScanParameters(settings)
        for (path, finished) in [(paths.a, finished.a), (paths.b, finished.b)] where finished == nil {
            try place.check(apartFrom: path, with: parameters, for: ComparisonExports.folder)
        }
    }

    /// Compares the two.
    ///
    /// - Parameters:
    ///   - folder: the results of volumes go to `stripped/a` and `stripped/b` in it, as `Scan` writes them.
    ///   - progress: told of every slice; by throwing it cancels the work.
    /// - Throws: `SimstripError`, and what `progress` throws.
    package func compare(into folder: OutputFolder, progress: ProgressHandler? = nil) throws -> ScanComparison {
        try refuseToReplaceSides(by: folder)
        let names = Self.names(paths.a, paths.b)
        let likeB = try parameters(like: finished.b)
        let scaleOfB = try finished.b.flatMap { try scale(ofThresholdsFrom: $0, as: likeB) }
        let a = try finished.a ?? strip(paths.a, as: ("a", names.a), by: likeB, scaleOfB, into: folder, progress)
        let likeA = try parameters(like: finished.a)
        let scaleOfA = a.document.anchors
        guard finished.b != nil || !likeA.givesThresholds || scaleOfA != nil else {
            throw SimstripError.data(
                "a threshold is given on the grey scale of '\(paths.a)', but that scan does not show both Li and SSE beside"
                    + " its interface, so the threshold cannot be put on the scale of '\(paths.b)'; strip the two by"
                    + " themselves with a threshold each, and compare the results")
        }
        let b = try finished.b ?? strip(paths.b, as: ("b", names.b), by: likeA, scaleOfA, into: folder, progress)
        return try ScanComparison(of: a, and: b)
    }

    /// The scale of thresholds that the first scan inherits from a finished second one; nil where they are the first's own.
    ///
    /// - Throws: `SimstripError` where they are of both, or where the second does not show its scale.
    private func scale(
        ofThresholdsFrom b: FinishedScan, as parameters: ScanParameters
    ) throws(SimstripError) -> GreyAnchors? {
        let thresholds: [any ScanOption.Type] = [NaThresholdOption.self, VoidThresholdOption.self]
        let typed = thresholds.filter { settings[$0] != nil }
        let inherited = thresholds.filter { option in
            settings[option] == nil && b.document.parameters[option.name].flatMap { option.compared($0) } == "given"
        }
        guard finished.a == nil, let first = inherited.first else { return nil }
        if let own = typed.first {
            throw .usage(
                "--\(own.name) is given on the grey scale of '\(paths.a)', but the \(first.name) of '\(paths.b)' is on its"
                    + " own; give both, or none")
        }
        guard let anchors = b.document.anchors else {
            throw .data(
                "the thresholds of '\(paths.b)' were given on its grey scale, but it does not show both Li and SSE beside its"
                    + " interface, so they cannot be put on the scale of '\(paths.a)'; give thresholds for that, or strip it"
                    + " by itself and compare the results")
        }
        return anchors
    }

    /// What a former comparison stripped goes when it is replaced, so it cannot be a side of the new one.
    private func refuseToReplaceSides(by folder: OutputFolder) throws(SimstripError) {
        let replaced = resolved("\(folder.path)/\(ComparisonFolder.stripped)") + "/"
        for path in [paths.a, paths.b] where resolved(path).hasPrefix(replaced) {
            throw .usage(
                "'\(path)' lies in '\(folder.path)/stripped', which the new comparison would replace; name another folder"
                    + " with --output")
        }
    }

    private func resolved(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }

    /// Strips one of the two, writes its results, and reads them back as they are.
    private func strip(
        _ path: String, as side: (letter: String, name: String), by parameters: ScanParameters,
        _ scale: GreyAnchors?, into folder: OutputFolder, _ progress: ProgressHandler?
    ) throws -> FinishedScan {
        let scan = try Scan(path, parameters, thresholdsOnScaleOf: scale)
        let progress = progress.map { part(of: $0, for: side.letter) }
        let result = try scan.strip(for: "\(folder.path).\(side.letter)", progress: progress)
        let name = "\(ComparisonFolder.stripped)/\(side.letter)"
        try folder.write(to: name) { try result.write(to: $0) }
        try scan.plan.telling(progress)?(ProgressEvent(stage: ScanExports.stage, done: 1, total: 1))
        return try FinishedScan(folder: folder.place(of: name), named: side.name)
    }

    /// Tells of one side as of a part of the whole; two sides that are stripped are each a half of it.
    private func part(of progress: @escaping ProgressHandler, for letter: String) -> ProgressHandler {
        let isHalf = finished.a == nil && finished.b == nil
        let (start, share) = (isHalf && letter == "b" ? 0.5 : 0, isHalf ? 0.5 : 1)
        return { event in
            var event = event
            event.stage = "\(letter.uppercased()): \(event.stage)"
            event.overall = event.overall.map { start + share * $0 }
            try progress(event)
        }
    }

    /// The options that were given, and for the rest what was done to a finished scan.
    private func parameters(like finished: FinishedScan?) throws -> ScanParameters {
        let inherited = finished.map { ScanSettings(methodOf: $0) } ?? ScanSettings()
        return try ScanParameters(inherited.overridden(by: settings))
    }

    /// What the two are called: by the last part of their paths that tells them apart.
    private static func names(_ a: String, _ b: String) -> (a: String, b: String) {
        let (partsA, partsB) = (FilePath.components(of: a), FilePath.components(of: b))
        let count = (1...max(1, partsA.count, partsB.count)).first { partsA.suffix($0) != partsB.suffix($0) } ?? 1
        return (partsA.suffix(count).joined(separator: "/"), partsB.suffix(count).joined(separator: "/"))
    }
}

extension ScanSettings {
    /// How a finished scan was stripped: everything that has to be the same for another to be compared with it.
    fileprivate init(methodOf scan: FinishedScan) {
        self.init()
        for option in ScanOptions.ofMethod { self[option] = scan.document.parameters[option.name]?.description }
        if scan.curve.hasVoxelSize {
            self[ThicknessOption.self] = "\(scan.curve.last.strippedThickness)um"
        } else {
            self[VoxelSizeOption.self] = "voxel"
            self[LayersOption.self] = "\(scan.curve.last.layersRemoved)"
        }
    }
}
