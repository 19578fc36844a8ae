import Analysis
import Batching
import Foundation
import Phantom
import Exports
import Options
import Publishing
import Results
import TestSupport
import VoxelCore

/// A few scans that are stripped in milliseconds, and a manifest beside them.
final class SmallScans {
    let temporary: TemporaryFolder
    let names: [String]

    init(_ count: Int = 3) throws {
        temporary = try TemporaryFolder()
        names = (1...count).map { "scan_\($0)" }
        for (index, name) in names.enumerated() {
            var recipe = PhantomRecipe(kind: .pristine, shape: VolumeShape(slices: 30, rows: 24, columns: 28))
            recipe.seed = UInt64(index + 1)
            recipe.noise = 4
            let folder = try OutputFolder(temporary.file("phantoms/\(name)"), for: .phantom)
            try Phantom(recipe).write(
                into: folder, voxelSize: VoxelSize(cubic: Length(micrometres: 1.4)), layers: 5, threads: 2,
                progress: nil)
            try folder.publish()
            try FileManager.default.createDirectory(
                atPath: temporary.file("scans"), withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: temporary.file("phantoms/\(name)/volume"), toPath: volume(name))
        }
    }

    func volume(_ name: String) -> String { temporary.file("scans/\(name)") }

    func slice(_ number: Int, of name: String) throws -> String {
        let slices = try FileManager.default.contentsOfDirectory(atPath: volume(name)).sorted()
        return volume(name) + "/" + slices[number]
    }

    /// Writes a manifest of all scans, quick and with some options more.
    func manifest(
        _ options: String = "", segmentation: String = "threshold", compare: String = "",
        overrides: ScanSettings = .init()
    ) throws
        -> Manifest
    {
        try write(
            """
            defaults: { segmentation: \(segmentation), axis: z, layers: 5\(options.isEmpty ? "" : ", " + options) }
            scans:
              - { volume: scans/* }
            compare: [\(compare)]
            """)
        return try Manifest(contentsOf: temporary.file("manifest.yaml"), overrides: overrides)
    }

    func write(_ yaml: String) throws {
        try yaml.write(toFile: temporary.file("manifest.yaml"), atomically: true, encoding: .utf8)
    }

    func folder(_ name: String = "out") -> BatchFolder { BatchFolder(temporary.file(name)) }

    /// Does what is not finished, and returns the names of the scans that were worked on.
    @discardableResult
    func run(
        _ manifest: Manifest, into name: String = "out", jobs: Int = 2, memory: Int = 1 << 40, threads: Int = 2
    ) throws -> (outcome: BatchOutcome, worked: Set<String>) {
        try FileManager.default.createDirectory(atPath: folder(name).path, withIntermediateDirectories: true)
        let plan = try BatchPlan(manifest, in: folder(name), threads: threads)
        let outcome = try Batch(manifest, in: folder(name)).run(
            plan, with: LocalRunner(for: plan, jobs: jobs, memory: memory, threads: threads)
        ) { _ in }
        return (outcome, Set(plan.unfinished.map(\.task.name)))
    }

    /// All files of an output folder but those of all scans together, with their bytes.
    func files(_ name: String = "out") throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for path in FileManager.default.enumerator(atPath: temporary.file(name))?.allObjects as? [String] ?? [] {
            var isFolder: ObjCBool = false
            let full = temporary.file("\(name)/\(path)")
            _ = FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
            guard !isFolder.boolValue, !["times.csv", "summary.csv", "index.html"].contains(path) else { continue }
            files[path] = try bytes(ofFile: full)
        }
        return files
    }
}
