import VoxelCore

/// What the OME-XML in a file's first page says of its first image.
struct OMEMetadata: Sendable {
    /// One block of planes: which planes lie on which pages of which file.
    struct Block: Sendable {
        var firstZ = 0
        var firstC = 0
        var firstT = 0
        var page = 0
        /// The number of planes; nil for all there are.
        var count: Int?
        /// The file's name; nil for the file that holds the text.
        var file: String?
    }

    let sizeX: Int
    let sizeY: Int
    let sizeZ: Int
    let sizeC: Int
    let sizeT: Int
    /// The order of the dimensions after X and Y, the fastest first: `ZCT`, for instance.
    let order: String
    let blocks: [Block]
    /// The number of images; all but the first are not read.
    let imageCount: Int
    /// The edges of a voxel in µm, as far as they are given.
    let physicalSize: (x: Double?, y: Double?, z: Double?)

    /// Reads OME-XML.
    ///
    /// - Returns: nil for a text that is not OME-XML.
    /// - Throws: `SimstripError` of kind `data` where it is, but does not describe a volume.
    init?(parsing description: String, place: Place) throws(SimstripError) {
        guard XMLStartTags(description).first(where: { !$0.isEnd })?.name == "OME" else { return nil }
        var images = 0
        var pixels: [String: String]?
        var blocks: [Block] = []
        var isInPixels = false
        var metadataFile: String?
        for tag in XMLStartTags(description) {
            switch (tag.name, tag.isEnd) {
            case ("BinaryOnly", false): metadataFile = tag.attributes["MetadataFile"]
            case ("Image", false): images += 1
            case ("Pixels", false) where images == 1 && pixels == nil:
                pixels = tag.attributes
                isInPixels = !tag.isEmpty
            case ("Pixels", true): isInPixels = false
            case ("TiffData", false) where isInPixels: blocks.append(OMEMetadata.block(tag.attributes))
            case ("UUID", false) where isInPixels && !blocks.isEmpty:
                blocks[blocks.count - 1].file = tag.attributes["FileName"]
            default: break
            }
        }
        if let metadataFile, pixels == nil {
            throw .data("\(place) keeps its OME metadata in '\(metadataFile)'; give that file")
        }
        guard let pixels else { return nil }
        func size(_ key: String) throws(SimstripError) -> Int {
            guard let value = pixels[key].flatMap({ Int($0) }), value > 0 else {
                throw .data("\(place) has OME metadata without a valid \(key)")
            }
            return value
        }
        sizeX = try size("SizeX")
        sizeY = try size("SizeY")
        sizeZ = try size("SizeZ")
        sizeC = try size("SizeC")
        sizeT = try size("SizeT")
        let dimensions = pixels["DimensionOrder"] ?? "XYZCT"
        guard dimensions.hasPrefix("XY"), dimensions.dropFirst(2).sorted() == ["C", "T", "Z"] else {
            throw .data("\(place) has the unknown OME dimension order '\(dimensions)'")
        }
        order = String(dimensions.dropFirst(2))
        self.blocks = blocks.isEmpty ? [Block()] : blocks
        imageCount = images
        func edge(_ axis: String) -> Double? {
            guard let value = pixels["PhysicalSize\(axis)"].flatMap({ Double($0) }), value > 0, value.isFinite,
                let scale = Length.micrometres(perUnit: pixels["PhysicalSize\(axis)Unit"] ?? "µm")
            else { return nil }
            return micrometres(value, scale: scale)
        }
        physicalSize = (edge("X"), edge("Y"), edge("Z"))
    }

    private static func block(_ attributes: [String: String]) -> Block {
        func number(_ key: String) -> Int? { attributes[key].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
        return Block(
            firstZ: number("FirstZ") ?? 0, firstC: number("FirstC") ?? 0, firstT: number("FirstT") ?? 0,
            page: number("IFD") ?? 0,
            // One plane where the page is named, otherwise all of the file.
            count: number("PlaneCount") ?? (attributes["IFD"] == nil ? nil : 1))
    }

    /// The voxel size, and whether z had to be taken from x.
    var voxelSize: (size: VoxelSize, assumesZ: Bool)? {
        guard let x = physicalSize.x, let y = physicalSize.y else { return nil }
        return VoxelSize.fromMetadata(x: x, y: y, z: physicalSize.z)
    }

    /// Where the planes of channels and time points are, each with all its slices one after the other.
    ///
    /// - Parameter pageCount: the number of pages of a file, nil for the one that holds the text.
    /// - Throws: `SimstripError` of kind `data` where a plane is not there.
    func planes(
        channels: Range<Int>, frames: Range<Int>, place: Place, pageCount: (String?) throws -> Int
    ) throws -> [(file: String?, page: Int)] {
        struct Position: Hashable {
            let frame: Int
            let channel: Int
            let slice: Int
        }
        var found: [Position: (file: String?, page: Int)] = [:]
        var visited = 0
        for block in blocks {
            guard block.firstZ < sizeZ, block.firstC < sizeC, block.firstT < sizeT else { continue }
            let pages = try pageCount(block.file)
            guard block.page < pages else { continue }
            let last = block.page + min(block.count ?? pages, pages - block.page)
            visited += last - block.page
            guard visited <= OMEMetadata.largestPlaneCount else {
                throw SimstripError.data("\(place) is damaged: its OME metadata counts the same planes over and over")
            }
            var (z, c, t) = (block.firstZ, block.firstC, block.firstT)
            for page in block.page..<last {
                let position = Position(frame: t, channel: c, slice: z)
                if channels.contains(c) && frames.contains(t) && found[position] == nil {
                    found[position] = (block.file, page)
                }
                guard advance(&z, &c, &t) else { break }
            }
        }
        var planes: [(file: String?, page: Int)] = []
        for frame in frames {
            for channel in channels {
                for slice in 0..<sizeZ {
                    guard let plane = found[Position(frame: frame, channel: channel, slice: slice)] else {
                        throw SimstripError.data(
                            "\(place) promises \(sizeZ) slices in its OME metadata, but slice \(slice) of channel"
                                + " \(channel) at time point \(frame) is on no page; the file or the set is incomplete")
                    }
                    planes.append(plane)
                }
            }
        }
        return planes
    }

    private static let largestPlaneCount = 20_000_000

    /// Goes to the next plane in the dimension order.
    ///
    /// - Returns: false behind the last.
    private func advance(_ z: inout Int, _ c: inout Int, _ t: inout Int) -> Bool {
        for dimension in order {
            switch dimension {
            case "Z":
                z += 1
                if z < sizeZ { return true }
                z = 0
            case "C":
                c += 1
                if c < sizeC { return true }
                c = 0
            default:
                t += 1
                if t < sizeT { return true }
                t = 0
            }
        }
        return false
    }
}
