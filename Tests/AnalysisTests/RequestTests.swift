import Analysis
import Reporting
import Testing

/// What a result was asked for: whether it counts as done hangs on it.
@Suite struct RequestTests {
    private func request(_ values: [ScanOption: String]) throws -> [String: JSONValue] {
        var settings = ScanSettings()
        for (option, text) in values { settings[option] = text }
        return try ScanParameters(settings, availableThreads: 3).request
    }

    @Test func everyOptionThatCanChangeAResultIsInTheRequest() throws {
        var names = Set(ScanOption.allCases.map(\.rawValue))
        names.subtract([ScanOption.threads, .memoryLimit, .thickness].map(\.rawValue))
        #expect(try Set(request([:]).keys) == names)
        names.remove(ScanOption.layers.rawValue)
        names.insert(ScanOption.thickness.rawValue)
        #expect(try Set(request([.thickness: "14um"]).keys) == names)
    }

    @Test(arguments: [
        (ScanOption.layers, "10"), (.axis, "auto"), (.roi, ":,:,:"), (.maps, "all"), (.naThreshold, "auto"),
        (.voidThreshold, "none"), (.minDomain, "1"), (.labels, "false"), (.threads, "7"), (.memoryLimit, "1G"),
    ])
    func whatTheDefaultMeansIsNoOtherRequest(option: ScanOption, text: String) throws {
        #expect(try request([option: text]) == request([:]))
    }

    @Test(arguments: [
        (ScanOption.layers, "11"), (.axis, "z"), (.roi, ":,:,1:"), (.maps, "none"), (.naThreshold, "118"),
        (.voidThreshold, "3.5"), (.minDomain, "2"), (.labels, "true"), (.voxelSize, "1um"), (.interface, "12"),
        (.denoise, "gaussian:1"), (.segmentation, "threshold"), (.layersFollow, "plane"), (.channel, "1"),
    ])
    func anythingElseIs(option: ScanOption, text: String) throws {
        #expect(try request([option: text]) != request([:]))
    }

    @Test func oneMeaningInTwoSpellingsIsOneRequest() throws {
        #expect(try request([.naThreshold: "118.0"]) == request([.naThreshold: "118"]))
        #expect(try request([.voxelSize: "700nm"]) == request([.voxelSize: "0.7um,0.7um,0.7um"]))
        #expect(try request([.thickness: "14 µm"]) == request([.thickness: "0.014mm"]))
    }
}
