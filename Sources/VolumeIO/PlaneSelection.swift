import VoxelCore

/// Which images of a file with channels, slices and time points make up the volume.
struct PlaneSelection {
    let channel: Int
    let frame: Int
    /// Whether the time points are taken as slices.
    let readsFramesAsSlices: Bool

    /// Chooses a channel and a time point.
    ///
    /// A stack of one slice at many times is a volume whose slices were saved as a time series, which happens to
    /// stacks without calibration: it is read as slices, and a warning says so.
    ///
    /// - Throws: ``SimstripError`` of kind `data` where there are several and none was chosen, of kind `usage` where
    ///   the one chosen is not there.
    init(channels: Int, slices: Int, frames: Int, options: ReadingOptions, place: Place) throws(SimstripError) {
        readsFramesAsSlices = slices == 1 && channels == 1 && frames > 1 && options.frame == nil
        channel = try PlaneSelection.choose(
            options.channel, of: channels, option: "--channel", what: "channels", place: place)
        frame =
            readsFramesAsSlices
            ? 0
            : try PlaneSelection.choose(
                options.frame, of: frames, option: "--frame", what: "time points", place: place)
    }

    private static func choose(
        _ choice: Int?, of count: Int, option: String, what: String, place: Place
    ) throws(SimstripError) -> Int {
        if let choice {
            guard (0..<count).contains(choice) else {
                throw .usage(
                    "\(option) \(choice) does not exist: \(place) has \(count) \(what), counted from 0")
            }
            return choice
        }
        guard count == 1 else {
            throw .data("\(place) has \(count) \(what); choose one with \(option) 0 … \(count - 1)")
        }
        return 0
    }
}

extension Warning {
    /// Time points that were read as slices.
    static func framesAsSlices(_ count: Int, place: Place) -> Warning {
        Warning(
            "frames_as_slices",
            "\(place) holds one slice at \(count) time points; they were read as \(count) slices")
    }
}
