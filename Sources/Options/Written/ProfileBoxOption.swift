import VoxelCore

package enum ProfileBoxOption: GreyOption {
    package static let name = "profile-box"
    package static let help = OptionHelp(
        "Rows and columns of the map that profile.csv is of, half open: r0:r1,c0:c1 (default: the whole map).", "ranges"
    )
    package static let standard: MapBoxRequest? = nil
    package static let bearing = OptionBearing.files

    package static func value(parsing text: String) throws(SimstripError) -> MapBoxRequest? {
        let box = try MapBoxRequest(parsing: text)
        return box.isWhole ? nil : box
    }

    package static func spelling(of value: MapBoxRequest?) -> JSONValue { .text(value?.description ?? ":,:") }
}

extension ScanParameters {
    /// The part of the map that the profile is of; nil for the whole map.
    public var profileBox: MapBoxRequest? {
        get { self[ProfileBoxOption.self] }
        set { self[ProfileBoxOption.self] = newValue }
    }
}
