import ArgumentParser
import Options
import VoxelCore

/// How a volume is stripped: the options that every command that strips has, in the groups of ``ScanOptions``.
struct ScanArguments: ParsableArguments {
    @OptionGroup(title: PlaceList.group.title)
    var place: TypedOptions<PlaceList>

    @OptionGroup(title: AmountList.group.title)
    var amount: TypedOptions<AmountList>

    @OptionGroup(title: PhaseList.group.title)
    var phases: TypedOptions<PhaseList>

    @OptionGroup(title: ReadingList.group.title)
    var reading: TypedOptions<ReadingList>

    @OptionGroup(title: WrittenList.group.title)
    var written: TypedOptions<WrittenList>

    @OptionGroup(title: WorkingList.group.title)
    var working: TypedOptions<WorkingList>

    @Option(
        help: ArgumentHelp(
            "Options in YAML, by the same names, or the result.json of a run to repeat; the command line wins.",
            valueName: "FILE"))
    var config: String?

    /// The options of the command line, and of the configuration file where that is silent.
    ///
    /// - Throws: `SimstripError` where the file cannot be used.
    func settings() throws -> ScanSettings {
        let configured = try config.map { try ScanSettings(contentsOf: $0) } ?? ScanSettings()
        let typed = [
            place.settings, amount.settings, phases.settings, reading.settings, written.settings, working.settings,
        ]
        return configured.overridden(by: ScanSettings(together: typed))
    }
}

/// A group of the options of a scan.
protocol OptionList {
    static var group: ScanOptions.Group { get }
}

/// Which voxels the layers are.
enum PlaceList: OptionList { static var group: ScanOptions.Group { ScanOptions.place } }

/// How many layers there are.
enum AmountList: OptionList { static var group: ScanOptions.Group { ScanOptions.amount } }

/// How phases are told apart.
enum PhaseList: OptionList { static var group: ScanOptions.Group { ScanOptions.phases } }

/// What is read of files that are not plain.
enum ReadingList: OptionList { static var group: ScanOptions.Group { ScanOptions.reading } }

/// Which files are written.
enum WrittenList: OptionList { static var group: ScanOptions.Group { ScanOptions.written } }

/// What no result depends on.
enum WorkingList: OptionList { static var group: ScanOptions.Group { ScanOptions.working } }

/// Options as they were typed, declared nowhere but in the list of all options.
///
/// A command usually declares its options as properties, which the parser finds by a mirror. Here the mirror shows the options
/// of the list, and what was typed is decoded by their names; so an option has one home and not one more in every command.
struct TypedOptions<List: OptionList>: ParsableArguments, CustomReflectable {
    /// What was typed.
    private(set) var settings = ScanSettings()

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: NamedKey.self)
        for option in List.group.options {
            let key = NamedKey(option.name)
            if option.isSwitch {
                if try container.decode(Flag<Bool>.self, forKey: key).wrappedValue { settings[option] = "true" }
            } else {
                settings[option] = try container.decode(Option<String?>.self, forKey: key).wrappedValue
            }
        }
    }

    var customMirror: Mirror {
        Mirror(self, children: List.group.options.map { (label: $0.name, value: Self.declaration($0)) })
    }

    private static func declaration(_ option: any ScanOption.Type) -> Any {
        let name = NameSpecification.customLong(option.name)
        let help = ArgumentHelp(option.help.text, valueName: option.help.valueName)
        if option.isSwitch { return Flag(wrappedValue: false, name: name, help: help) }
        return Option<String?>(
            wrappedValue: nil, name: name, parsing: option.help.mayBeginWithDash ? .unconditional : .next, help: help)
    }
}
