import VoxelCore

/// What a file holds, as far as it matters to who looks for a volume in it.
struct HDF5Contents {
    /// The value of an attribute or of a small dataset.
    struct Value {
        /// The object that has the attribute; of a dataset its own path.
        let path: String
        let name: String
        let numbers: [Double]
        /// nil where they are numbers.
        let text: String?
    }

    /// A link to a dataset of another file.
    struct ExternalLink {
        let path: String
        let file: String
        let target: String
    }

    private(set) var datasets: [HDF5Dataset] = []
    private(set) var attributes: [Value] = []
    /// Values of datasets whose name may tell the voxel size.
    private(set) var values: [Value] = []
    private(set) var links: [ExternalLink] = []
    private(set) var unreadable: [(path: String, reason: String)] = []
    /// Whether all of it was looked at.
    private(set) var isComplete = false

    /// Reads the answer about a file.
    ///
    /// - Returns: nil where it is not an answer.
    init?(_ answer: consuming HDF5Answer) {
        while var line = answer.next() {
            switch line.word() {
            case "d":
                guard let dataset = line.dataset() else { return nil }
                datasets.append(dataset)
            case "a":
                guard let value = Value(&line) else { return nil }
                attributes.append(value)
            case "v":
                guard let value = Value(&line) else { return nil }
                values.append(value)
            case "x":
                guard let path = line.text(), let file = line.text(), let target = line.text() else { return nil }
                links.append(ExternalLink(path: path, file: file, target: target))
            case "u":
                guard let path = line.text(), let reason = line.text() else { return nil }
                unreadable.append((path, reason))
            case ".":
                isComplete = line.word() == "complete"
                return
            default: return nil
            }
        }
        return nil
    }

    /// The text of an object's attribute.
    func text(of name: String, at path: String) -> String? {
        attributes.first { $0.path == path && $0.name == name }?.text
    }
}

extension HDF5Contents.Value {
    fileprivate init?(_ line: inout HDF5Answer.Line) {
        guard let path = line.text(), let name = line.text(), let kind = line.word() else { return nil }
        (self.path, self.name) = (path, name)
        text = kind == "s" ? line.text() : nil
        numbers = kind == "n" ? line.values() : []
    }
}
