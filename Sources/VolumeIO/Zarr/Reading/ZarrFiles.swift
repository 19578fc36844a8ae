import Glibc
import VoxelCore

/// The files of an array's chunks, or of its shards: which are there, and how large they are.
struct ZarrFiles: Sendable {
    /// The bytes of every file in the order of the chunks, the last axis fastest; below 0 where there is none.
    let bytes: [Int]
    /// The folder of the array as one: the bytes of all files, and the latest of their times.
    ///
    /// A folder has as many files as a volume has chunks; nobody wants them listed.
    let identity: SourceFile
    /// The number of files along each axis.
    let counts: [Int]

    /// So many are looked at in one go.
    private static let blockSize = 4096

    /// Looks at every file that an array may have.
    ///
    /// - Parameter threads: how many look.
    /// - Throws: `SimstripError` of kind `data` where there are too many, or one is no regular file, of kind `missingInput`
    ///   where one may not be looked at.
    init(of array: ZarrArray, threads: Int) throws {
        let counts = zip(array.extents, array.fileExtents).map { ($0 - 1) / $1 + 1 }
        var total = 1
        for count in counts {
            let (product, overflow) = total.multipliedReportingOverflow(by: max(0, count))
            guard !overflow, product <= BoxGrid.mostBoxes else {
                throw SimstripError.data(
                    "'\(array.folder)' has more than \(BoxGrid.mostBoxes) chunks; write it in larger ones, or in shards"
                )
            }
            total = product
        }
        // Asking for each that may be there would take long where few are.
        let there = try ZarrListing(of: array, counts: counts).indices
        let blocks = try concurrentMap(
            count: (there.count + ZarrFiles.blockSize - 1) / ZarrFiles.blockSize, threads: threads
        ) { block in
            let first = block * ZarrFiles.blockSize
            return try Block(there[first..<min(first + ZarrFiles.blockSize, there.count)], of: array, counts: counts)
        }
        var bytes = [Int](repeating: -1, count: total)
        for (index, size) in zip(there, blocks.lazy.flatMap(\.bytes)) { bytes[index] = size }
        self.bytes = bytes
        self.counts = counts
        var (sum, modified, changed) = (0, Instant(), Instant())
        for block in blocks {
            sum = sum.addingReportingOverflow(block.sum).partialValue
            modified = max(modified, block.modified)
            changed = max(changed, block.changed)
        }
        identity = SourceFile(
            path: array.folder, bytes: sum, modified: (modified.seconds, modified.nanoseconds),
            changed: (changed.seconds, changed.nanoseconds))
    }

    /// The path of a file.
    static func path(_ index: Int, of array: ZarrArray, counts: [Int]) -> String {
        FilePath.joined(array.folder, key(index, of: array, counts: counts))
    }

    /// Its path below the array.
    static func key(_ index: Int, of array: ZarrArray, counts: [Int]) -> String {
        var indices = counts
        var rest = index
        for axis in counts.indices.reversed() {
            indices[axis] = rest % counts[axis]
            rest /= counts[axis]
        }
        return array.keys.path(indices)
    }

    private struct Instant: Comparable {
        var seconds = 0
        var nanoseconds = 0
        static func < (a: Instant, b: Instant) -> Bool {
            (a.seconds, a.nanoseconds) < (b.seconds, b.nanoseconds)
        }
    }

    /// Files one behind the other.
    private struct Block {
        var bytes: [Int] = []
        var sum = 0
        var modified = Instant()
        var changed = Instant()

        init(_ indices: ArraySlice<Int>, of array: ZarrArray, counts: [Int]) throws(SimstripError) {
            bytes.reserveCapacity(indices.count)
            for index in indices {
                let path = ZarrFiles.path(index, of: array, counts: counts)
                var status = stat()
                guard stat(path, &status) == 0 else {
                    let code = errno
                    if code == ENOENT || code == ELOOP, let target = try? FolderEntries.target(of: path) {
                        throw .missingInput(
                            "'\(path)' is a link to '\(target)', which is not there; put the file there (of git-annex or"
                                + " datalad: 'git annex get')")
                    }
                    throw .missingInput("cannot look at '\(path)': \(describe(errno: code))")
                }
                guard status.st_mode & S_IFMT == S_IFREG else {
                    throw .data("'\(path)' is not a regular file, as the chunks of an array have to be; copy it again")
                }
                let size = Int(status.st_size)
                bytes.append(size)
                sum = sum.addingReportingOverflow(size).partialValue
                modified = max(
                    modified, Instant(seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec))
                changed = max(
                    changed, Instant(seconds: status.st_ctim.tv_sec, nanoseconds: status.st_ctim.tv_nsec))
            }
        }
    }
}
