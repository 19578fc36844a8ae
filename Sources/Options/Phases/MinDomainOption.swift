import VoxelCore

package enum MinDomainOption: ScanOption {
    package static let name = "min-domain"
    package static let help = OptionHelp("Na domains of fewer voxels become Li (default: 1, keep all).", "voxels")
    package static let standard = 1
    package static let bearing = OptionBearing.method

    package static func value(parsing text: String) throws(SimstripError) -> Int { try wholeNumber(text, from: 1) }

    package static func spelling(of value: Int) -> JSONValue { .integer(value) }
}

extension ScanParameters {
    /// Na domains of fewer voxels become Li; 1 keeps all.
    public var minimalDomain: Int {
        get { self[MinDomainOption.self] }
        set { self[MinDomainOption.self] = newValue }
    }
}
