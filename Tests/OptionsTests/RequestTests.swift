import Options
import TestSupport
import Testing
import VoxelCore

/// What a result was asked for: whether it counts as done hangs on it.
@Suite struct RequestTests {
    private func request(_ values: [String: String]) throws -> [String: JSONValue] {
        var settings = ScanSettings()
        for (option, text) in values { settings[option] = text }
        return try ScanParameters(settings).request
    }

    @Test func everyOptionThatCanChangeAResultIsInTheRequest() throws {
        var names = Set(ScanOptions.all.map { $0.name })
        // What codes stand for is asked of labels alone.
        names.subtract(["threads", "memory-limit", "thickness", "codes"])
        #expect(try Set(request([:]).keys) == names)
        names.remove("layers")
        names.insert("thickness")
        #expect(try Set(request(["thickness": "14um"]).keys) == names)
        names.insert("codes")
        let labels = ["thickness": "14um", "segmentation": "labels", "codes": "li=1,sse=3"]
        #expect(try Set(request(labels).keys) == names)
    }

    @Test(arguments: [
        ("layers", "10"), ("axis", "auto"), ("roi", ":,:,:"), ("maps", "all"), ("na-threshold", "auto"),
        ("void-threshold", "none"), ("min-domain", "1"), ("labels", "false"), ("threads", "7"), ("memory-limit", "1G"),
    ])
    func whatTheDefaultMeansIsNoOtherRequest(option: String, text: String) throws {
        #expect(try request([option: text]) == request([:]))
    }

    @Test(arguments: [
        ("layers", "11"), ("axis", "z"), ("roi", ":,:,1:"), ("maps", "none"), ("na-threshold", "118"),
        ("void-threshold", "3.5"), ("min-domain", "2"), ("labels", "true"), ("voxel-size", "1um"), ("interface", "12"),
        ("denoise", "gaussian:1"), ("segmentation", "threshold"), ("layers-follow", "plane"), ("channel", "1"),
    ])
    func anythingElseIs(option: String, text: String) throws {
        #expect(try request([option: text]) != request([:]))
    }

    @Test func oneMeaningInTwoSpellingsIsOneRequest() throws {
        #expect(try request(["na-threshold": "118.0"]) == request(["na-threshold": "118"]))
        let labels = ["sse=3, li=2+1", "li=1+2,sse=3"].map { ["segmentation": "labels", "codes": $0] }
        #expect(try request(labels[0]) == request(labels[1]))
        #expect(try request(["voxel-size": "700nm"]) == request(["voxel-size": "0.7um,0.7um,0.7um"]))
        #expect(try request(["thickness": "14 µm"]) == request(["thickness": "0.014mm"]))
    }
}
