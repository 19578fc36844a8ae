import VoxelCore

/// Which images of a file with channels, slices and time points make up the volume.
struct PlaneSelection {
    let channels: Range<Int>
    let frames: Range<Int>
    /// Set where channels or time points are taken as slices.
    let warning: Warning?

    /// Chooses a channel and a time point.
    ///
    /// Many stacks are labelled wrongly: tifffile calls the slices of an uncalibrated stack channels, ImageJ may call
    /// them time points. Where only one of the three counts is above 1, its images are the slices, and a warning says
    /// so.
    ///
    /// - Throws: `SimstripError` of kind `data` where there are several and none was chosen, of kind `usage` where
    ///   the one chosen is not there.
    init(channels: Int, slices: Int, frames: Int, options: ReadingOptions, place: Place) throws(SimstripError) {
        if slices == 1 && channels > 1 && frames == 1 && options.channel == nil {
            self.channels = 0..<channels
            warning = PlaneSelection.readAsSlices(channels, "channels", "--channel", place)
        } else {
            let channel = try PlaneSelection.choose(
                options.channel, of: channels, option: "--channel", what: "channels", place: place)
            self.channels = channel..<channel + 1
            warning =
                slices == 1 && channels == 1 && frames > 1 && options.frame == nil
                ? PlaneSelection.readAsSlices(frames, "time points", "--frame", place) : nil
        }
        if warning != nil && frames > 1 {
            self.frames = 0..<frames
        } else {
            let frame = try PlaneSelection.choose(
                options.frame, of: frames, option: "--frame", what: "time points", place: place)
            self.frames = frame..<frame + 1
        }
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

    private static func readAsSlices(_ count: Int, _ what: String, _ option: String, _ place: Place) -> Warning {
        Warning(
            "read_as_slices",
            "\(place) calls its \(count) images \(what); they were read as slices. For a single one give \(option)")
    }
}
