import VoxelCore

/// What the attributes of a group say of the images in it: OME-Zarr 0.4 and those before, in `.zattrs`, and 0.5, in the
/// attributes of `zarr.json`.
struct OMEAttributes: Decodable {
    let images: [OMEMultiscales]
    /// The names of channels.
    let channels: [String?]
    /// Of 0.5; an image of before has its own.
    let version: String?

    private enum CodingKeys: String, CodingKey { case multiscales, omero, version, ome }

    /// `zarr.json` of a group.
    private struct Group: Decodable { let attributes: OMEAttributes? }

    private struct Display: Decodable {
        struct Channel: Decodable { let label: String? }
        let channels: [Channel]?
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let ome = try values.decodeIfPresent(OMEAttributes.self, forKey: .ome) {
            self = ome
        } else {
            images = try values.decodeIfPresent([OMEMultiscales].self, forKey: .multiscales) ?? []
            let display = try? values.decodeIfPresent(Display.self, forKey: .omero)
            channels = display?.channels?.map(\.label) ?? []
            version = try? values.decodeIfPresent(String.self, forKey: .version)
        }
    }

    /// Reads the attributes of a group.
    ///
    /// - Returns: nil where the folder has none; with the files that say it.
    /// - Throws: `SimstripError` of kind `data` where they are damaged.
    static func read(_ folder: String) throws(SimstripError) -> (attributes: OMEAttributes, files: [SourceFile])? {
        if let json = try ZarrJSON("zarr.json", in: folder) {
            guard try !json.decode(ZarrV3Node.self).isArray else { return nil }
            return try json.decode(Group.self).attributes.map { ($0, [json.file]) }
        }
        guard let json = try ZarrJSON(".zattrs", in: folder) else { return nil }
        let group = try ZarrJSON(".zgroup", in: folder)
        return (try json.decode(OMEAttributes.self), (group.map { [$0.file] } ?? []) + [json.file])
    }
}

/// An image at several levels.
struct OMEMultiscales: Decodable, Sendable {
    let axes: [Axis]?
    let levels: [Level]
    /// Of all levels.
    let transformations: [Transformation]
    let version: String?
    let name: String?

    private enum CodingKeys: String, CodingKey {
        case axes, version, name
        case levels = "datasets"
        case transformations = "coordinateTransformations"
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        axes = try values.decodeIfPresent([Axis].self, forKey: .axes)
        levels = try values.decode([Level].self, forKey: .levels)
        transformations = try values.decodeIfPresent([Transformation].self, forKey: .transformations) ?? []
        version = try? values.decodeIfPresent(String.self, forKey: .version)
        name = try? values.decodeIfPresent(String.self, forKey: .name)
    }

    /// An axis; of 0.3 its name alone.
    struct Axis: Decodable, Sendable {
        let name: String
        let type: String?
        let unit: String?

        private enum CodingKeys: String, CodingKey { case name, type, unit }

        init(from decoder: any Decoder) throws {
            if let name = try? decoder.singleValueContainer().decode(String.self) {
                (self.name, type, unit) = (name, nil, nil)
                return
            }
            let values = try decoder.container(keyedBy: CodingKeys.self)
            name = try values.decode(String.self, forKey: .name)
            type = try? values.decodeIfPresent(String.self, forKey: .type)
            unit = try? values.decodeIfPresent(String.self, forKey: .unit)
        }
    }

    /// An array that holds the image.
    struct Level: Decodable, Sendable {
        /// From the group of the image.
        let path: String
        let transformations: [Transformation]

        private enum CodingKeys: String, CodingKey {
            case path
            case transformations = "coordinateTransformations"
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            path = try values.decode(String.self, forKey: .path)
            transformations = try values.decodeIfPresent([Transformation].self, forKey: .transformations) ?? []
        }
    }

    /// From indices of samples to places in space.
    struct Transformation: Decodable, Sendable {
        let type: String
        /// An edge for each axis; nil where it is not told, or no numbers are.
        let scale: [Double]?

        private enum CodingKeys: String, CodingKey { case type, scale }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            type = try values.decode(String.self, forKey: .type)
            scale = try? values.decodeIfPresent([Double].self, forKey: .scale)
        }
    }
}
