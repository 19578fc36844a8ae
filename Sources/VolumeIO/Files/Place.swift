import VoxelCore

/// Where in the input something was found, as messages name it.
struct Place: Sendable, CustomStringConvertible {
    /// The index along z, once it is known.
    var slice: Int?
    /// The file.
    var path: String
    /// The page within the file, from 0, if the file has several.
    var page: Int?

    var description: String {
        let name = FilePath.last(of: path)
        return switch (slice, page) {
        case (let slice?, let page?): "slice \(slice) (page \(page) of \(name))"
        case (let slice?, nil): "slice \(slice) (\(name))"
        case (nil, let page?): "page \(page) of \(name)"
        case (nil, nil): name
        }
    }
}

/// What to do with a file that ends too early, as the end of a message.
let adviceForTruncated = "; copy it again from where it came, or reconstruct it again"
