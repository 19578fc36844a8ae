/// All options of one scan, in the order in which help and messages list them.
package enum ScanOptions {
    /// How a volume is stripped.
    package static let stripping: [any ScanOption.Type] = [
        VoxelSizeOption.self, AxisOption.self, ElectrodeOption.self, RegionOption.self, LayersOption.self,
        ThicknessOption.self, InterfaceOption.self, ContrastOption.self, LayersFollowOption.self,
        SegmentationOption.self, BandOption.self, NaThresholdOption.self, VoidThresholdOption.self, DenoiseOption.self,
        MinDomainOption.self, MapsOption.self, LabelsOption.self, DigestOption.self, ThresholdSweepOption.self,
        ThreadsOption.self,
    ]

    /// How its files are read.
    package static let reading: [any ScanOption.Type] = [
        AllowGapsOption.self, AllowGreyRGBOption.self, ChannelOption.self, FrameOption.self, MemoryLimitOption.self,
    ]

    /// Both.
    package static let all = stripping + reading

    /// Those that say how a scan is stripped, as opposed to where and what is written of it.
    package static var ofMethod: [any ScanOption.Type] { all.filter { $0.bearing == .method } }

    /// The option of a name; nil where there is none.
    package static func named(_ name: String) -> (any ScanOption.Type)? { all.first { $0.name == name } }
}
