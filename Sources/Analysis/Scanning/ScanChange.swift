import Options
import Results
import VolumeIO
import VoxelCore

extension ResultDocument {
    /// Why this is not the result that a scan would have now; nil where it is.
    ///
    /// Compared are the version of the method, every option as it was asked for, and the names, sizes and times of the
    /// files: of their contents and of their inodes, which nobody can set back. No sample is read, unless only times
    /// differ and the request asks for a digest: then that decides.
    ///
    /// - Parameters:
    ///   - path: the volume.
    ///   - parameters: what is to be done.
    ///   - progress: told of slices while a digest is taken.
    /// - Throws: what `progress` throws. A volume that cannot be read is a change; reading it will say why.
    package func change(
        against path: String, parameters: ScanParameters, progress: ProgressHandler? = nil
    ) throws -> String? {
        guard version == Simstrip.version else { return "made by version \(version), this is \(Simstrip.version)" }
        guard input.path == path else { return "made of \(input.path)" }
        let asked = parameters.request
        for option in ScanOptions.all where option.bearing != .work {
            let (was, now) = (option.spelling(recordedIn: request), option.spelling(recordedIn: asked))
            if was != now { return "\(option.name) was \(was), is \(now)" }
        }
        guard let paths = try? Volume.paths(of: path, options: parameters.reading) else {
            return "its volume cannot be read any more"
        }
        // One file may stand for a set; then the set is what was recorded.
        let listed = paths.count > 1 ? paths : input.files.map(\.path)
        guard listed == input.files.map(\.path), Set(paths).isSubset(of: listed) else {
            return "slices were added or removed"
        }
        let neighbours = ResultDocument.File.neighbours(of: listed.first ?? path, interface: parameters.interface)
        guard neighbours.elementsEqual(input.neighbours, by: { $0.isSame(as: $1) }) else {
            return "the height map or what is beside the slices has changed"
        }
        var touched: String?
        for file in input.files {
            guard let now = Volume.file(at: file.path).map({ ResultDocument.File($0) }), now.bytes == file.bytes else {
                return "\(file.path) has changed"
            }
            guard touched == nil, !now.isSame(as: file) else { continue }
            touched =
                now.modified != file.modified
                ? "\(file.path) has changed"
                : "\(file.path) was written, moved or given other rights and its time set back, or it is a copy (inode"
                    + " changed \(now.changed ?? ""), recorded \(file.changed ?? "")); with --digest the samples tell"
        }
        guard let touched else { return nil }
        guard parameters.computesDigest, let digest = input.samplesSHA256 else { return touched }
        guard let volume = try? Volume.open(path, options: parameters.reading, threads: parameters.threads),
            try samplesSHA256(of: volume, progress: progress) == digest
        else { return "the samples have changed" }
        return nil
    }
}

extension ResultDocument.File {
    init(_ file: SourceFile) {
        self.init(path: file.path, bytes: file.bytes, modified: file.modified, changed: file.changed)
    }

    /// The files that have a say in a result besides the slices.
    ///
    /// - Parameter first: the first slice's path; nil where the samples are not of files.
    static func neighbours(of first: String?, interface: InterfaceRequest) -> [Self] {
        var files = first.map { Volume.neighbours(of: $0) } ?? []
        if case .heightMap(let path) = interface, let map = SourceFile(of: path) { files.append(map) }
        return files.map { .init($0) }
    }
}
