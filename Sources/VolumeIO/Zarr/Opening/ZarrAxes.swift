import VoxelCore

/// Which samples of an array make up the volume: its last three axes, z, y, x, at one place of those before them.
struct ZarrAxes {
    let shape: VolumeShape
    /// The place along each axis before the last three.
    let leading: [Int]

    /// - Parameters:
    ///   - names: of all axes; nil where none are told: then the last three are z, y, x.
    ///   - types: `space`, `channel` or `time`, where they are told.
    ///   - channels: their names.
    /// - Throws: `SimstripError` of kind `data` for axes that are no volume's or in another order, and where several channels
    ///   or time points are there of which none was chosen; of kind `usage` where the one chosen is not there.
    init(
        of array: ZarrArray, names: [String?]?, types: [String?]? = nil, channels: [String?] = [],
        options: ReadingOptions
    ) throws(SimstripError) {
        let place = "'\(array.folder)'"
        let extents = array.extents
        let known = (names ?? []).map { $0?.lowercased() ?? "" }
        let list = extents.map(String.init).joined(separator: " × ")
        if let names {
            guard names.count == extents.count else {
                throw .data(
                    "\(place) is damaged: \(names.count) axes are named (\(known.joined(separator: ", "))), it has"
                        + " \(extents.count) (\(list))")
            }
            let space = known.filter { ["z", "y", "x"].contains($0) }
            guard space != ["y", "x"] else {
                throw .data("\(place) is an image of \(list), not a volume: it has no axis z")
            }
            // Without the usual names it is as if there were none.
            guard space.isEmpty || known.suffix(3).elementsEqual(["z", "y", "x"]) else {
                throw .data(
                    "\(place) has the axes \(known.joined(separator: ", ")); z, y, x, in this order behind all others, are"
                        + " read: write it again with its axes transposed")
            }
        }
        guard extents.count >= 3 else {
            throw .data("\(place) is no volume (\(array.words)): three axes (z, y, x) are needed")
        }
        let last = extents.suffix(3).map { $0 }
        let (pixels, a) = last[1].multipliedReportingOverflow(by: last[2])
        let (samples, b) = pixels.multipliedReportingOverflow(by: last[0])
        let (_, c) = samples.multipliedReportingOverflow(by: 8)
        guard extents.allSatisfy({ $0 > 0 }) else {
            throw .data("\(place) is an array of \(list), which holds no samples")
        }
        guard !a, !b, !c, last[0] <= RawDescription.mostSlices else {
            throw .data("\(place) is damaged: \(list) cannot be its extents")
        }
        shape = VolumeShape(slices: last[0], rows: last[1], columns: last[2])
        var leading: [Int] = []
        var chosen = (channel: false, frame: false)
        for (axis, extent) in extents.dropLast(3).enumerated() {
            let type = types.flatMap { $0[axis] } ?? ""
            let name = names == nil ? "" : known[axis]
            if type == "channel" || name == "c" || name == "channel" {
                chosen.channel = true
                let labels =
                    channels.count == extent ? channels.map { $0 ?? "without a name" }.joined(separator: ", ") : ""
                leading.append(
                    try ZarrAxes.choose(options.channel, of: extent, "--channel", "channels", labels, place))
            } else if type == "time" || name == "t" || name == "time" {
                chosen.frame = true
                leading.append(try ZarrAxes.choose(options.frame, of: extent, "--frame", "time points", "", place))
            } else {
                guard extent == 1 else {
                    throw .data(
                        "\(place) is no volume (\(list)): before z, y, x its axis \(name.isEmpty ? "\(axis)" : "'\(name)'") is"
                            + " \(extent) long, 1 is read; write the volume that is meant as an array of its own")
                }
                leading.append(0)
            }
        }
        if !chosen.channel { _ = try ZarrAxes.choose(options.channel, of: 1, "--channel", "channels", "", place) }
        if !chosen.frame { _ = try ZarrAxes.choose(options.frame, of: 1, "--frame", "time points", "", place) }
        self.leading = leading
    }

    private static func choose(
        _ choice: Int?, of count: Int, _ option: String, _ what: String, _ labels: String, _ place: String
    ) throws(SimstripError) -> Int {
        if let choice {
            guard (0..<count).contains(choice) else {
                throw .usage("\(option) \(choice) does not exist: \(place) has \(count) \(what), counted from 0")
            }
            return choice
        }
        guard count == 1 else {
            throw .data(
                "\(place) has \(count) \(what)\(labels.isEmpty ? "" : " (\(labels))"); choose one with \(option) 0 …"
                    + " \(count - 1)")
        }
        return 0
    }
}
