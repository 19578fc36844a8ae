import Analysis
import Exports
import Options
import Phantom
import Results
import TestSupport
import Testing
import VolumeIO
import VoxelCore

/// domains.csv and profile.csv of a scan.
@Suite struct DomainsFileTests {
    private static let shape = VolumeShape(slices: 60, rows: 52, columns: 54)

    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    private func parameters(_ size: VoxelSizeRequest) -> ScanParameters {
        ScanParameters(
            voxelSize: size, axis: .z, electrode: .high, amount: .layers(12), interface: .index(30),
            segmentation: .threshold)
    }

    private func phantom() throws -> Volume {
        Volume(try Phantom(PhantomRecipe(kind: .cycled, shape: Self.shape)), named: "phantom")
    }

    private func lines(_ path: String) throws -> [[String]] {
        try String(contentsOfFile: temporary.file(path), encoding: .utf8).split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func domainsAddUpToTheSodiumOfTheLayers() throws {
        let size = VoxelSize(z: .um(1.4), y: .um(1.4), x: .um(0.7))
        var parameters = parameters(.size(size))
        parameters.writesLabels = true
        let result = try Scan(of: phantom(), parameters).strip()
        try result.write(to: temporary.file("out"))
        let domains = try lines("out/domains.csv")
        #expect(
            domains[0].joined(separator: ",")
                == "domain,voxels,volume_um3,equivalent_diameter_um,surface_um2,sphericity,distance_to_interface_um,"
                + "mean_depth_um,first_layer,last_layer,touches_border,weight,z_voxel,y_voxel,x_voxel")
        let rows = domains.dropFirst()
        let labels = try #require(result.labels).labels.bytes
        #expect(rows.reduce(0) { $0 + (Int($1[1]) ?? 0) } == labels.count { $0 == Phase.sodium.rawValue })
        #expect(rows.count > 10 && rows.map { $0[0] } == (1...rows.count).map(String.init))
        for row in rows {
            #expect(row.count == 15 && row.allSatisfy { !$0.contains("nan") && !$0.contains("inf") })
            let volume = try #require(Double(row[2]))
            #expect(abs(volume / (try #require(Double(row[1])) * 1.4 * 1.4 * 0.7) - 1) < 1e-6)
            #expect((row[10] == "true") == (row[11] == "") || row[10] == "false")
            // The interface lies at 30: the first layer's face is 0 away.
            let (first, distance) = (try #require(Double(row[8])), try #require(Double(row[6])))
            #expect(abs(distance - (first - 1) * 1.4) < 1e-5)
        }
        let summary = try #require(result.document.domains)
        #expect(summary.count == rows.count && summary.touchingBorder == rows.count { $0[10] == "true" })
        let weights = rows.compactMap { Double($0[11]) }.reduce(0, +)
        let density = weights / (52 * 54 * 1.4 * 0.7) * 1e6
        #expect(abs((summary.perSquareMillimetre ?? 0) / density - 1) < 1e-5)
        let diameters = try #require(summary.equivalentDiameters)
        #expect(diameters == diameters.sorted() && diameters[0] > 0)
    }

    @Test func lengthsAreInTheirUnit() throws {
        for (size, name) in [(VoxelSizeRequest.um(2), "um"), (.voxels, "voxel")] {
            try Scan(of: phantom(), parameters(size)).strip().write(to: temporary.file(name))
        }
        for (file, factors) in [
            ("domains.csv", [1.0, 1, 8, 2, 4, 1, 2, 2, 1, 1, 1, 1, 1, 1, 1]), ("profile.csv", [2, 1, 1, 1]),
        ] {
            let (lengths, bare) = (try lines("um/\(file)"), try lines("voxel/\(file)"))
            #expect(lengths.count == bare.count && lengths.count > 10)
            #expect(lengths[0].map { $0.contains("_um") } == factors.indices.map { bare[0][$0] != lengths[0][$0] })
            for (long, short) in zip(lengths.dropFirst(), bare.dropFirst()) {
                for (index, factor) in factors.enumerated() {
                    guard let a = Double(short[index]), let b = Double(long[index]) else {
                        #expect(short[index] == long[index])
                        continue
                    }
                    #expect(abs(a * factor - b) <= 1e-6 * abs(b))
                }
            }
        }
    }

    @Test func theProfileIsOfTheBox() throws {
        var boxed = parameters(.um(1.4))
        boxed.profileBox = MapBoxRequest(rows: 10..<14, columns: 20..<50)
        let result = try Scan(of: phantom(), boxed).strip()
        try result.write(to: temporary.file("box"))
        let profile = try lines("box/profile.csv")
        #expect(profile[0] == ["depth_um", "mean", "standard_deviation", "voxels"])
        // Twenty voxels before the interface, twelve layers, and as many voxels behind them as the volume has of twenty.
        #expect(profile.count == 1 + 20 + 30)
        #expect(profile.dropFirst().allSatisfy { $0[3] == "120" })
        #expect(Double(profile[1][0]).map { abs($0 + 19.5 * 1.4) < 1e-5 } ?? false)
        #expect(result.document.profile?.box == [10, 14, 20, 50])
        #expect(result.document.parameters["profile-box"] == .text("10:14,20:50"))
        let whole = try Scan(of: phantom(), parameters(.um(1.4))).strip()
        #expect(whole.document.profile?.box == [0, 52, 0, 54])
        #expect(whole.document.profile?.electrolyte?.voxels == 20 * 52 * 54)
        #expect(whole.document.parameters["profile-box"] == .text(":,:"))
    }

    @Test(arguments: [
        ("0:60,:", "the rows 0:52 and the columns 0:54"), (":,54:", "the columns 0:54"), ("5:5,:", "0:52"),
    ])
    func aBoxBeyondTheMapIsRefused(text: String, words: String) throws {
        var settings = ScanSettings()
        settings["profile-box"] = text
        settings["voxel-size"] = "voxel"
        let error = #expect(throws: SimstripError.self) {
            try Scan(of: phantom(), ScanParameters(settings)).strip()
        }
        #expect(error?.kind == .usage && error?.message.contains(words) ?? false, "\(error?.message ?? "")")
    }

    @Test(arguments: ["1:2", "1:2,3:4,5:6", "1,2", "-1:2,:", "a:b,:", ""])
    func aTextThatIsNoBoxIsRefused(text: String) {
        let error = #expect(throws: SimstripError.self) { try ProfileBoxOption.value(parsing: text) }
        #expect(error?.kind == .usage && error?.message.contains("--profile-box") ?? false)
    }
}
