import VoxelCore

/// What a batch is asked to do: its scans, and which of them are compared.
public struct Manifest: Sendable {
    /// The file's name, for messages.
    let name: String
    /// The scans in the order of the file, patterns expanded.
    public let scans: [ScanTask]
    /// The comparisons in the order of the file.
    public let comparisons: [Comparison]

    /// Two scans side by side.
    public struct Comparison: Sendable, Hashable {
        /// The name of the first, the pristine one.
        public let first: String
        /// The name of the second, the cycled one.
        public let second: String

        /// The folder of the comparison within the output.
        public var name: String { "\(first)_vs_\(second)" }
    }

    /// The same manifest with one of its scans, and without comparisons.
    ///
    /// - Throws: `SimstripError` of kind `usage` where there is no scan of the name.
    public func only(_ name: String) throws(SimstripError) -> Manifest {
        guard let scan = scans.first(where: { $0.name == name }) else {
            throw .usage("the manifest has no scan '\(name)'; it has \(scans.map(\.name).joined(separator: ", "))")
        }
        return Manifest(name: self.name, scans: [scan], comparisons: [])
    }
}
