import VoxelCore

package enum RegionOption: ScanOption {
    package static let name = "roi"
    package static let help = OptionHelp(
        "Region of interest z0:z1,y0:y1,x0:x1, half open; an empty end is the volume's.", "ranges")
    package static let standard: RegionRequest? = nil
    package static let bearing = OptionBearing.scan

    package static func value(parsing text: String) throws(SimstripError) -> RegionRequest? {
        try RegionRequest(parsing: text)
    }

    package static func spelling(of value: RegionRequest?) -> JSONValue { .text(value?.description ?? ":,:,:") }
}

extension ScanParameters {
    /// The part that is looked at; nil for the whole volume.
    public var roi: RegionRequest? {
        get { self[RegionOption.self] }
        set { self[RegionOption.self] = newValue }
    }
}
