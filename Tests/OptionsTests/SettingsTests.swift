import Options
import Segmentation
import TestSupport
import Testing
import VoxelCore

@Suite struct SettingsTests {
    private func parameters(_ values: [String: String]) throws -> ScanParameters {
        var settings = ScanSettings()
        for (option, text) in values { settings[option] = text }
        return try ScanParameters(settings)
    }

    @Test func silenceMeansTheDefaults() throws {
        let parameters = try parameters([:])
        #expect(parameters.amount == .layers(10))
        #expect(parameters.axis == nil)
        #expect(parameters.interface == .automatic)
        #expect(parameters.naThreshold == .automatic)
        #expect(parameters.voidThreshold == nil)
        #expect(parameters.maps == .all)
        #expect(parameters.threads == availableCores())
        #expect(parameters.course == .surface)
    }

    @Test func theBareMethodIsUnderstood() throws {
        let parameters = try parameters([
            "segmentation": "threshold", "denoise": "none", "min-domain": "1", "interface": "30", "na-threshold": "105",
        ])
        #expect(parameters.segmentation == .threshold)
        #expect(parameters.denoising == .none)
        #expect(parameters.minimalDomain == 1)
        #expect(parameters.interface == .index(30))
        #expect(parameters.naThreshold == .value(105))
    }

    @Test(arguments: [
        ("voxel-size", "1.4"), ("voxel-size", "voxels"), ("axis", "w"), ("electrode", "up"), ("layers", "0"),
        ("layers", "ten"), ("layers", "-3"), ("thickness", "14"), ("layers-follow", "hills"), ("segmentation", "magic"),
        ("na-threshold", "bright"), ("na-threshold", "nan"), ("void-threshold", "inf"), ("denoise", "gaussian"),
        ("denoise", "gaussian:0"), ("denoise", "gaussian:-1"), ("denoise", "mean"), ("min-domain", "0"),
        ("maps", "1,,2"),
        ("maps", "-1"), ("maps", "some"), ("threads", "0"), ("roi", "1:2"), ("roi", "1:2,3:4,5"), ("roi", "a:b,:,:"),
        ("interface", "30.5"), ("memory-limit", "much"), ("memory-limit", "99999999999G"), ("channel", "-1"),
        ("raw", "60,96,96"), ("raw", "1,1,1,uint8,big,little"), ("raw", "60 96 96 uint16"),
    ])
    func whatCannotBeMeantIsRefusedByName(option: String, text: String) {
        let error = #expect(throws: SimstripError.self) { try parameters([option: text]) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains(text) == true)
    }

    @Test(arguments: [
        ("60,96,96,int64", "'int64', which is not read"), ("60,96,96,u16", "the types are"), ("60,96,0,uint16", "'0'"),
        ("60,96,96,uint16,mid", "'mid'"), ("1,1,1,uint8,offset=-1", "'-1'"), ("99999999999999999999,1,1,uint8", "999"),
    ])
    func aRawFormThatCannotBeIsRefusedByWhatIsWrong(text: String, wrong: String) {
        let error = #expect(throws: SimstripError.self) { try parameters(["raw": text]) }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains(wrong) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        "60,96,97,uint16", "1,2,3,float32,big", "1,2,3,int8,offset=512", "9999999,2048,2048,float64,big,offset=17",
    ])
    func aRawFormIsSpelledAsItWasGiven(text: String) throws {
        let form = try #require(try parameters(["raw": text]).raw)
        #expect("\(form)" == text)
        #expect(RawOption.spelling(of: form) == .text(text))
        #expect(form.isBigEndian == text.contains("big"))
    }

    @Test func layersAndThicknessExcludeOneAnother() throws {
        #expect(throws: SimstripError.self) { try parameters(["layers": "3", "thickness": "14um"]) }
        var config = ScanSettings()
        config["thickness"] = "14um"
        config["axis"] = "y"
        var line = ScanSettings()
        line["layers"] = "3"
        let merged = try ScanParameters(config.overridden(by: line))
        #expect(merged.amount == .layers(3))
        #expect(merged.axis == .y)
    }

    @Test func yamlSaysTheSame() throws {
        let settings = try ScanSettings(
            yaml: "voxel-size: 1.4um\nlayers: 12\nmaps: [3, 6]\nlabels: true\nna-threshold: 1.05e2\n", name: "c.yaml")
        #expect(settings["voxel-size"] == "1.4um")
        #expect(settings["layers"] == "12")
        #expect(settings["maps"] == "3,6")
        let parameters = try ScanParameters(settings)
        #expect(parameters.writesLabels)
        #expect(parameters.maps == .some([3, 6]))
        #expect(parameters.naThreshold == .value(105))
        #expect(try ScanSettings(yaml: "", name: "c.yaml") == ScanSettings())
    }

    @Test(arguments: [
        ("layer: 3", "layers"), ("\n\nna_threshold: 3", "line 3"), ("- 1", "not a mapping"), ("a: [", "not YAML"),
        ("layers: {a: 1}", "no plain value"), ("labels: 7", "true or false"), ("layers: 3\nlayers: 4", "layers"),
    ])
    func yamlMistakesAreNamed(yaml: String, word: String) {
        let error = #expect(throws: SimstripError.self) { try ScanSettings(yaml: yaml, name: "c.yaml") }
        #expect(error?.kind == .usage)
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test func regionsAreHalfOpenAndOpenEnded() throws {
        let shape = VolumeShape(slices: 10, rows: 20, columns: 30)
        let region = try RegionRequest(parsing: ":, 5:15, 7:").region(in: shape)
        #expect(region == VoxelRegion(slices: 0..<10, rows: 5..<15, columns: 7..<30))
        for text in [":,:,:31", "5:5,:,:", "6:5,:,:", "10:,:,:"] {
            #expect(throws: SimstripError.self, "\(text)") { try RegionRequest(parsing: text).region(in: shape) }
        }
    }

    /// Each option alone means something; what they ask of each other is asked when all are known.
    @Test func optionsThatNeedEachOtherAreAskedTogether() throws {
        #expect(throws: SimstripError.self) { try parameters(["threshold-sweep": "true"]) }
        #expect(throws: Never.self) { try ThresholdSweepOption.check("true") }
        let whole = try parameters(["segmentation": "threshold", "threshold-sweep": "true"])
        #expect(whole.sweepsThresholds)
        #expect(throws: SimstripError.self) {
            try parameters(["segmentation": "threshold", "threshold-sweep": "true", "min-domain": "4"])
        }
    }

    @Test func everyOptionHasItsOwnNameAndAHelp() {
        let names = ScanOptions.all.map { $0.name }
        #expect(Set(names).count == names.count)
        for option in ScanOptions.all {
            #expect(ScanOptions.named(option.name)?.name == option.name)
            #expect(!option.help.text.isEmpty)
            #expect((option.help.valueName == nil) == option.isSwitch, "\(option.name)")
        }
    }

    /// Values that a program gives are held to what texts are held to.
    @Test func typedParametersAreCheckedAsTextsAre() throws {
        var parameters = ScanParameters(voxelSize: .um(1.4), amount: .layers(3))
        #expect(parameters.voxelSize == .size(VoxelSize(cubic: Length(micrometres: 1.4))))
        try parameters.check()
        parameters.amount = .thickness(.um(14))
        #expect(parameters.request["layers"] == nil)
        try parameters.check()
        let mistakes: [(String, (inout ScanParameters) -> Void)] = [
            ("layers", { $0.amount = .layers(0) }), ("-1.0um", { $0.amount = .thickness(.um(-1)) }),
            ("denoise", { $0.denoising = .gaussian(sigma: .nan) }), ("threads", { $0.threads = 0 }),
            ("maps", { $0.maps = .some([-1]) }), ("minDomain", { $0.minimalDomain = 0 }),
            ("roi", { $0.roi = RegionRequest(z: -5..<10) }), ("naThreshold", { $0.naThreshold = .value(.nan) }),
            ("0.0um", { $0.voxelSize = .um(0) }),
        ]
        // What may be said by text may be said again: an option's spelling is one of its texts.
        try ScanParameters(voxelSize: .fromData, axis: .x, electrode: .low).check()
        for (name, mistake) in mistakes {
            var wrong = ScanParameters()
            mistake(&wrong)
            let error = #expect(throws: SimstripError.self, "\(name)") { try wrong.check() }
            #expect(error?.description.contains(name) == true, "\(error?.description ?? "")")
        }
    }

    @Test func contrastIsAMatterOfTheMethod() throws {
        #expect(ScanOptions.ofMethod.contains { $0.name == "contrast" })
        #expect(ContrastOption.compared(.text("auto")) == ContrastOption.compared(.text("normal")))
        #expect(ContrastOption.compared(.text("auto")) != ContrastOption.compared(.text("inverted")))
    }

    @Test func codesSayWhatLabelsStandFor() throws {
        let codes = try #require(try CodesOption.value(parsing: "void=0, sse=3,li=1,na=5+2,outside=255,isolated=na"))
        #expect(codes[.sodium] == [5, 2] && codes[.electrolyte] == [3] && codes.isolated == .sodium)
        #expect(CodesOption.spelling(of: codes) == .text("li=1,na=2+5,sse=3,void=0,outside=255,isolated=na"))
        for (text, word) in [
            ("li=1", "sse has no code"), ("na=2,sse=3", "li has no code"), ("li=,sse=3", "'' of li is no code"),
            ("li=1,sse=3,na=1", "1 is named twice, of li and of na"), ("li=1,sse=3,li=2", "names li twice"),
            ("li=1+1,sse=3", "1 is named twice"), ("li=1,sse=3,copper=4", "no phase 'copper'"), ("li=1,sse", "'sse'"),
            ("li=1.5,sse=3", "'1.5' of li"), ("li=1,sse=99999999999", "no code"), ("", "no phase with its codes"),
            ("li=1,sse=3,isolated=sse", "cannot count as 'sse'"),
        ] {
            let error = #expect(throws: SimstripError.self, "\(text)") { try CodesOption.check(text) }
            #expect(error?.kind == .usage)
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        }
    }

    @Test func codesAndLabelsGoTogether() throws {
        let refused: [(ScanSettings, String)] = [
            (["segmentation": "labels"], "add --codes"), (["codes": "li=1,sse=3"], "add --segmentation labels"),
            (["segmentation": "threshold", "codes": "li=1,sse=3"], "add --segmentation labels"),
            (["segmentation": "labels", "codes": "li=1,sse=3", "na-threshold": "7"], "--na-threshold"),
            (["segmentation": "labels", "codes": "li=1,sse=3", "interface": "7"], "--interface"),
            (["segmentation": "labels", "codes": "li=1,sse=3", "contrast": "inverted"], "--contrast"),
        ]
        for (settings, word) in refused {
            let error = #expect(throws: SimstripError.self) { try ScanParameters(settings) }
            #expect(error?.kind == .usage && error?.message.contains(word) == true, "\(error?.message ?? "")")
        }
        var parameters = ScanParameters(segmentation: .labels)
        parameters.codes = PhaseCodes(lithium: [1], electrolyte: [1])
        #expect(throws: SimstripError.self) { try parameters.check() }
        parameters.codes = PhaseCodes(lithium: [1], electrolyte: [3])
        try parameters.check()
        #expect(ScanParameters().request["codes"] == nil)
    }

    /// Another method silences what has no say with it, but not what was said beside it.
    @Test func anotherMethodSilencesWhatHasNoSayWithIt() throws {
        let labels: ScanSettings = ["segmentation": "labels", "codes": "li=1,sse=3"]
        let grey: ScanSettings = ["na-threshold": "118", "interface": "30", "layers": "7"]
        #expect(grey.overridden(by: labels) == ["segmentation": "labels", "codes": "li=1,sse=3", "layers": "7"])
        #expect(labels.overridden(by: ["segmentation": "markov"]) == ["segmentation": "markov"])
        let both = ScanSettings(together: [grey, labels])
        #expect(throws: SimstripError.self) { try ScanParameters(ScanSettings().overridden(by: both)) }
    }
}
