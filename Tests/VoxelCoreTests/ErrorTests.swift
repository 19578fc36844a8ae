import Testing
import VoxelCore

/// What a failure says to who calls the library, and to who typed a command.
@Suite struct ErrorTests {
    @Test(arguments: [
        ("give it, for example --voxel-size 1.4um, or --layers", "give it, for example voxelSize 1.4um, or layers"),
        ("the volume's end (--roi) is '--void-threshold'", "the volume's end (roi) is '--void-threshold'"),
        ("'it's --axis' is no folder; name one with --output", "'it's --axis' is no folder; name one with output"),
        ("--allow-grey-rgb a--b", "allowGreyRgb a--b"),
    ])
    func optionsAreNamedAsParametersAre(typed: String, called: String) {
        let error = SimstripError.usage(typed)
        #expect(error.description == called)
        #expect(error.message == typed)
    }
}
