import Exports
import FoundationEssentials
import Options
import Publishing
import Results
import Segmentation
import VoxelCore

/// Scans to be compared, the first pristine: each a volume that is yet to be stripped, or a folder of results.
///
/// Volumes are stripped by the same options. Where some are folders of results, what is not said is done to the others as it was done
/// to the first of these. Thresholds that are given are on the grey scale of the first scan, and are put on those of the
/// others by the anchors of both.
package struct ComparedScans: Sendable {
    /// What they are called: by letters, in order.
    private static let letters = ComparisonFolder.letters

    private let paths: [String]
    private let finished: [FinishedScan?]
    private let settings: ScanSettings

    /// Looks at what they are.
    ///
    /// - Parameters:
    ///   - paths: volumes or folders of results, two or more.
    ///   - settings: how volumes are stripped.
    /// - Throws: `SimstripError` where there are too many, a folder of results cannot be used, or options are given and nothing is
    ///   stripped.
    package init(_ paths: [String], settings: ScanSettings) throws {
        guard paths.count <= Self.letters.count else {
            throw SimstripError.usage(
                "\(paths.count) scans are to be compared; a series has at most \(Self.letters.count): if these are the slices of a"
                    + " volume, name their folder or quote the pattern")
        }
        let names = Self.names(paths)
        self.paths = paths
        finished = try zip(paths, names).map { path, name in
            FinishedScan.isMeant(by: path) ? try FinishedScan(folder: path, named: name) : nil
        }
        if finished.allSatisfy({ $0 != nil }), let option = settings.options.first(where: { $0.bearing != .work }) {
            let all = paths.map { "'\($0)'" }
            throw SimstripError.usage(
                "--\(option.name) says how a volume is stripped, but \(all.dropLast().joined(separator: ", ")) and"
                    + " \(all[all.count - 1]) are folders of results, which are compared as they are; leave it away, or name the"
                    + " volumes")
        }
        self.settings = settings
    }

    /// At most this many threads.
    package var threads: Int { get throws { try ScanParameters(settings).threads } }

    /// Makes sure that a comparison leaves alone what it is made of.
    ///
    /// - Throws: `SimstripError` of kind `usage`.
    package func check(_ place: OutputPlace) throws {
        let parameters = try ScanParameters(settings)
        for (path, finished) in zip(paths, finished) where finished == nil {
            try place.check(apartFrom: path, with: parameters, for: ComparisonExports.folder)
        }
    }

    /// Strips what is not yet stripped, and compares the first two.
    ///
    /// - Parameters:
    ///   - folder: the results of volumes go to `stripped/a` and `stripped/b` in it.
    ///   - registers: whether the second is looked for in the first, to compare them place by place.
    ///   - progress: told of every slice; by throwing it cancels the work.
    /// - Throws: `SimstripError`, and what `progress` throws.
    package func compare(
        into folder: OutputFolder, registers: Bool = true, progress: ProgressHandler? = nil
    ) throws -> ScanComparison {
        let scans = try strip(into: folder, progress: progress)
        return try ScanComparison(
            of: scans[0], and: scans[1], registers: registers, threads: threads, progress: progress)
    }

    /// Strips what is not yet stripped.
    ///
    /// - Parameters:
    ///   - folder: the results of volumes go to `stripped/a`, `stripped/b` … in it, as `Scan` writes them.
    ///   - progress: told of every slice; by throwing it cancels the work.
    /// - Returns: all scans in their order.
    /// - Throws: `SimstripError`, and what `progress` throws.
    package func strip(into folder: OutputFolder, progress: ProgressHandler? = nil) throws -> [FinishedScan] {
        try refuseToReplaceSides(by: folder)
        let names = Self.names(paths)
        // What is done to volumes as it was done there.
        let model = finished.lazy.compactMap { $0 }.first
        let like = try parameters(like: model)
        let scaleOfModel = try model.flatMap { try scale(ofThresholdsFrom: $0, as: like) }
        // What cannot be opened is told before hours are spent on the others.
        for (path, finished) in zip(paths, finished) where finished == nil { _ = try Scan(path, like) }
        var scans: [FinishedScan] = []
        for (index, path) in paths.enumerated() {
            if let scan = finished[index] {
                scans.append(scan)
                continue
            }
            let scale = scaleOfModel ?? scans.first?.document.anchors
            guard index == 0 || !like.givesThresholds || scale != nil else {
                throw SimstripError.data(
                    "a threshold is given on the grey scale of '\(paths[0])', but that scan does not show both Li and SSE beside"
                        + " its interface, so the threshold cannot be put on the scale of '\(path)'; strip the two by"
                        + " themselves with a threshold each, and compare the results")
            }
            scans.append(
                try strip(path, as: (index, names[index]), by: like, scale, into: folder, progress))
        }
        return scans
    }

    /// The scale of thresholds that the first scan inherits from a finished other; nil where they are the first's own.
    ///
    /// - Throws: `SimstripError` where they are of both, or where the other does not show its scale.
    private func scale(
        ofThresholdsFrom model: FinishedScan, as parameters: ScanParameters
    ) throws(SimstripError) -> GreyAnchors? {
        let thresholds: [any ScanOption.Type] = [NaThresholdOption.self, VoidThresholdOption.self]
        let typed = thresholds.filter { settings[$0] != nil }
        let inherited = thresholds.filter { option in
            settings[option] == nil && model.document.parameters[option.name].flatMap { option.compared($0) } == "given"
        }
        guard finished[0] == nil, let first = inherited.first else { return nil }
        let path = zip(paths, finished).first { $1 != nil }?.0 ?? model.name
        if let own = typed.first {
            throw .usage(
                "--\(own.name) is given on the grey scale of '\(paths[0])', but the \(first.name) of '\(path)' is on its"
                    + " own; give both, or none")
        }
        guard let anchors = model.document.anchors else {
            throw .data(
                "the thresholds of '\(path)' were given on its grey scale, but it does not show both Li and SSE beside its"
                    + " interface, so they cannot be put on the scale of '\(paths[0])'; give thresholds for that, or strip it"
                    + " by itself and compare the results")
        }
        return anchors
    }

    /// What a former comparison stripped goes when it is replaced, so it cannot be a side of the new one.
    private func refuseToReplaceSides(by folder: OutputFolder) throws(SimstripError) {
        let replaced = resolved("\(folder.path)/\(ComparisonFolder.stripped)") + "/"
        for path in paths where resolved(path).hasPrefix(replaced) {
            throw .usage(
                "'\(path)' lies in '\(folder.path)/stripped', which the new comparison would replace; name another folder"
                    + " with --output")
        }
    }

    private func resolved(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }

    /// Strips one of them, writes its results, and reads them back as they are.
    private func strip(
        _ path: String, as side: (index: Int, name: String), by parameters: ScanParameters,
        _ scale: GreyAnchors?, into folder: OutputFolder, _ progress: ProgressHandler?
    ) throws -> FinishedScan {
        let letter = Self.letters[side.index]
        let scan = try Scan(path, parameters, thresholdsOnScaleOf: scale)
        let progress = progress.map { part(of: $0, for: side.index) }
        let result = try scan.strip(for: "\(folder.path).\(letter)", progress: progress)
        let name = "\(ComparisonFolder.stripped)/\(letter)"
        try folder.write(to: name) { try result.write(to: $0) }
        try scan.plan.telling(progress)?(ProgressEvent(stage: ScanExports.stage, done: 1, total: 1))
        return try FinishedScan(folder: folder.place(of: name), named: side.name)
    }

    /// Tells of one scan as of a part of the whole; those that are stripped share it alike.
    private func part(of progress: @escaping ProgressHandler, for index: Int) -> ProgressHandler {
        let share = 1 / Double(finished.count { $0 == nil })
        let start = share * Double(finished[..<index].count { $0 == nil })
        let letter = Self.letters[index].uppercased()
        return { event in
            var event = event
            event.stage = "\(letter): \(event.stage)"
            event.overall = event.overall.map { start + share * $0 }
            try progress(event)
        }
    }

    /// The options that were given, and for the rest what was done to a finished scan.
    private func parameters(like finished: FinishedScan?) throws -> ScanParameters {
        let inherited = finished.map { ScanSettings(methodOf: $0) } ?? ScanSettings()
        return try ScanParameters(inherited.overridden(by: settings))
    }

    /// What they are called: by the last part of their paths that tells them apart.
    private static func names(_ paths: [String]) -> [String] {
        let parts = paths.map { FilePath.components(of: $0) }
        let longest = max(1, parts.map(\.count).max() ?? 1)
        let names = (1...longest).lazy.map { count in parts.map { $0.suffix(count).joined(separator: "/") } }
        return names.first { Set($0).count == paths.count } ?? parts.map { $0.suffix(1).joined() }
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
