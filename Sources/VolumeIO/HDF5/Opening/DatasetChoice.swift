import VoxelCore

/// Which dataset of a file is meant where none is named.
enum DatasetChoice {
    /// The dataset to read.
    ///
    /// Where several could be meant, that of a known writer is taken if there is just one: `/exchange/data` (Data Exchange,
    /// tomocupy), `…/reconstruction/results/data` (nabu), `…/final_result_tomo/data` (Savu), `/data` (httomo), or the one
    /// that a NeXus file names as its default.
    ///
    /// - Throws: `SimstripError` of kind `data` where there is none, or more than one.
    static func dataset(of contents: HDF5Contents, in file: String) throws(SimstripError) -> String {
        let candidates = contents.datasets.filter(\.isVolume)
        let reconstructions = candidates.filter { !isMeasurement($0, in: contents) }
        guard let first = reconstructions.first else {
            throw .data(nothing(in: contents, file: file, measurements: candidates))
        }
        if reconstructions.count == 1 { return first.path }
        for known in [isOfKnownWriter, { isDefault($0, in: contents) }] as [(HDF5Dataset) -> Bool] {
            let found = reconstructions.filter(known)
            if found.count == 1 { return found[0].path }
        }
        throw .data(
            "'\(file)' holds \(reconstructions.count) volumes; give one of them:\n"
                + list(reconstructions, of: file))
    }

    /// The candidates that were not taken, for `info`.
    static func others(than chosen: String, in contents: HDF5Contents) -> [HDF5Dataset] {
        contents.datasets.filter { $0.isVolume && $0.path != chosen }
    }

    private static func list(_ datasets: [HDF5Dataset], of file: String) -> String {
        datasets.prefix(12).map { "  '\(file):\($0.path)'  \($0.words)" }.joined(separator: "\n")
            + (datasets.count > 12 ? "\n  …" : "")
    }

    private static func isOfKnownWriter(_ dataset: HDF5Dataset) -> Bool {
        dataset.path == "/exchange/data" || dataset.path == "/data"
            || dataset.path.hasSuffix("/reconstruction/results/data")
            || dataset.path.hasSuffix("/final_result_tomo/data")
    }

    /// Whether the default attributes of a NeXus file lead to a dataset.
    private static func isDefault(_ dataset: HDF5Dataset, in contents: HDF5Contents) -> Bool {
        var group = "/"
        for _ in 0..<8 {
            if let signal = contents.text(of: "signal", at: group) {
                return FilePath.joined(group, signal) == dataset.path
            }
            guard let next = contents.text(of: "default", at: group) else { return false }
            group = next.hasPrefix("/") ? next : FilePath.joined(group, next)
        }
        return false
    }

    /// Whether a dataset is what a detector measured, not what was reconstructed of it: there are angles, or frames without
    /// the sample, beside it.
    private static func isMeasurement(_ dataset: HDF5Dataset, in contents: HDF5Contents) -> Bool {
        let group = FilePath.folder(of: dataset.path)
        let name = FilePath.last(of: dataset.path)
        if ["data_white", "data_dark", "flats", "darks"].contains(name) { return true }
        if contents.text(of: "NX_class", at: group) == "NXdetector" { return true }
        return ["theta", "data_white", "data_dark", "rotation_angle", "image_key"].contains { sign in
            contents.datasets.contains { $0.path == FilePath.joined(group, sign) }
        }
    }

    private static func nothing(in contents: HDF5Contents, file: String, measurements: [HDF5Dataset]) -> String {
        if let first = measurements.first {
            return "'\(file)' holds projections or frames of a detector, not a reconstruction: '\(first.path)'"
                + " (\(first.words)); reconstruct it first, or give '\(file):\(first.path)' if that is the volume after all"
        }
        if let link = contents.links.first {
            return
                "'\(file)' holds no volume of its own, but links to other files, which are not followed; give the one that"
                + " holds the volume, for instance '\(link.file):\(link.target)'"
        }
        let found = contents.datasets.prefix(6).map { "\n  \($0.path)  \($0.words)" }.joined()
        let damaged = contents.unreadable.prefix(3).map { "\n  \($0.path)  cannot be read (libhdf5: \($0.reason))" }
            .joined()
        return
            "'\(file)' holds no volume of grey values: a dataset of three axes (z, y, x), of integers of 8, 16 or 32 bits or"
            + " floating point of 16, 32 or 64; "
            + (found.isEmpty && damaged.isEmpty
                ? "it holds no dataset at all; give the file that holds the reconstruction"
                : "give the file that holds the reconstruction. It holds\(found)\(damaged)"
                    + (contents.datasets.count > 6 ? "\n  …" : ""))
            + (contents.isComplete ? "" : "\n  and more than was looked at; give the dataset as '\(file):/path'")
    }
}
