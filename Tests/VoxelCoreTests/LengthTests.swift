import Testing
import VoxelCore

@Suite struct LengthTests {
    @Test(arguments: [
        ("1.4um", 1.4), ("14 µm", 14), ("700nm", 0.7), ("0.0014mm", 1.4), ("1e-6 m", 1), ("2micron", 2),
        ("1.5e1um", 15), ("1.4Âµm", 1.4), ("14\\u00C5", 0.0014), ("1e-9 km", 1), ("1ft", 304_800), ("1thou", 25.4),
        ("2MM", 2000),
    ])
    func lengthsWithUnits(text: String, micrometres: Double) throws {
        #expect(abs(try Length(parsing: text).micrometres - micrometres) < 1e-9)
    }

    @Test(arguments: ["1.4", "um", "-1um", "0um", "1.4parsec", "", "nanum", "infum", "1e400um"])
    func whatIsNoLengthIsRefused(text: String) {
        #expect(throws: SimstripError.self) { try Length(parsing: text) }
    }

    @Test func voxelSizes() throws {
        #expect(try Length(parsing: "700nm").micrometres == 0.7)
        #expect(try VoxelSize(parsing: "1.4um").micrometres == [1.4, 1.4, 1.4])
        #expect(try VoxelSize(parsing: "2um,1um,500nm").micrometres == [2, 1, 0.5])
        #expect(throws: SimstripError.self) { try VoxelSize(parsing: "1um,2um") }
    }
}
