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
    /// What it says of the voxel size; nil where it says nothing.
    let voxelSize: VoxelSizeClaim?

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
        for tag in XMLStartTags(description) {
            switch (tag.name, tag.isEnd) {
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
        voxelSize = OMEMetadata.voxelSizeClaim(ofPixels: pixels)
    }

    /// The file that holds the metadata instead of this text; nil where the text holds it.
    static func companion(in description: String) -> String? {
        guard description.contains("BinaryOnly") else { return nil }
        var tags = XMLStartTags(description)
        guard let root = tags.next(), !root.isEnd, root.name == "OME" else { return nil }
        while let tag = tags.next() {
            if tag.name == "Pixels" { return nil }
            if tag.name == "BinaryOnly", let name = tag.attributes["MetadataFile"] { return name }
        }
        return nil
    }

    /// The slices, channels and time points that OME-XML tells of in its first image; nil where it does not.
    static func planeCounts(in description: String) -> (slices: Int, channels: Int, frames: Int)? {
        guard description.contains("SizeZ") else { return nil }
        var tags = XMLStartTags(description)
        guard let root = tags.next(), !root.isEnd, root.name == "OME" else { return nil }
        while let tag = tags.next() {
            guard tag.name == "Pixels", !tag.isEnd else { continue }
            let counts = ["SizeZ", "SizeC", "SizeT"].compactMap { tag.attributes[$0].flatMap { Int($0) } }
            return counts.count == 3 ? (counts[0], counts[1], counts[2]) : nil
        }
        return nil
    }

    /// What OME-XML says of the voxel size of its first image; nil where the text is not OME-XML or says nothing.
    static func voxelSizeClaim(in description: String) -> VoxelSizeClaim? {
        guard description.contains("<") else { return nil }
        var tags = XMLStartTags(description)
        guard let root = tags.next(), !root.isEnd, root.name == "OME" else { return nil }
        while let tag = tags.next() {
            if tag.name == "Pixels" && !tag.isEnd { return voxelSizeClaim(ofPixels: tag.attributes) }
        }
        return nil
    }

    /// PhysicalSizeX, Y and Z with their units; µm where a unit is left out.
    private static func voxelSizeClaim(ofPixels pixels: [String: String]) -> VoxelSizeClaim? {
        let source = "OME"
        let axes = ["X", "Y", "Z"].map { "PhysicalSize" + $0 }
        let given = axes.filter { pixels[$0] != nil && !VoxelSizeClaim.isNoLength(pixels[$0 + "Unit"] ?? "µm") }
        guard !given.isEmpty else { return nil }
        guard given.contains(axes[0]), given.contains(axes[1]) else {
            return .unreadable(source, "it gives \(given.joined(separator: " and ")) alone")
        }
        var edges: [Double] = []
        for axis in given {
            let unit = pixels[axis + "Unit"] ?? "µm"
            guard let scale = Length.micrometres(perUnit: unit) else {
                return .unreadable(source, "the unit '\(unit)' of \(axis) is not one of length")
            }
            guard let value = pixels[axis].flatMap({ Double($0) }) else {
                return .unreadable(source, "\(axis) is '\(pixels[axis] ?? "")', not a number")
            }
            edges.append(micrometres(value, scale: scale))
        }
        return VoxelSizeClaim(
            source, x: edges[0], y: edges[1], z: edges.count > 2 ? edges[2] : nil, missing: .asInSlice)
    }

    private static func block(_ attributes: [String: String]) -> Block {
        func number(_ key: String) -> Int? { attributes[key].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil } }
        return Block(
            firstZ: number("FirstZ") ?? 0, firstC: number("FirstC") ?? 0, firstT: number("FirstT") ?? 0,
            page: number("IFD") ?? 0,
            // One plane where the page is named, otherwise all of the file.
            count: number("PlaneCount") ?? (attributes["IFD"] == nil ? nil : 1))
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
