import VoxelCore

/// What an HDF5 file says of the voxel size of one of its datasets.
enum HDF5VoxelSizes {
    /// The claims, the nearest to the dataset first.
    ///
    /// Read are attributes of the dataset and of the groups it lies in, datasets beside it, and what nabu keeps in its
    /// process's configuration, if they are called `voxel_size`, `pixel_size`, `element_size` or `spacing`. The unit is the
    /// end of the name (`voxel_size_cm`), or the attribute `units` of a dataset, or an attribute beside
    /// (`voxel_size_units`); without one there is no size. Last comes the command line that tomocupy leaves as an attribute.
    static func claims(of dataset: String, in contents: HDF5Contents) -> [VoxelSizeClaim] {
        var owners = [dataset]
        var group = FilePath.folder(of: dataset)
        while group != "/", owners.count < 32 {
            owners.append(group)
            group = FilePath.folder(of: group)
        }
        owners.append("/")
        var claims: [VoxelSizeClaim] = []
        for owner in owners {
            for attribute in contents.attributes where attribute.path == owner {
                guard let name = SizeName(attribute.name) else { continue }
                let unit = ["_units", "_unit"].lazy.compactMap { contents.text(of: attribute.name + $0, at: owner) }
                    .first
                claims.append(claim(attribute, name, unit: unit, source: "\(owner)@\(attribute.name)"))
            }
            guard owner != dataset else { continue }
            claims += values(in: owner, of: contents)
        }
        let ending = "/results/data"
        if dataset.hasSuffix(ending) {
            let process = String(dataset.dropLast(ending.count))
            claims += values(in: process + "/configuration/processing_options/reconstruction", of: contents)
        }
        if let command = contents.text(of: "command", at: dataset),
            let claim = NeighbouringFiles.reconstructionClaim(in: command, named: "\(dataset)@command")
        {
            claims.append(claim)
        }
        return claims
    }

    /// The claims of small datasets in a group; nabu keeps the voxel's size beside that of the detector's pixel.
    private static func values(in group: String, of contents: HDF5Contents) -> [VoxelSizeClaim] {
        let found = contents.values.compactMap { value -> (HDF5Contents.Value, SizeName)? in
            guard FilePath.folder(of: value.path) == group, let name = SizeName(value.name) else { return nil }
            return (value, name)
        }
        return found.sorted { $0.1.isOfVoxel && !$1.1.isOfVoxel }.map { value, name in
            let unit = ["units", "unit"].lazy.compactMap { contents.text(of: $0, at: value.path) }.first
            return claim(value, name, unit: unit, source: value.path)
        }
    }

    private static func claim(
        _ value: HDF5Contents.Value, _ name: SizeName, unit: String?, source: String
    ) -> VoxelSizeClaim {
        let numbers = value.text.map { [Double($0) ?? .nan] } ?? value.numbers
        guard let unit = name.unit ?? unit else { return .unreadable(source, "it names no unit") }
        guard let micrometres = Length.micrometres(perUnit: unit) else {
            return .unreadable(source, "'\(unit)' is no unit of length that is known")
        }
        let edges = numbers.map { VoxelSizeClaim.micrometres($0, per: micrometres) }
        switch edges.count {
        case 1: return VoxelSizeClaim(source, x: edges[0], y: edges[0], z: edges[0], missing: .asInSlice)
        case 3 where name.isInOrder || (edges.max() ?? 0) - (edges.min() ?? 0) <= 1e-3 * (edges.max() ?? 0):
            return VoxelSizeClaim(source, x: edges[2], y: edges[1], z: edges[0], missing: .asInSlice)
        case 3:
            return .unreadable(
                source,
                "its three edges differ, and it does not tell which is z: \(edges.map { "\($0)" }.joined(separator: ", ")) um"
            )
        default: return .unreadable(source, "it holds \(edges.count) numbers, one or three are needed")
        }
    }

    /// A name that promises a voxel size.
    private struct SizeName {
        /// The unit at its end.
        let unit: String?
        let isOfVoxel: Bool
        /// Whether three numbers are z, y, x by convention: Fiji's `element_size_um`.
        let isInOrder: Bool

        init?(_ name: String) {
            let words = name.lowercased().split { $0 == "_" || $0 == "-" || $0 == " " }.map(String.init)
            let beginnings = [
                ["voxel", "size"], ["voxelsize"], ["pixel", "size"], ["pixelsize"], ["element", "size"],
                ["voxel", "spacing"],
                ["spacing"],
            ]
            guard let beginning = beginnings.first(where: { words.starts(with: $0) }),
                words.count <= beginning.count + 1
            else { return nil }
            unit = words.count > beginning.count ? words.last : nil
            if let unit, Length.micrometres(perUnit: unit) == nil { return nil }
            isOfVoxel = !beginning[0].hasPrefix("pixel")
            isInOrder = beginning == ["element", "size"]
        }
    }
}
