import VoxelCore

/// Which pages of an array of more than three dimensions make up the volume.
struct ArrayPages {
    /// Indices of the series' pages, in the order of the slices.
    let chosen: [Int]
    let warning: Warning?

    /// Chooses a channel and a time point.
    ///
    /// Z counts slices. Where no axis is called so, the last that is called neither T nor C does. T is for `--frame`, C
    /// for `--channel`; the first axis without such a name takes the place of T, a second that of C.
    ///
    /// - Throws: `SimstripError` of kind `data` where a choice is needed, or pages are missing; of kind `usage` where
    ///   what was chosen is not there.
    init(_ shape: ArrayShape, pages: Int, options: ReadingOptions, place: Place) throws(SimstripError) {
        guard let dimensions = shape.dimensions(ofPages: pages) else {
            guard shape.promisedPages < pages, shape.extents.count <= 3 else {
                throw .data(
                    "\(place) has \(pages) pages, but says that it is an array of \(shape.text); it is incomplete, or pages"
                        + " were added. Write it again with all its pages")
            }
            chosen = Array(0..<pages)
            warning = Warning(
                "image_count", "\(place) says it is an array of \(shape.text), its \(pages) pages were read")
            return
        }
        var roles: [Int: Role] = [:]
        for (index, dimension) in dimensions.enumerated() {
            switch dimension.axis {
            case "Z" where !roles.values.contains(.slice): roles[index] = .slice
            case "T" where !roles.values.contains(.frame): roles[index] = .frame
            case "C" where !roles.values.contains(.channel): roles[index] = .channel
            default: break
            }
        }
        if !roles.values.contains(.slice), let last = dimensions.indices.last(where: { roles[$0] == nil }) {
            roles[last] = .slice
        }
        for index in dimensions.indices where roles[index] == nil {
            guard let role = [Role.frame, .channel].first(where: { !roles.values.contains($0) }) else {
                throw .data(
                    "\(place) is an array of \(shape.text), more than slices, channels and time points; write the volume"
                        + " that you mean into a file of its own")
            }
            roles[index] = role
        }
        func count(_ role: Role) -> Int {
            dimensions.indices.first { roles[$0] == role }.map { dimensions[$0].count } ?? 1
        }
        let selection: PlaneSelection
        do {
            selection = try PlaneSelection(
                channels: count(.channel), slices: count(.slice), frames: count(.frame), options: options, place: place)
        } catch {
            throw SimstripError(error.kind, "\(error.message) (an array of \(shape.text))")
        }
        warning = selection.warning
        var stride: [Role: Int] = [:]
        var step = 1
        for index in dimensions.indices.reversed() {
            if let role = roles[index] { stride[role] = step }
            step *= dimensions[index].count
        }
        func offset(_ role: Role, _ index: Int) -> Int { (stride[role] ?? 0) * index }
        var chosen: [Int] = []
        for frame in selection.frames {
            for slice in 0..<count(.slice) {
                for channel in selection.channels {
                    chosen.append(offset(.frame, frame) + offset(.slice, slice) + offset(.channel, channel))
                }
            }
        }
        self.chosen = chosen
    }

    private enum Role { case slice, channel, frame }
}
