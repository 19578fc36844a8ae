import VoxelCore

/// What a batch is asked to do: its scans, and which of them are compared.
package struct Manifest: Sendable {
    /// The file's name, for messages.
    let name: String
    /// The scans in the order of the file, patterns expanded.
    package let scans: [ScanTask]
    /// The comparisons in the order of the file.
    package let comparisons: [Comparison]

    /// Two scans side by side, or a series of more.
    package struct Comparison: Sendable, Hashable {
        /// The names of the scans, the pristine one first; two at least.
        package let scans: [String]

        /// The folder of the comparison within the output.
        package var name: String { scans.joined(separator: "_vs_") }
    }

    /// The same manifest with one of its scans, and without comparisons.
    ///
    /// - Throws: `SimstripError` of kind `usage` where there is no scan of the name.
    package func only(_ name: String) throws(SimstripError) -> Manifest {
        guard let scan = scans.first(where: { $0.name == name }) else {
            throw .usage("the manifest has no scan '\(name)'; it has \(scans.map(\.name).joined(separator: ", "))")
        }
        return Manifest(name: self.name, scans: [scan], comparisons: [])
    }
}
