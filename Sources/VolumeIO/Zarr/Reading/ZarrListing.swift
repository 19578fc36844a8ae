import Glibc
import VoxelCore

/// The files of chunks that are there, as their folders list them.
struct ZarrListing {
    /// Of each its index among all that may be there, the last axis fastest; in no order.
    private(set) var indices: [Int] = []
    private let counts: [Int]

    /// - Parameter counts: of the files along each axis, whose product is a number.
    /// - Throws: `SimstripError` of kind `missingInput` where a folder cannot be read.
    init(of array: ZarrArray, counts: [Int]) throws(SimstripError) {
        self.counts = counts
        let keys = array.keys
        if keys.separator == "/" {
            try list(FilePath.joined(array.folder, String(keys.prefix.dropLast())), axis: 0, index: 0)
        } else {
            let prefix = Array(keys.prefix.utf8)
            var found: [Int] = []
            try ZarrListing.forEachName(in: array.folder) { name throws(SimstripError) in
                guard name.starts(with: prefix) else { return }
                var (rest, index) = (name.dropFirst(prefix.count), 0)
                for (axis, count) in counts.enumerated() {
                    guard let number = ZarrListing.number(&rest, below: count) else { return }
                    index = index * count + number
                    if axis < counts.count - 1, rest.popFirst() != UInt8(ascii: ".") { return }
                }
                if rest.isEmpty { found.append(index) }
            }
            indices = found
        }
    }

    /// The files below a folder of an axis.
    private mutating func list(_ folder: String, axis: Int, index: Int) throws(SimstripError) {
        var (files, folders): ([Int], [Int]) = ([], [])
        let count = counts[axis]
        let isLast = axis == counts.count - 1
        try ZarrListing.forEachName(in: folder) { name throws(SimstripError) in
            var rest = name
            guard let number = ZarrListing.number(&rest, below: count), rest.isEmpty else { return }
            if isLast { files.append(index * count + number) } else { folders.append(number) }
        }
        indices += files
        for number in folders {
            try list(FilePath.joined(folder, "\(number)"), axis: axis + 1, index: index * count + number)
        }
    }

    /// A number at the beginning of a name, as it is written for a chunk.
    private static func number(_ name: inout ArraySlice<UInt8>, below limit: Int) -> Int? {
        let digits = name.prefix { $0 >= 0x30 && $0 <= 0x39 }
        guard let first = digits.first, first != 0x30 || digits.count == 1, digits.count < 19 else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        name = name[digits.endIndex...]
        return number < limit ? number : nil
    }

    /// Calls for every name in a folder; for none where it is not there.
    private static func forEachName(
        in folder: String, _ body: (ArraySlice<UInt8>) throws(SimstripError) -> Void
    ) throws(SimstripError) {
        guard let stream = opendir(folder) else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { return }
            throw .missingInput("cannot read the folder '\(folder)': \(describe(errno: code))")
        }
        defer { closedir(stream) }
        while true {
            // Only errno tells a failure from the end.
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in Array(bytes.prefix { $0 != 0 }) }
            try body(name[...])
        }
        guard errno == 0 else {
            throw .missingInput("cannot read the folder '\(folder)' to its end: \(describe(errno: errno))")
        }
    }
}
