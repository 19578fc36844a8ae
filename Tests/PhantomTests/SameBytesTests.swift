import Phantom
import Synchronization
import Testing
import VoxelCore

/// A recipe is its bytes: on every machine, in every order, with any number of threads.
struct SameBytesTests {
    // These change only when a phantom's bytes are meant to change; say why in the commit.
    static let golden: [(PhantomRecipe.Kind, SampleType, UInt64)] = [
        (.pristine, .uint8, 8_891_124_302_832_010_466), (.pristine, .uint16, 15_556_680_793_554_606_752),
        (.pristine, .float32, 1_986_090_446_863_684_722),
        (.cycled, .uint8, 13_488_199_273_224_887_930), (.boolean, .uint8, 16_541_254_368_148_689_472),
        (.layers, .uint8, 16_288_900_382_971_311_517),
        (.lamellae, .uint8, 851_897_771_107_182_825), (.grains, .uint8, 12_890_576_288_586_386_340),
        (.interpenetrating, .uint8, 7_098_873_390_929_923_972), (.films, .uint8, 9_755_156_341_968_108_852),
        (.crust, .uint8, 9_382_050_559_350_656_806),
    ]

    @Test(arguments: golden)
    func bytesAreThoseOfEveryOtherMachine(kind: PhantomRecipe.Kind, type: SampleType, hash: UInt64) throws {
        let phantom = try Phantom(.small(kind).with { $0.sampleType = type })
        let found = fnv(try phantom.bytes())
        #expect(found == hash, "found \(found)")
    }

    static let goldenScans: [(PhantomRecipe.Scanner.RotationAxis, UInt64)] = [
        (.along, 131_693_714_179_689_396), (.across, 15_030_193_394_894_592_569),
    ]

    @Test(arguments: goldenScans)
    func scansAreThoseOfEveryOtherMachine(axis: PhantomRecipe.Scanner.RotationAxis, hash: UInt64) throws {
        let found = fnv(try Phantom(ScanTests.small(axis)).bytes())
        #expect(found == hash, "found \(found)")
    }

    @Test(arguments: PhantomRecipe.Scanner.RotationAxis.allCases, [2, 7])
    func numberOfThreadsDoesNotMatterToTheScanner(axis: PhantomRecipe.Scanner.RotationAxis, threads: Int) throws {
        let recipe = ScanTests.small(axis).with {
            $0.scanner?.propagation = 0.5; $0.scanner?.retrieval = .paganin
        }
        #expect(try Phantom(recipe, threads: threads).bytes() == Phantom(recipe, threads: 1).bytes())
    }

    @Test func anotherSeedGivesOtherBytesAndOtherGrains() throws {
        let one = try Phantom(.small(.pristine))
        let other = try Phantom(.small(.pristine).with { $0.seed = 8 })
        #expect(try one.bytes() != other.bytes())
        #expect(one.labels() != other.labels())
        #expect(one.interface != other.interface)
    }

    @Test func truthDoesNotDependOnTheImaging() throws {
        let sharp = try Phantom(
            .small(.cycled).with {
                $0.blur = 0; $0.noise = 0
            })
        let blurred = try Phantom(
            .small(.cycled).with {
                $0.blur = 2; $0.noise = 80; $0.sampleType = .float32
            })
        #expect(sharp.labels() == blurred.labels())
        #expect(sharp.interface == blurred.interface)
    }

    @Test(arguments: PhantomRecipe.Kind.allCases)
    func readingOrderDoesNotMatter(kind: PhantomRecipe.Kind) throws {
        let phantom = try Phantom(.small(kind))
        #expect(try phantom.bytes() == phantom.bytes(order: Array((0..<phantom.shape.slices).reversed())))
    }

    @Test(arguments: [1, 2, 7])
    func numberOfThreadsDoesNotMatter(threads: Int) throws {
        let phantom = try Phantom(.small(.cycled))
        let area = phantom.shape.rows * phantom.shape.columns
        let expected = try phantom.bytes()
        let equal = Atomic<Int>(0)
        try concurrentForEach(taskCount: phantom.shape.slices, threads: threads) { slice in
            let found = try phantom.window(
                slice: slice, rows: 0..<phantom.shape.rows, columns: 0..<phantom.shape.columns)
            if found[...] == expected[slice * area..<(slice + 1) * area] { equal.wrappingAdd(1, ordering: .relaxed) }
        }
        #expect(equal.load(ordering: .relaxed) == phantom.shape.slices)
    }

    @Test(arguments: [Axis.z, .y, .x], [ElectrodeSide.high, .low])
    func aWindowIsThatPartOfItsSlice(axis: Axis, electrode: ElectrodeSide) throws {
        // More lines than a band, so that windows cut bands apart.
        let phantom = try Phantom(
            PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 30, rows: 70, columns: 69)).with {
                $0.axis = axis
                $0.electrode = electrode
                $0.sampleType = .uint16
            })
        let slice = 13
        let whole = try phantom.window(slice: slice, rows: 0..<70, columns: 0..<69)
        for (rows, columns) in [(0..<1, 0..<69), (3..<68, 17..<18), (69..<70, 68..<69), (10..<30, 1..<40)] {
            let found = try phantom.window(slice: slice, rows: rows, columns: columns)
            let expected = rows.flatMap { row in
                whole[2 * (row * 69 + columns.lowerBound)..<2 * (row * 69 + columns.upperBound)]
            }
            #expect(found == expected, "rows \(rows), columns \(columns)")
        }
    }

    @Test func aWindowOutsideIsRefused() throws {
        let phantom = try Phantom(.small(.layers))
        #expect(throws: SimstripError.self) { try phantom.window(slice: 34, rows: 0..<1, columns: 0..<1) }
        #expect(throws: SimstripError.self) { try phantom.window(slice: 0, rows: 20..<22, columns: 0..<1) }
        #expect(throws: SimstripError.self) { try phantom.window(slice: 0, rows: 0..<1, columns: -1..<1) }
    }
}
