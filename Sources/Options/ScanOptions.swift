/// All options of one scan, in the groups and the order in which help and messages list them: a group for each folder here.
package enum ScanOptions {
    /// Which voxels the layers are.
    package static let place = Group(
        "Where",
        [
            VoxelSizeOption.self, AxisOption.self, ElectrodeOption.self, RegionOption.self, InterfaceOption.self,
            ContrastOption.self,
        ])

    /// How many layers there are, and what of them is told.
    package static let amount = Group(
        "How much", [LayersOption.self, ThicknessOption.self, LayersFollowOption.self, BandOption.self])

    /// How phases are told apart.
    package static let phases = Group(
        "What is Li, Na, void",
        [
            SegmentationOption.self, CodesOption.self, NaThresholdOption.self, VoidThresholdOption.self,
            DenoiseOption.self, MinDomainOption.self,
        ])

    /// How its files are read.
    package static let reading = Group(
        "Reading",
        [
            RawOption.self, AllowGapsOption.self, AllowGreyRGBOption.self, ChannelOption.self, FrameOption.self,
            MemoryLimitOption.self,
        ])

    /// Which files are written.
    package static let written = Group(
        "What is written",
        [
            MapsOption.self, LabelsOption.self, DigestOption.self, ThresholdSweepOption.self, ProfileBoxOption.self,
            MapDistributionsOption.self,
        ])

    /// What no result depends on.
    package static let working = Group("While working", [ThreadsOption.self])

    /// Every group.
    package static let groups = [place, amount, phases, reading, written, working]

    /// Every option.
    package static let all = groups.flatMap(\.options)

    /// Those that say how a scan is stripped, as opposed to where and what is written of it.
    package static var ofMethod: [any ScanOption.Type] { all.filter { $0.bearing == .method } }

    /// The option of a name; nil where there is none.
    package static func named(_ name: String) -> (any ScanOption.Type)? { all.first { $0.name == name } }

    /// Options that have a say in the same thing.
    package struct Group: Sendable {
        /// What help calls it.
        package let title: String
        /// The options, in their order.
        package let options: [any ScanOption.Type]

        fileprivate init(_ title: String, _ options: [any ScanOption.Type]) {
            self.title = title
            self.options = options
        }
    }
}
